#include "malleus_rows.h"

// The order of every sum is written out below; no compiler may fuse or split what is not.
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"

#define TARGET
#define NAME(x) x##_portable
#include "rows_body.h"
#undef TARGET
#undef NAME
#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2,fma")))
#define NAME(x) x##_avx2
#include "rows_body.h"
#undef TARGET
#undef NAME
#endif

void malleus_add_rows(malleus_kernel kernel, const double *matrix, int columns, int targets,
                      const int32_t *begins, const int32_t *rows, const double *factors,
                      double *sums) {
#if defined(__x86_64__)
  if (kernel == malleus_kernel_fastest && __builtin_cpu_supports("avx2") &&
      __builtin_cpu_supports("fma"))
    return add_rows_avx2(matrix, columns, targets, begins, rows, factors, sums);
#endif
  add_rows_portable(matrix, columns, targets, begins, rows, factors, sums);
}
