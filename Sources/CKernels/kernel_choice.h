/// Which of its variants a loop takes on an x86 processor.
#ifndef MALLEUS_KERNEL_CHOICE_H
#define MALLEUS_KERNEL_CHOICE_H

#include "malleus_cpu.h"
#include "malleus_training.h"

#if defined(__x86_64__)

/// Registers of 64 bytes.
static inline bool malleus_kernel_is_wide(malleus_kernel kernel) {
  return kernel == malleus_kernel_fastest && malleus_cpu_features() & MALLEUS_CPU_AVX512;
}

/// Registers of 32 bytes.
static inline bool malleus_kernel_is_vector(malleus_kernel kernel) {
  return kernel != malleus_kernel_portable && malleus_cpu_features() & MALLEUS_CPU_AVX2 &&
         __builtin_cpu_supports("fma");
}

#endif
#endif
