/// Sums of a few rows of a matrix, for many targets at once: a product with a sparse matrix.
#ifndef MALLEUS_ROWS_H
#define MALLEUS_ROWS_H

#include <stdint.h>

#include "malleus_training.h"

/// The elements of a rows×columns matrix in strips of twelve registers of columns, then four, one, and single columns, each
/// strip row after row: rows that are far apart then share pages and do not compete for the same places of the cache.
void malleus_pack_strips_f32(const float *matrix, int rows, int columns, float *strips);
void malleus_pack_strips_f64(const double *matrix, int rows, int columns, double *strips);

/// sums[t·columns + j] ← sums + Σ_k factors[k]·M[rows[k]][j] for every target t, with k from begins[t] up to
/// begins[t + 1], in that order, where M is given in strips and has `height` rows.
///
/// Every element is one chain of fused multiply-adds, so the portable and the vector variants give the same bits.
void malleus_add_rows_f32(malleus_kernel kernel, const float *strips, int height, int columns,
                          int targets, const int32_t *begins, const int32_t *rows,
                          const float *factors, float *sums);
void malleus_add_rows_f64(malleus_kernel kernel, const double *strips, int height, int columns,
                          int targets, const int32_t *begins, const int32_t *rows,
                          const double *factors, double *sums);

#endif
