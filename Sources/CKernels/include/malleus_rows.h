/// Sums of a few rows of a matrix, for many targets at once: a product with a sparse matrix.
#ifndef MALLEUS_ROWS_H
#define MALLEUS_ROWS_H

#include <stdint.h>

#include "malleus_training.h"

/// sums[t·columns + j] ← sums + Σ_k factors[k]·matrix[rows[k]·columns + j] for every target t, with k from begins[t] up to
/// begins[t + 1], in that order.
///
/// Every element is one chain of fused multiply-adds, so the portable and the vector variants give the same bits.
void malleus_add_rows(malleus_kernel kernel, const double *matrix, int columns, int targets,
                      const int32_t *begins, const int32_t *rows, const double *factors,
                      double *sums);

#endif
