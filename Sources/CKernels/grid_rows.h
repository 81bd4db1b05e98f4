/// One listed row against a strip, one twin per instruction set.
#ifndef MALLEUS_GRID_ROWS_H
#define MALLEUS_GRID_ROWS_H

#include "malleus_grid.h"

typedef void malleus_grid_row(const uint16_t *places, const uint32_t *values, size_t count,
                              const int16_t *strip, int32_t *products);

/// Products nearer to zero than this are doubtful: far above what rounding below the smallest normal float can lose.
static const float malleus_grid_smallest = 1e-30f;

typedef void malleus_grid_sign(const uint16_t *places, const uint32_t *values, size_t count,
                               malleus_grid_scale scale, const malleus_grid_units *units,
                               uint32_t *positive, uint32_t *doubtful);

malleus_grid_row malleus_grid_row_portable;
malleus_grid_sign malleus_grid_sign_portable;
#if defined(__x86_64__)
malleus_grid_row malleus_grid_row_avx2;
malleus_grid_sign malleus_grid_sign_avx2;
malleus_grid_row malleus_grid_row_avx512;
malleus_grid_sign malleus_grid_sign_avx512;
#elif defined(__aarch64__)
malleus_grid_row malleus_grid_row_neon;
#endif

#endif
