public import Pipeline

extension Catalog {
  /// The stages of this package: one line each, sorted by name.
  public static let malleus = Catalog([
    Intervene.self,
    LinAttnTransform.self,
    LoadCIFAR.self,
    LoadIDX.self,
    LoadNPY.self,
    LoadNetwork.self,
    Normalize.self,
    Perturb.self,
    SyntheticDigits.self,
    TrainMLP.self,
  ])
}
