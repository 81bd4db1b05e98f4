// The sums of rows of one element type, and the choice between their variants. Before inclusion: REAL, LANES (32 bytes of
// REAL) and TYPED(x) (adds the type's suffix).

#define TARGET
#define NAME(x) TYPED(x##_portable)
#include "rows_body.h"
#undef TARGET
#undef NAME
#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2,fma")))
#define NAME(x) TYPED(x##_avx2)
#include "rows_body.h"
#undef TARGET
#undef NAME
#define TARGET __attribute__((target("avx512f,avx512vl,fma")))
#define NAME(x) TYPED(x##_avx512)
#include "rows_body.h"
#undef TARGET
#undef NAME
#endif

void TYPED(malleus_pack_strips)(const REAL *matrix, int rows, int columns, REAL *strips) {
  for (int j = 0, width; j < columns; j += width) {
    int registers = strip_registers(j, columns, LANES);
    width = registers == 0 ? 1 : registers * LANES;
    for (long i = 0; i < rows; i++)
      memcpy(strips + (long)j * rows + i * width, matrix + i * columns + j,
             (size_t)width * sizeof(REAL));
  }
}

void TYPED(malleus_add_rows)(malleus_kernel kernel, const REAL *strips, int height, int columns,
                             int targets, const int32_t *begins, const int32_t *rows,
                             const REAL *factors, REAL *sums) {
  rows_sums job = {columns, targets, begins, rows};
#if defined(__x86_64__)
  if (malleus_kernel_is_wide(kernel))
    return TYPED(add_rows_avx512)(&job, strips, height, factors, sums);
  if (malleus_kernel_is_vector(kernel))
    return TYPED(add_rows_avx2)(&job, strips, height, factors, sums);
#else
  (void)kernel;
#endif
  TYPED(add_rows_portable)(&job, strips, height, factors, sums);
}
