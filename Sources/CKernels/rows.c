#include "malleus_rows.h"

#include <string.h>

#include "kernel_choice.h"

// The order of every sum is written out below; no compiler may fuse or split what is not.
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"

/// What is added up, as the loops see it.
typedef struct {
  int columns, targets;
  const int32_t *begins, *rows;
} rows_sums;

/// How many registers of `lanes` columns the strip from column j on has; 0 for a single column.
static int strip_registers(int j, int columns, int lanes) {
  int left = (columns - j) / lanes;
  return left >= 12 ? 12 : left >= 4 ? 4 : left >= 1 ? 1 : 0;
}

#define REAL float
#define LANES 8
#define TYPED(x) x##_f32
#include "rows_typed.h"
#undef REAL
#undef LANES
#undef TYPED

#define REAL double
#define LANES 4
#define TYPED(x) x##_f64
#include "rows_typed.h"
