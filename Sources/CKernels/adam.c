#include "malleus_adam.h"

#include <string.h>

#include "malleus_cpu.h"

#pragma STDC FP_CONTRACT OFF

#define NAME adam_double_portable
#define SCALAR double
#define WIDTH 16
#define TARGET
#include "adam_lanes.h"

#define NAME adam_float_portable
#define SCALAR float
#define WIDTH 16
#define TARGET
#include "adam_lanes.h"

#if defined(__x86_64__)

#define NAME adam_double_avx2
#define SCALAR double
#define WIDTH 32
#define TARGET __attribute__((target("avx2")))
#include "adam_lanes.h"

#define NAME adam_float_avx2
#define SCALAR float
#define WIDTH 32
#define TARGET __attribute__((target("avx2")))
#include "adam_lanes.h"

#endif

bool malleus_adam_available(malleus_adam_variant variant) {
  switch (variant) {
  case MALLEUS_ADAM_PORTABLE: return true;
#if defined(__x86_64__)
  case MALLEUS_ADAM_AVX2: return malleus_cpu_features() & MALLEUS_CPU_AVX2;
#endif
  default: return false;
  }
}

malleus_adam_variant malleus_adam_best(void) {
  return malleus_adam_available(MALLEUS_ADAM_AVX2) ? MALLEUS_ADAM_AVX2 : MALLEUS_ADAM_PORTABLE;
}

void malleus_adam_double(malleus_adam_variant variant, const malleus_adam_step *step, size_t count,
                         const double *gradient, const double *start, double *weights,
                         double *first, double *second) {
#if defined(__x86_64__)
  if (variant == MALLEUS_ADAM_AVX2) {
    adam_double_avx2(step, count, gradient, start, weights, first, second);
    return;
  }
#endif
  (void)variant;
  adam_double_portable(step, count, gradient, start, weights, first, second);
}

void malleus_adam_float(malleus_adam_variant variant, const malleus_adam_step *step, size_t count,
                        const float *gradient, const float *start, float *weights, float *first,
                        float *second) {
#if defined(__x86_64__)
  if (variant == MALLEUS_ADAM_AVX2) {
    adam_float_avx2(step, count, gradient, start, weights, first, second);
    return;
  }
#endif
  (void)variant;
  adam_float_portable(step, count, gradient, start, weights, first, second);
}
