#include "malleus_rows.h"

#include <string.h>

// The order of every sum is written out below; no compiler may fuse or split what is not.
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"

/// The widest strip from column j on.
static int strip_width(int j, int columns) {
  return j + 48 <= columns ? 48 : j + 16 <= columns ? 16 : j + 4 <= columns ? 4 : 1;
}

/// What is added up, as the loops see it.
typedef struct {
  int columns, targets, outputs;
  const int32_t *begins, *rows;
  const double *factors;
} rows_sums;

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

void malleus_pack_strips(const double *matrix, int rows, int columns, double *strips) {
  for (int j = 0, width; j < columns; j += width) {
    width = strip_width(j, columns);
    for (long i = 0; i < rows; i++)
      memcpy(strips + (long)j * rows + i * width, matrix + i * columns + j,
             (size_t)width * sizeof(double));
  }
}

void malleus_add_rows(malleus_kernel kernel, const double *strips, int height, int columns,
                      int targets, int outputs, const int32_t *begins, const int32_t *rows,
                      const double *factors, double *sums) {
  rows_sums job = {columns, targets, outputs, begins, rows, factors};
#if defined(__x86_64__)
  if (kernel == malleus_kernel_fastest && __builtin_cpu_supports("avx2") &&
      __builtin_cpu_supports("fma"))
    return add_rows_avx2(&job, strips, height, sums);
#else
  (void)kernel;
#endif
  add_rows_portable(&job, strips, height, sums);
}
