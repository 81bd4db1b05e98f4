/// The name by which a kernel says how it was computed: written and read back here alone.
extension Facts {
  enum KernelName: String {
    case infinite = "infinite-width tangent kernel"
    case empirical = "empirical tangent kernel"
    case polynomial = "polynomial kernel"
  }

  /// Facts that begin with the kernel's name.
  init(_ kernel: KernelName) { self = ["kernel": .string(kernel.rawValue)] }

  var kernelName: KernelName? { text("kernel").flatMap(KernelName.init) }
}
