// One variant of the sums of rows. Before inclusion: TARGET (attributes that name the instruction set) and NAME(x)
// (adds the variant's suffix).

typedef double NAME(vector) __attribute__((vector_size(32), aligned(8)));
#define VECTOR NAME(vector)
#define INLINE static inline __attribute__((always_inline)) TARGET
#define UNROLL _Pragma("clang loop unroll(full)")

enum { NAME(lanes) = 4 };

/// A few registers of columns of every target: a strip of the matrix that stays in the cache.
INLINE void NAME(strip)(const int width, const double *matrix, int columns, int targets,
                        const int32_t *begins, const int32_t *rows, const double *factors,
                        double *sums) {
  for (int t = 0; t < targets; t++) {
    if (begins[t] == begins[t + 1]) continue;
    double *target = sums + (long)t * columns;
    VECTOR sum[12];
    UNROLL for (int v = 0; v < width; v++) sum[v] = *(VECTOR *)(target + v * NAME(lanes));
    for (int k = begins[t]; k < begins[t + 1]; k++) {
      const double *x = matrix + (long)rows[k] * columns;
      VECTOR factor = factors[k] - (VECTOR){};
      UNROLL for (int v = 0; v < width; v++)
        sum[v] = __builtin_elementwise_fma(factor, *(const VECTOR *)(x + v * NAME(lanes)), sum[v]);
    }
    UNROLL for (int v = 0; v < width; v++) *(VECTOR *)(target + v * NAME(lanes)) = sum[v];
  }
}

/// One column of every target.
INLINE void NAME(column)(const double *matrix, int columns, int targets, const int32_t *begins,
                         const int32_t *rows, const double *factors, double *sums) {
  for (int t = 0; t < targets; t++) {
    double sum = sums[(long)t * columns];
    for (int k = begins[t]; k < begins[t + 1]; k++)
      sum = __builtin_elementwise_fma(factors[k], matrix[(long)rows[k] * columns], sum);
    sums[(long)t * columns] = sum;
  }
}

TARGET static void NAME(add_rows)(const double *matrix, int columns, int targets,
                                  const int32_t *begins, const int32_t *rows,
                                  const double *factors, double *sums) {
  int j = 0;
  for (; j + 12 * NAME(lanes) <= columns; j += 12 * NAME(lanes))
    NAME(strip)(12, matrix + j, columns, targets, begins, rows, factors, sums + j);
  for (; j + 4 * NAME(lanes) <= columns; j += 4 * NAME(lanes))
    NAME(strip)(4, matrix + j, columns, targets, begins, rows, factors, sums + j);
  for (; j + NAME(lanes) <= columns; j += NAME(lanes))
    NAME(strip)(1, matrix + j, columns, targets, begins, rows, factors, sums + j);
  for (; j < columns; j++)
    NAME(column)(matrix + j, columns, targets, begins, rows, factors, sums + j);
}

#undef VECTOR
#undef INLINE
#undef UNROLL
