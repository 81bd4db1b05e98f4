// Both passes over rows that are mostly one value each; part of training_body.h.
//
// A tile of units lies across: what belongs to one column, or to one row, is one number per unit, 48 in a row. A product then takes
// one multiply-add per register of units for every element that differs from its row's value, and none for the others.

enum {
  NAME(across) = malleus_block_units / LANES,  // registers of a tile
  NAME(across_wide) = NAME(across) / 2,        // the same in wide ones
  NAME(reach) = 128,                           // columns whose weights stay in the first cache
};

/// Exchanges rows and columns of a square of registers.
INLINE void NAME(transpose)(VECTOR square[LANES]) {
  // First halves of registers change places with halves of others, then quarters, then single numbers.
  VECTOR next[LANES];
#if LANES == 8
#define LOW(a, b) __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11)
#define HIGH(a, b) __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15)
  UNROLL for (int i = 0; i < 4; i++) {
    next[i] = LOW(square[i], square[i + 4]);
    next[i + 4] = HIGH(square[i], square[i + 4]);
  }
#undef LOW
#undef HIGH
#define LOW(a, b) __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13)
#define HIGH(a, b) __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15)
  UNROLL for (int i = 0; i < 8; i += i % 4 == 1 ? 3 : 1) {
    square[i] = LOW(next[i], next[i + 2]);
    square[i + 2] = HIGH(next[i], next[i + 2]);
  }
#undef LOW
#undef HIGH
#define LOW(a, b) __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14)
#define HIGH(a, b) __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15)
#else
#define LOW(a, b) __builtin_shufflevector(a, b, 0, 1, 4, 5)
#define HIGH(a, b) __builtin_shufflevector(a, b, 2, 3, 6, 7)
  UNROLL for (int i = 0; i < 2; i++) {
    next[i] = LOW(square[i], square[i + 2]);
    next[i + 2] = HIGH(square[i], square[i + 2]);
  }
  UNROLL for (int i = 0; i < 4; i++) square[i] = next[i];
#undef LOW
#undef HIGH
#define LOW(a, b) __builtin_shufflevector(a, b, 0, 4, 2, 6)
#define HIGH(a, b) __builtin_shufflevector(a, b, 1, 5, 3, 7)
#endif
  UNROLL for (int i = 0; i < LANES; i += 2) {
    next[i] = LOW(square[i], square[i + 1]);
    next[i + 1] = HIGH(square[i], square[i + 1]);
  }
#undef LOW
#undef HIGH
  UNROLL for (int i = 0; i < LANES; i++) square[i] = next[i];
}

/// A tile's weights with the units across, and the sums of each unit's weights over all columns.
INLINE void NAME(lay_across)(const REAL *hidden, int units, int stride, REAL *weights,
                             VECTOR total[NAME(across)]) {
  for (int v = 0; v < NAME(across); v++) total[v] = (VECTOR){};
  for (int k = 0; k < stride; k += LANES) {
    for (int v = 0; v < NAME(across); v++) {
      VECTOR square[LANES];
      UNROLL for (int i = 0; i < LANES; i++) {
        int unit = v * LANES + i;
        square[i] = unit < units ? NAME(load)(hidden + (long)unit * stride + k) : (VECTOR){};
      }
      NAME(transpose)(square);
      UNROLL for (int i = 0; i < LANES; i++) {
        NAME(store)(weights + (long)(k + i) * malleus_block_units + v * LANES, square[i]);
        total[v] += square[i];
      }
    }
  }
}

/// sum ← sum + Σ value·matrix[place] over listed places up to `last`, or while they are below `end`; gives how far it came.
INLINE int NAME(add_listed)(const uint16_t *places, const REAL *values, int at, int last, int end,
                            const REAL *matrix, WIDE sum[NAME(across_wide)]) {
  for (; at < last && places[at] < end; at++) {
    const REAL *row = matrix + (long)places[at] * malleus_block_units;
    UNROLL for (int v = 0; v < NAME(across_wide); v++)
      sum[v] = NAME(add_wide)(values[at], NAME(load_wide)(row + 2 * v * LANES), sum[v]);
  }
  return at;
}

/// The forward pass; `scratch` has room for the weights across and a block of pre-activations.
TARGET static void NAME(forward_listed)(const REAL *hidden, int units, int stride,
                                        const REAL *output, int classes, const LISTED *rows,
                                        int panel_count, int columns, uint16_t *gates,
                                        REAL *outputs, REAL *scratch, REAL *sums) {
  REAL *weights = scratch, *products = scratch + (long)stride * malleus_block_units;
  VECTOR total[NAME(across)];
  NAME(lay_across)(hidden, units, stride, weights, total);
  int next[malleus_block_rows];
  for (int i = 0; i < panel_count * NAME(panel); i++) {
    VECTOR base = NAME(spread)(i < rows->count ? rows->bases[i] : 0);
    UNROLL for (int v = 0; v < NAME(across); v++)
      NAME(store)(products + i * malleus_block_units + v * LANES, base * total[v]);
    if (i < rows->count) next[i] = rows->row_begins[i];
  }
  for (int end = NAME(reach); end - NAME(reach) < columns; end += NAME(reach)) {
    for (int i = 0; i < rows->count; i++) {
      REAL *product = products + i * malleus_block_units;
      WIDE sum[NAME(across_wide)];
      UNROLL for (int v = 0; v < NAME(across_wide); v++)
        sum[v] = NAME(load_wide)(product + 2 * v * LANES);
      next[i] = NAME(add_listed)(rows->columns, rows->by_row, next[i], rows->row_begins[i + 1],
                                 end, weights, sum);
      UNROLL for (int v = 0; v < NAME(across_wide); v++)
        NAME(store_wide)(product + 2 * v * LANES, sum[v]);
    }
  }
  for (int p = 0; p < panel_count; p++) {
    for (int i = 0; i < NAME(panel); i += LANES) {
      for (int u = 0; u < malleus_block_units; u += LANES) {
        VECTOR square[LANES];
        const REAL *from = products + (p * NAME(panel) + i) * malleus_block_units + u;
        UNROLL for (int j = 0; j < LANES; j++) square[j] = NAME(load)(from + j * malleus_block_units);
        NAME(transpose)(square);
        UNROLL for (int j = 0; j < LANES; j++) NAME(store)(sums + (u + j) * NAME(panel) + i, square[j]);
      }
    }
    NAME(finish)(units, output, classes, p, panel_count, gates, outputs, sums);
  }
}

/// Σ_c output[c]·delta[c][row] for the rows of a block, zero where the gate is closed.
INLINE void NAME(slopes)(const uint16_t *gates, const REAL *output, int classes, const REAL *delta,
                         int panel_count, REAL *slopes) {
  typedef __typeof__((VECTOR){} > (VECTOR){}) mask;
  for (int p = 0; p < panel_count; p++) {
    UNROLL for (int j = 0; j < 2; j++) {
      int row = p * NAME(panel) + j * LANES;
      VECTOR slope = NAME(slope)(output, classes, delta, row);
      mask open;
      UNROLL for (int i = 0; i < LANES; i++) open[i] = -(gates[p] >> (j * LANES + i) & 1);
      NAME(store)(slopes + row, (VECTOR)((mask)slope & open));
    }
  }
}

/// Asks for the `step`th of `steps` shares of the weights of some units, and of what the optimizer remembers.
INLINE void NAME(come_closer)(const UNITS *weights, int first, int last, int stride, int step,
                              int steps) {
  const long registers = (long)(last - first) * stride / LANES;
  const long begin = registers * step / steps, end = registers * (step + 1) / steps;
  NAME(fetch)((int)(end - begin), weights, (long)first * stride + begin * LANES);
}

/// Moves the weights of one unit; returns the sum of the squares of its gradient.
INLINE double NAME(move_unit)(bool adam, const NAME(rule) *rule, const REAL *gradient,
                              const UNITS *weights, long at, int columns) {
  double squares = 0;
  for (int k = 0, width; k < columns; k += width * LANES) {
    int left = (columns - k) / LANES;
    VECTOR own;
    if (left >= NAME(piece))
      own = NAME(move)(width = NAME(piece), adam, rule, gradient + at + k, weights, at + k);
    else if (left >= 4)
      own = NAME(move)(width = 4, adam, rule, gradient + at + k, weights, at + k);
    else
      own = NAME(move)(width = 1, adam, rule, gradient + at + k, weights, at + k);
    UNROLL for (int i = 0; i < LANES; i++) squares += (double)own[i];
  }
  return squares;
}

/// The backward pass; `scratch` has room for a gradient across and twice a block of slopes.
TARGET static double NAME(backward_listed)(const malleus_update *update, malleus_part part,
                                           const UNITS *weights, int units, int stride,
                                           const REAL *output, int classes, const LISTED *rows,
                                           int columns, const uint16_t *gates, int panel_count,
                                           const REAL *delta, REAL *gradient, REAL *scratch) {
  REAL *sums = scratch, *slopes = scratch + (long)stride * malleus_block_units;
  REAL *across = slopes + malleus_block_rows * malleus_block_units;
  for (int u = 0; u < malleus_block_units; u++) {
    REAL *own = slopes + u * malleus_block_rows;
    if (u < units)
      NAME(slopes)(gates + (long)u * panel_count, output + (long)u * classes, classes, delta,
                   panel_count, own);
    else
      memset(own, 0, malleus_block_rows * sizeof(REAL));
  }
  REAL shared[malleus_block_units];
  for (int v = 0; v < NAME(across); v++) {
    VECTOR common = {};
    for (int i = 0; i < malleus_block_rows; i += LANES) {
      VECTOR square[LANES];
      UNROLL for (int j = 0; j < LANES; j++)
        square[j] = NAME(load)(slopes + (v * LANES + j) * malleus_block_rows + i);
      NAME(transpose)(square);
      UNROLL for (int j = 0; j < LANES; j++) {
        NAME(store)(across + (i + j) * malleus_block_units + v * LANES, square[j]);
        VECTOR base = NAME(spread)(i + j < rows->count ? rows->bases[i + j] : 0);
        common = NAME(fma)(base, square[j], common);
      }
    }
    NAME(store)(shared + v * LANES, common);
  }
  // The weights of the first units come closer meanwhile, those of the others while the units before them move.
  const int ahead = 3 * LANES, steps = (stride + 7) / 8;
  for (int k = 0; k < stride; k++) {
    WIDE sum[NAME(across_wide)];
    UNROLL for (int v = 0; v < NAME(across_wide); v++)
      sum[v] = k < columns ? NAME(load_wide)(shared + 2 * v * LANES) : (WIDE){};
    if (part.ends && k % 8 == 0)
      NAME(come_closer)(weights, 0, ahead < units ? ahead : units, stride, k / 8, steps);
    if (k < columns)
      NAME(add_listed)(rows->rows, rows->by_column, rows->column_begins[k],
                       rows->column_begins[k + 1], malleus_block_rows, across, sum);
    UNROLL for (int v = 0; v < NAME(across_wide); v++)
      NAME(store_wide)(sums + (long)k * malleus_block_units + 2 * v * LANES, sum[v]);
  }
  double squares = 0;
  NAME(rule) rule = NAME(spread_rule)(update);
  for (int first = 0; first < units; first += LANES) {
    int last = first + LANES < units ? first + LANES : units;
    for (int k = 0; k < stride; k += LANES) {
      VECTOR square[LANES];
      UNROLL for (int i = 0; i < LANES; i++)
        square[i] = NAME(load)(sums + (long)(k + i) * malleus_block_units + first);
      NAME(transpose)(square);
      for (int u = first; u < last; u++) {
        REAL *own = gradient + (long)u * stride + k;
        NAME(store)(own, part.begins ? square[u - first] : square[u - first] + NAME(load)(own));
      }
    }
    if (!part.ends) continue;
    for (int u = first; u < last; u++) {
      int next = u + ahead;
      if (next < units) NAME(come_closer)(weights, next, next + 1, stride, 0, 1);
      squares += NAME(move_unit)(update->adam, &rule, gradient, weights, (long)u * stride, stride);
    }
  }
  return squares;
}
