public import Pipeline

extension Catalog {
  /// The stages of this package: one line each, sorted by name.
  public static let malleus = Catalog([
    Compare.self,
    EmpiricalNTK.self,
    ExactInfluence.self,
    GramSpectrum.self,
    GroupInfluence.self,
    InfiniteNTK.self,
    InfluenceError.self,
    Intervene.self,
    Ledger.self,
    LinAttnTransform.self,
    LoadCIFAR.self,
    LoadIDX.self,
    LoadNPY.self,
    LoadNetwork.self,
    Malleability.self,
    NTKDistance.self,
    Normalize.self,
    OneAtATime.self,
    Perturb.self,
    Plot.self,
    Report.self,
    SoftmaxAttnTransform.self,
    Summarize.self,
    SyntheticDigits.self,
    SyntheticSpectrum.self,
    TrainMLP.self,
  ])
}
