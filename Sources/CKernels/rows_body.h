// One element type and one variant of the sums of rows. Before inclusion: REAL, LANES (32 bytes of REAL), TARGET
// (attributes that name the instruction set) and NAME(x) (adds the variant's suffix).

typedef REAL NAME(vector) __attribute__((vector_size(32), aligned(sizeof(REAL))));
#define VECTOR NAME(vector)
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
    VECTOR sum[12];
    UNROLL for (int v = 0; v < width; v++) sum[v] = *(VECTOR *)(target + v * LANES);
    for (int k = job->begins[t]; k < job->begins[t + 1]; k++) {
      const REAL *x = strip + (long)job->rows[k] * width * LANES;
      VECTOR factor = factors[k] - (VECTOR){};
      UNROLL for (int v = 0; v < width; v++)
        sum[v] = __builtin_elementwise_fma(factor, *(const VECTOR *)(x + v * LANES), sum[v]);
    }
    UNROLL for (int v = 0; v < width; v++) *(VECTOR *)(target + v * LANES) = sum[v];
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
#undef INLINE
#undef UNROLL
