// The gradient of a tile of units over a block of rows, and the update; part of training_body.h.

/// The open rows of one unit in a block of rows: where they start, and Σ_c output[c]·delta[c][row] for each; also the
/// latter for all rows, zero where the gate is closed, and the number of the row after the last open one.
typedef struct {
  int count[malleus_block_rows / half_rows], end[malleus_block_rows / half_rows];
  int32_t row[malleus_block_rows];
  REAL slope[malleus_block_rows], all[malleus_block_rows];
} NAME(open_rows);

/// Σ_c output[c]·delta[c][row] for a register of rows.
INLINE VECTOR NAME(slope)(const REAL *output, int classes, const REAL *delta, int row) {
  VECTOR slope = {};
  for (int c = 0; c < classes; c++)
    slope = NAME(fma)(NAME(spread)(output[c]), NAME(load)(delta + c * malleus_block_rows + row),
                      slope);
  return slope;
}

INLINE void NAME(collect)(const uint16_t *gates, const REAL *output, int classes,
                          const REAL *delta, int panel_count, int stride,
                          NAME(open_rows) *list) {
  memset(list->all, 0, sizeof list->all);
  for (int half = 0, p = 0; half < malleus_block_rows / half_rows; half++) {
    int n = half * half_rows;
    list->end[half] = n;
    int end = (half + 1) * half_rows / NAME(panel);
    for (; p < end && p < panel_count; p++) {
      REAL value[NAME(panel)];
      UNROLL for (int j = 0; j < 2; j++)
        NAME(store)(value + j * LANES,
                    NAME(slope)(output, classes, delta, p * NAME(panel) + j * LANES));
      for (unsigned bits = gates[p]; bits != 0; bits &= bits - 1) {
        int i = __builtin_ctz(bits);
        int row = p * NAME(panel) + i;
        list->row[n] = row * stride;
        list->slope[n++] = value[i];
        list->all[row] = value[i];
        list->end[half] = row + 1;
      }
    }
    list->count[half] = n - half * half_rows;
  }
}

/// gradient[column] ← gradient + Σ slope·x[column] over the open rows of half a block, for a few registers of columns.
INLINE void NAME(accumulate)(const int width, const NAME(open_rows) *list, int half,
                             const REAL *rows, bool continues, REAL *gradient) {
  WIDE sum[NAME(piece) / 2];
  VECTOR odd = continues && width % 2 ? NAME(load)(gradient + (width - 1) * LANES) : (VECTOR){};
  UNROLL for (int v = 0; v < width / 2; v++)
    sum[v] = continues ? NAME(load_wide)(gradient + 2 * v * LANES) : (WIDE){};
  const int begin = half * half_rows, end = begin + list->count[half];
  for (int i = begin; i < end; i++) {
    const REAL *x = rows + list->row[i];
    UNROLL for (int v = 0; v < width / 2; v++)
      sum[v] = NAME(add_wide)(list->slope[i], NAME(load_wide)(x + 2 * v * LANES), sum[v]);
    if (width % 2)
      odd = NAME(fma)(NAME(spread)(list->slope[i]), NAME(load)(x + (width - 1) * LANES), odd);
  }
  UNROLL for (int v = 0; v < width / 2; v++) NAME(store_wide)(gradient + 2 * v * LANES, sum[v]);
  if (width % 2) NAME(store)(gradient + (width - 1) * LANES, odd);
}

/// The same for a group of units at once, over all rows up to `end`: closed gates add zero, which changes no bit, but
/// an element of a row is read once for the whole group. `width` is 1 or an even number of registers up to TILE / 3.
INLINE void NAME(accumulate_all)(const int width, const NAME(open_rows) *lists, int begin, int end,
                                 const REAL *rows, int stride, bool continues, REAL *gradient) {
  WIDE sum[NAME(group)][TILE / NAME(group)];
  VECTOR odd[NAME(group)];
  UNROLL for (int u = 0; u < NAME(group); u++) {
    const REAL *own = gradient + (long)u * stride;
    UNROLL for (int v = 0; v < width / 2; v++)
      sum[u][v] = continues ? NAME(load_wide)(own + 2 * v * LANES) : (WIDE){};
    if (width % 2) odd[u] = continues ? NAME(load)(own) : (VECTOR){};
  }
  for (int i = begin; i < end; i++) {
    const REAL *row = rows + (long)i * stride;
    UNROLL for (int u = 0; u < NAME(group); u++) {
      UNROLL for (int v = 0; v < width / 2; v++)
        sum[u][v] = NAME(add_wide)(lists[u].all[i], NAME(load_wide)(row + 2 * v * LANES), sum[u][v]);
      if (width % 2) odd[u] = NAME(fma)(NAME(spread)(lists[u].all[i]), NAME(load)(row), odd[u]);
    }
  }
  UNROLL for (int u = 0; u < NAME(group); u++) {
    REAL *own = gradient + (long)u * stride;
    UNROLL for (int v = 0; v < width / 2; v++) NAME(store_wide)(own + 2 * v * LANES, sum[u][v]);
    if (width % 2) NAME(store)(own, odd[u]);
  }
}

/// The row after the last one to take for a group of units when most of their gates are open in a half, else 0.
INLINE int NAME(mostly_open)(const NAME(open_rows) *lists, int half) {
  int begin = half * half_rows, end = begin, open = 0;
  for (int u = 0; u < NAME(group); u++) {
    open += lists[u].count[half];
    if (lists[u].end[half] > end) end = lists[u].end[half];
  }
  return open * 100 > (end - begin) * NAME(group) * mostly ? end : 0;
}

/// The update rule in this element type.
typedef struct {
  VECTOR rate, ridge, beta1, beta2, rest1, rest2, correction, epsilon;
} NAME(rule);

INLINE NAME(rule) NAME(spread_rule)(const malleus_update *update) {
  return (NAME(rule)){
      .rate = NAME(spread)((REAL)update->rate), .ridge = NAME(spread)((REAL)update->ridge),
      .beta1 = NAME(spread)((REAL)update->beta1), .beta2 = NAME(spread)((REAL)update->beta2),
      .rest1 = NAME(spread)((REAL)(1 - update->beta1)),
      .rest2 = NAME(spread)((REAL)(1 - update->beta2)),
      .correction = NAME(spread)((REAL)update->correction),
      .epsilon = NAME(spread)((REAL)update->epsilon)};
}

/// Moves a few registers of weights; returns the squares of the gradient, lane by lane.
INLINE VECTOR NAME(move)(const int width, bool adam, const NAME(rule) *rule, const REAL *gradient,
                         const UNITS *weights, long at) {
  VECTOR squares = {};
  for (int i = 0; i < width * LANES; i += LANES) {
    REAL *w = weights->hidden + at + i;
    VECTOR weight = NAME(load)(w), start = NAME(load)(weights->start + at + i);
    VECTOR g = NAME(fma)(rule->ridge, weight - start, NAME(load)(gradient + i));
    squares = NAME(fma)(g, g, squares);
    if (adam) {
      REAL *first = weights->first + at + i, *second = weights->second + at + i;
      VECTOR m = NAME(fma)(rule->beta1, NAME(load)(first), rule->rest1 * g);
      VECTOR v = NAME(fma)(rule->beta2, NAME(load)(second), rule->rest2 * (g * g));
      NAME(store)(first, m);
      NAME(store)(second, v);
      g = m / (__builtin_elementwise_sqrt(v * rule->correction) + rule->epsilon);
    }
    NAME(store)(w, weight - rule->rate * g);
  }
  return squares;
}

/// Asks for a few registers of weights long before they move, while rows are added to a gradient.
INLINE void NAME(fetch)(const int width, const UNITS *weights, long at) {
  for (long i = at; i < at + width * LANES; i += 64 / (long)sizeof(REAL)) {
    __builtin_prefetch(weights->hidden + i, 1, 2);
    __builtin_prefetch(weights->start + i, 0, 2);
    __builtin_prefetch(weights->first + i, 1, 2);
    __builtin_prefetch(weights->second + i, 1, 2);
  }
}

/// The arguments of the backward pass that all its parts share.
typedef struct {
  bool adam;
  NAME(rule) rule;
  malleus_part part;
  UNITS weights;
  int units, stride;
  const REAL *rows;
  REAL *gradient;
  const NAME(open_rows) *lists;
} NAME(pass);

/// Gradient, and after the last rows the update, of `width` registers of columns from `column` on.
INLINE double NAME(sweep)(const int width, const NAME(pass) *pass, int column) {
  double squares = 0;
  const UNITS *weights = &pass->weights;
  enum { halves = malleus_block_rows / half_rows };
  for (int half = 0; half < halves; half++) {
    bool last = pass->part.ends && half == halves - 1;
    bool continues = !pass->part.begins || half > 0;
    for (int u = 0, added = 0; u < pass->units; u++) {
      long at = (long)u * pass->stride + column;
      if (half == 0 && pass->part.ends) NAME(fetch)(width, weights, at);
      int end = u == added && u + NAME(group) <= pass->units
                    ? NAME(mostly_open)(pass->lists + u, half) : 0;
      if (end > 0) {
        const int most = TILE / NAME(group) * 2, whole = width / most * most;
        const int rest = width - whole;
        for (int v = 0; v < whole; v += most)
          NAME(accumulate_all)(most, pass->lists + u, half * half_rows, end,
                               pass->rows + column + v * LANES, pass->stride, continues,
                               pass->gradient + at + v * LANES);
        if (rest > 0)
          NAME(accumulate_all)(rest, pass->lists + u, half * half_rows, end,
                               pass->rows + column + whole * LANES, pass->stride, continues,
                               pass->gradient + at + whole * LANES);
        added = u + NAME(group);
      } else if (u >= added) {
        NAME(accumulate)(width, pass->lists + u, half, pass->rows + column, continues,
                         pass->gradient + at);
        added = u + 1;
      }
      if (!last) continue;
      VECTOR square = NAME(move)(width, pass->adam, &pass->rule, pass->gradient + at, weights, at);
      for (int i = 0; i < LANES; i++) squares += (double)square[i];
    }
  }
  return squares;
}

INLINE double NAME(sweep_columns)(const NAME(pass) *pass, int columns) {
  double squares = 0;
  int column = 0;
  for (; column + NAME(piece) * LANES <= columns; column += NAME(piece) * LANES)
    squares += NAME(sweep)(NAME(piece), pass, column);
  for (; column + 4 * LANES <= columns; column += 4 * LANES)
    squares += NAME(sweep)(4, pass, column);
  for (; column < columns; column += LANES) squares += NAME(sweep)(1, pass, column);
  return squares;
}

TARGET static double NAME(backward)(const malleus_update *update, malleus_part part,
                                    const UNITS *weights, int units, int stride,
                                    const REAL *output, int classes, const REAL *rows, int columns,
                                    const uint16_t *gates, int panel_count, const REAL *delta,
                                    REAL *gradient, void *scratch) {
  NAME(open_rows) *lists = scratch;
  for (int u = 0; u < units; u++)
    NAME(collect)(gates + (long)u * panel_count, output + (long)u * classes, classes, delta,
                  panel_count, stride, lists + u);
  NAME(pass) pass = {.adam = update->adam, .rule = NAME(spread_rule)(update), .part = part,
                     .weights = *weights, .units = units, .stride = stride, .rows = rows,
                     .gradient = gradient, .lists = lists};
  return NAME(sweep_columns)(&pass, columns);
}
