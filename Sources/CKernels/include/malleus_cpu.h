/// What the processor offers, found once at run time, so that one build serves every machine.
#ifndef MALLEUS_CPU_H
#define MALLEUS_CPU_H

#include <stdbool.h>

/// One bit per instruction-set extension that a kernel here can use.
typedef enum {
  MALLEUS_CPU_POPCNT = 1 << 0,
  MALLEUS_CPU_AVX2 = 1 << 1,
  MALLEUS_CPU_AVX512_POPCNT = 1 << 2,
  MALLEUS_CPU_SHA = 1 << 3,
  MALLEUS_CPU_NEON = 1 << 4,
  /// Registers of 64 bytes and thirty-two of them: AVX-512 F, DQ and VL, with AVX2 and FMA.
  MALLEUS_CPU_AVX512 = 1 << 5,
  MALLEUS_CPU_AVX512_VNNI = 1 << 6,
} malleus_cpu_feature;

/// The features of this processor that the operating system lets programs use, as a mask.
unsigned malleus_cpu_features(void);

/// The name of one feature, or NULL for an unknown bit; walk the bits to list them.
const char *malleus_cpu_feature_name(malleus_cpu_feature feature);

/// "x86_64", "arm64" or "other": the instruction set this library was compiled for.
const char *malleus_cpu_architecture(void);

/// Name and version of the C library, whose log, sin and cos enter results; "unknown" where it does not say.
const char *malleus_libc_version(void);

#endif
