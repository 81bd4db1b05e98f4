// The training loops in one precision: a block of rows forward and backward, with either kind of update. Before inclusion:
// REAL, NAME(x) (adds the precision's suffix) and LABEL.

enum { NAME(width) = NAME(malleus_panel), NAME(panels) = malleus_block_rows / NAME(malleus_panel) };

/// One step of `units` units; the last row of every other panel is missing. The backward pass goes by the gates of the forward pass
/// or, with `open`, by gates that are all open.
static void NAME(training_step)(malleus_kernel kernel, const malleus_update *update, int units,
                                int columns, bool open) {
  enum { classes = 3, block = malleus_block_rows };
  const int stride = (columns + 7) / 8 * 8;
  enum { width = NAME(width), panels = NAME(panels) };
  size_t size = (size_t)(units * stride);
  REAL *hidden = NAME(values)(size), *start = NAME(values)(size), *first = NAME(values)(size);
  REAL *second = room(size * sizeof(REAL)), *gradient = room(size * sizeof(REAL));
  for (size_t i = 0; i < size; i++) second[i] = first[i] * first[i];
  REAL *output = NAME(values)((size_t)(units * classes)), *data = NAME(values)((size_t)(block * stride));
  REAL *delta = NAME(values)(classes * block), *outputs = room(classes * block * sizeof(REAL));
  REAL *rows = room((size_t)(block * stride) * sizeof(REAL));
  REAL *x = room((size_t)(block * columns) * sizeof(REAL));
  uint16_t *gates = room((size_t)(units * panels) * 2);
  void *scratch = room((size_t)malleus_backward_scratch());
  for (int panel = 0; panel < panels; panel++) {
    int64_t order[width];
    for (int i = 0; i < width; i++) order[i] = (panel * width + 7 * i) % block;
    NAME(malleus_gather)(data, order, width - panel % 2, columns, stride,
                         rows + panel * width * stride, x + panel * width * columns);
  }

  NAME(malleus_forward)(kernel, hidden, units, stride, output, classes, x, panels, columns, gates,
                        outputs);
  for (int i = 0; open && i < units * panels; i++) gates[i] = (uint16_t)((1u << width) - 1);
  NAME(malleus_units) weights = {hidden, first, second, start};
  double squares = NAME(malleus_backward)(kernel, update, (malleus_part){true, true}, &weights, units,
                                          stride, output, classes, rows, stride, gates, panels,
                                          delta, gradient, scratch);
  add(gates, (size_t)(units * panels) * 2);
  add(outputs, classes * block * sizeof(REAL));
  add(&squares, sizeof squares);
  const REAL *results[] = {hidden, first, second, gradient};
  for (int i = 0; i < 4; i++) add(results[i], size * sizeof(REAL));

  REAL *all[] = {hidden, start, first, second, gradient, output, data, delta, outputs, rows, x};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) free(all[i]);
  free(gates), free(scratch);
}

/// The same over rows that are mostly one value each, in lists.
static void NAME(listed_step)(malleus_kernel kernel, const malleus_update *update, int units) {
  enum { columns = 405, stride = 408, classes = 3, block = malleus_block_rows, rows = block - 5 };
  enum { panels = NAME(panels) };
  size_t size = (size_t)units * stride;
  REAL *hidden = NAME(values)(size), *start = NAME(values)(size), *first = NAME(values)(size);
  REAL *second = room(size * sizeof(REAL)), *gradient = NAME(values)(size);
  for (size_t i = 0; i < size; i++) {
    second[i] = first[i] * first[i];
    if (i % stride >= columns) hidden[i] = start[i] = 0;
  }
  REAL *output = NAME(values)((size_t)(units * classes)), *delta = NAME(values)(classes * block);
  REAL *outputs = room(classes * block * sizeof(REAL)), *bases = NAME(values)(block);
  uint16_t *gates = room((size_t)(units * panels) * 2);
  REAL *scratch = room((size_t)malleus_listed_scratch(stride) * sizeof(REAL));

  static bool is_listed[rows][columns];
  static uint16_t listed_columns[rows * columns], listed_rows[rows * columns];
  static int32_t row_begins[rows + 1], column_begins[columns + 1];
  REAL *matrix = NAME(values)(rows * columns), *by_row = room(rows * columns * sizeof(REAL));
  REAL *by_column = room(rows * columns * sizeof(REAL));
  int32_t count = 0;
  for (int i = 0; i < rows; i++) {
    for (int k = 0; k < columns; k++) {
      is_listed[i][k] = next() % 5 == 0;
      if (!is_listed[i][k]) continue;
      listed_columns[count] = (uint16_t)k;
      by_row[count++] = matrix[i * columns + k];
    }
    row_begins[i + 1] = count;
  }
  count = 0;
  for (int k = 0; k < columns; k++) {
    for (int i = 0; i < rows; i++) {
      if (!is_listed[i][k]) continue;
      listed_rows[count] = (uint16_t)i;
      by_column[count++] = matrix[i * columns + k];
    }
    column_begins[k + 1] = count;
  }

  NAME(malleus_listed) lists = {rows,           bases,       row_begins, column_begins,
                                listed_columns, listed_rows, by_row,     by_column};
  NAME(malleus_units) weights = {hidden, first, second, start};
  NAME(malleus_forward_listed)(kernel, hidden, units, stride, output, classes, &lists, panels,
                               columns, gates, outputs, scratch);
  // A first part, which adds to the gradient alone, and a last one, which moves the weights.
  double squares = 0;
  for (int last = 0; last < 2; last++)
    squares += NAME(malleus_backward_listed)(kernel, update, (malleus_part){!last, last}, &weights,
                                             units, stride, output, classes, &lists, columns, gates,
                                             panels, delta, gradient, scratch);
  add(gates, (size_t)(units * panels) * 2);
  for (int c = 0; c < classes; c++) add(outputs + c * block, rows * sizeof(REAL));
  add(&squares, sizeof squares);
  const REAL *results[] = {hidden, first, second, gradient};
  for (int i = 0; i < 4; i++) add(results[i], size * sizeof(REAL));

  REAL *all[] = {hidden,  start, first,   second, gradient, output,   delta,
                 outputs, bases, scratch, matrix, by_row,   by_column};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) free(all[i]);
  free(gates);
}

static void NAME(training)(malleus_kernel kernel, const char *name) {
  begin();
  const int units[] = {1, 5, 13, malleus_block_units};
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
    for (int move = 0; move < 2; move++) {
      NAME(training_step)(kernel, &moves[move], units[i], 405, false);
      NAME(training_step)(kernel, &moves[move], units[i], 147, true);
      NAME(listed_step)(kernel, &moves[move], units[i]);
    }
  }
  end(LABEL, name);
}
