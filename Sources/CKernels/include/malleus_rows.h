/// Sums of a few rows of a matrix, for many targets at once: a product with a sparse matrix.
#ifndef MALLEUS_ROWS_H
#define MALLEUS_ROWS_H

#include <stdint.h>

#include "malleus_training.h"

/// The elements of a rows×columns matrix in strips of 48 columns, then 16, 4 and 1, each strip row after row: rows that are
/// far apart then share pages and do not compete for the same places of the cache.
void malleus_pack_strips(const double *matrix, int rows, int columns, double *strips);

/// sums[(t·outputs + c)·columns + j] ← sums + Σ_k factors[k·outputs + c]·M[rows[k]][j] for every target t and output c, with
/// k from begins[t] up to begins[t + 1], in that order, where M is given in strips and has `height` rows.
///
/// Every element is one chain of fused multiply-adds, so the portable and the vector variants give the same bits.
void malleus_add_rows(malleus_kernel kernel, const double *strips, int height, int columns,
                      int targets, int outputs, const int32_t *begins, const int32_t *rows,
                      const double *factors, double *sums);

#endif
