// One variant of the sums of rows. Before inclusion: TARGET (attributes that name the instruction set) and NAME(x)
// (adds the variant's suffix).

typedef double NAME(vector) __attribute__((vector_size(32), aligned(8)));
#define VECTOR NAME(vector)
#define INLINE static inline __attribute__((always_inline)) TARGET
#define UNROLL _Pragma("clang loop unroll(full)")

enum { NAME(lanes) = 4 };

/// Pieces of `width` registers of a strip of `whole`, for `group` outputs from `first` on of every target.
INLINE void NAME(strip)(const int whole, const int width, const int group, const rows_sums *job,
                        const double *strip, double *sums, int first) {
  for (int piece = 0; piece < whole; piece += width) {
    for (int t = 0; t < job->targets; t++) {
      if (job->begins[t] == job->begins[t + 1]) continue;
      double *target =
          sums + ((long)t * job->outputs + first) * job->columns + piece * NAME(lanes);
      VECTOR sum[4][12];
      UNROLL for (int c = 0; c < group; c++) {
        UNROLL for (int v = 0; v < width; v++)
          sum[c][v] = *(VECTOR *)(target + (long)c * job->columns + v * NAME(lanes));
      }
      for (int k = job->begins[t]; k < job->begins[t + 1]; k++) {
        const double *x = strip + ((long)job->rows[k] * whole + piece) * NAME(lanes);
        const double *factor = job->factors + (long)k * job->outputs + first;
        UNROLL for (int c = 0; c < group; c++) {
          VECTOR spread = factor[c] - (VECTOR){};
          UNROLL for (int v = 0; v < width; v++)
            sum[c][v] = __builtin_elementwise_fma(
                spread, *(const VECTOR *)(x + v * NAME(lanes)), sum[c][v]);
        }
      }
      UNROLL for (int c = 0; c < group; c++) {
        UNROLL for (int v = 0; v < width; v++)
          *(VECTOR *)(target + (long)c * job->columns + v * NAME(lanes)) = sum[c][v];
      }
    }
  }
}

/// One column of every target.
INLINE void NAME(column)(const rows_sums *job, const double *strip, double *sums) {
  for (int t = 0; t < job->targets; t++) {
    for (int c = 0; c < job->outputs; c++) {
      double *target = sums + ((long)t * job->outputs + c) * job->columns;
      double sum = *target;
      for (int k = job->begins[t]; k < job->begins[t + 1]; k++)
        sum = __builtin_elementwise_fma(job->factors[(long)k * job->outputs + c],
                                        strip[job->rows[k]], sum);
      *target = sum;
    }
  }
}

/// A strip of `whole` registers: outputs in fours and twos share the loads of rows.
INLINE void NAME(outputs)(const int whole, const rows_sums *job, const double *strip,
                          double *sums) {
  int c = 0;
  for (; c + 4 <= job->outputs; c += 4)
    NAME(strip)(whole, whole > 1 ? 2 : 1, 4, job, strip, sums, c);
  for (; c + 2 <= job->outputs; c += 2)
    NAME(strip)(whole, whole > 4 ? 4 : whole, 2, job, strip, sums, c);
  if (c < job->outputs) NAME(strip)(whole, whole, 1, job, strip, sums, c);
}

TARGET static void NAME(add_rows)(const rows_sums *job, const double *strips, int height,
                                  double *sums) {
  for (int j = 0, width; j < job->columns; j += width) {
    width = strip_width(j, job->columns);
    const double *strip = strips + (long)j * height;
    switch (width) {
    case 48: NAME(outputs)(12, job, strip, sums + j); break;
    case 16: NAME(outputs)(4, job, strip, sums + j); break;
    case 4: NAME(outputs)(1, job, strip, sums + j); break;
    default: NAME(column)(job, strip, sums + j);
    }
  }
}

#undef VECTOR
#undef INLINE
#undef UNROLL
