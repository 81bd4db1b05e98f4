#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// base^exponent of the C library, whose build is part of every key.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
