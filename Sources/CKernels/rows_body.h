// One element type and one variant of the sums of rows. Before inclusion: REAL, LANES (32 bytes of REAL), TARGET
// (attributes that name the instruction set) and NAME(x) (adds the variant's suffix).

typedef REAL NAME(vector) __attribute__((vector_size(32), aligned(sizeof(REAL))));
typedef REAL NAME(wide) __attribute__((vector_size(64), aligned(sizeof(REAL))));
#define VECTOR NAME(vector)
#define WIDE NAME(wide)
#define INLINE static inline __attribute__((always_inline)) TARGET
#define UNROLL _Pragma("clang loop unroll(full)")

/// A strip of `width` registers of every target, which stay in registers while rows are added.
///
/// Targets that add the same rows had better follow each other: they find their pieces in the first cache.
INLINE void NAME(strip)(const int width, const rows_sums *job, const REAL *strip,
                        const REAL *factors, REAL *sums) {
  for (int t = 0; t < job->targets; t++) {
    if (job->begins[t] == job->begins[t + 1]) continue;
    REAL *target = sums + (long)t * job->columns;
    WIDE sum[6];
    VECTOR odd = width % 2 ? *(VECTOR *)(target + (width - 1) * LANES) : (VECTOR){};
    UNROLL for (int v = 0; v < width / 2; v++) sum[v] = *(WIDE *)(target + 2 * v * LANES);
    for (int k = job->begins[t]; k < job->begins[t + 1]; k++) {
      const REAL *x = strip + (long)job->rows[k] * width * LANES;
      WIDE factor = factors[k] - (WIDE){};
      UNROLL for (int v = 0; v < width / 2; v++)
        sum[v] = __builtin_elementwise_fma(factor, *(const WIDE *)(x + 2 * v * LANES), sum[v]);
      if (width % 2)
        odd = __builtin_elementwise_fma(factors[k] - (VECTOR){},
                                        *(const VECTOR *)(x + (width - 1) * LANES), odd);
    }
    UNROLL for (int v = 0; v < width / 2; v++) *(WIDE *)(target + 2 * v * LANES) = sum[v];
    if (width % 2) *(VECTOR *)(target + (width - 1) * LANES) = odd;
  }
}

/// One column of every target.
INLINE void NAME(column)(const rows_sums *job, const REAL *strip, const REAL *factors, REAL *sums) {
  for (int t = 0; t < job->targets; t++) {
    REAL *target = sums + (long)t * job->columns;
    REAL sum = *target;
    for (int k = job->begins[t]; k < job->begins[t + 1]; k++)
      sum = __builtin_elementwise_fma(factors[k], strip[job->rows[k]], sum);
    *target = sum;
  }
}

TARGET static void NAME(add_rows)(const rows_sums *job, const REAL *strips, int height,
                                  const REAL *factors, REAL *sums) {
  for (int j = 0; j < job->columns;) {
    const REAL *strip = strips + (long)j * height;
    int registers = strip_registers(j, job->columns, LANES);
    switch (registers) {
    case 12: NAME(strip)(12, job, strip, factors, sums + j); break;
    case 4: NAME(strip)(4, job, strip, factors, sums + j); break;
    case 1: NAME(strip)(1, job, strip, factors, sums + j); break;
    default: NAME(column)(job, strip, factors, sums + j);
    }
    j += registers == 0 ? 1 : registers * LANES;
  }
}

#undef VECTOR
#undef WIDE
#undef INLINE
#undef UNROLL
