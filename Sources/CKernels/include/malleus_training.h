/// One training step of a two-layer ReLU network f(x) = Σ_r a_r relu(w_r·x), in single and double precision.
///
/// Three loops that BLAS would do with twice the arithmetic or twice the memory traffic: gates instead of
/// activations leave the forward pass, the backward pass skips the rows whose gate is closed, and the update is
/// applied to each piece of the gradient while it is in the cache.
///
/// For rows that are mostly one value there are passes over lists of what differs from it, which multiply nothing else.
///
/// Every element is made of fused multiply-adds in an order that the shapes, and the lists, alone decide, so the portable
/// and the vector variants give the same bits.
#ifndef MALLEUS_TRAINING_H
#define MALLEUS_TRAINING_H

#include <stdbool.h>
#include <stdint.h>

/// A panel holds this many rows, transposed: its element (row, k) is at k·width + row.
enum { malleus_panel_f32 = 16, malleus_panel_f64 = 8 };

/// How each element of the weights moves, given its gradient g of the loss and its start w₀.
///
/// g gains ridge·(w − w₀). With Adam (Kingma and Ba, 2015): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
/// w ← w − rate·m/(√(v·correction) + epsilon), where rate and correction hold the bias corrections.
/// Otherwise w ← w − rate·g.
typedef struct {
  bool adam;
  double rate, ridge, beta1, beta2, correction, epsilon;
} malleus_update;

/// The variant that the processor suggests, the same with registers of at most 32 bytes, or the portable one.
typedef enum {
  malleus_kernel_fastest,
  malleus_kernel_portable,
  malleus_kernel_narrow,
} malleus_kernel;

/// The most rows that one call of the forward and the backward pass takes, and the most units.
enum { malleus_block_rows = 128, malleus_block_units = 48 };

/// Copies `count` rows of data, those numbered by `order`, to `rows` and, transposed, to one panel, whose missing rows
/// become zero. All rows lie `stride` apart.
void malleus_gather_f32(const float *data, const int64_t *order, int count, int columns, int stride,
                        float *rows, float *panel);
void malleus_gather_f64(const double *data, const int64_t *order, int count, int columns,
                        int stride, double *rows, double *panel);

/// For `units` rows of `hidden` (distance `stride`) and all panels of a block of rows: the gates, one bit per row, at
/// gates[unit·panel_count + panel]; and Σ_units output[unit·classes + c]·relu(w_unit·x_row) at
/// outputs[c·malleus_block_rows + row].
void malleus_forward_f32(malleus_kernel kernel, const float *hidden, int units, int stride,
                         const float *output, int classes, const float *panels, int panel_count,
                         int columns, uint16_t *gates, float *outputs);
void malleus_forward_f64(malleus_kernel kernel, const double *hidden, int units, int stride,
                         const double *output, int classes, const double *panels, int panel_count,
                         int columns, uint16_t *gates, double *outputs);

/// Weights of some units with what their optimizer remembers; the rows of each lie `stride` apart.
typedef struct {
  float *hidden, *first, *second;
  const float *start;
} malleus_units_f32;
typedef struct {
  double *hidden, *first, *second;
  const double *start;
} malleus_units_f64;

/// Which part of a batch a call of the backward pass sees.
typedef struct {
  bool begins;  // the gradient starts from zero
  bool ends;    // the gradient is complete: update the weights
} malleus_part;

/// Adds one block of rows to the gradient of `units` weights,
/// Σ_rows gate·(Σ_c output[unit·classes + c]·delta[c·malleus_block_rows + row])·x_row, and after the last block moves
/// the weights. `columns` is a multiple of 8; `gradient` is as large as the weights, `scratch` malleus_backward_scratch
/// bytes. Returns the sum of the squares of the gradient, ridge included, once it is complete.
double malleus_backward_f32(malleus_kernel kernel, const malleus_update *update, malleus_part part,
                            const malleus_units_f32 *weights, int units, int stride,
                            const float *output, int classes, const float *rows, int columns,
                            const uint16_t *gates, int panel_count, const float *delta,
                            float *gradient, void *scratch);
double malleus_backward_f64(malleus_kernel kernel, const malleus_update *update, malleus_part part,
                            const malleus_units_f64 *weights, int units, int stride,
                            const double *output, int classes, const double *rows, int columns,
                            const uint16_t *gates, int panel_count, const double *delta,
                            double *gradient, void *scratch);

/// The bytes that the backward pass needs besides the gradient.
long malleus_backward_scratch(void);

/// Up to 128 rows that are mostly one value each: x_k = base, but for the listed columns k, where it is base plus the listed amount.
/// The same lists stand row after row and column after column. Row i lists `columns` and amounts `by_row` from row_begins[i] up to
/// row_begins[i + 1]; column k lists `rows` and amounts `by_column` from column_begins[k] up to column_begins[k + 1], both rising.
typedef struct {
  int count;
  const float *bases;
  const int32_t *row_begins, *column_begins;
  const uint16_t *columns, *rows;
  const float *by_row, *by_column;
} malleus_listed_f32;
typedef struct {
  int count;
  const double *bases;
  const int32_t *row_begins, *column_begins;
  const uint16_t *columns, *rows;
  const double *by_row, *by_column;
} malleus_listed_f64;

/// The forward pass over listed rows: the same gates and outputs up to rounding, with as much less arithmetic as rows are one value.
/// `scratch` has room for malleus_listed_scratch numbers.
void malleus_forward_listed_f32(malleus_kernel kernel, const float *hidden, int units, int stride,
                                const float *output, int classes, const malleus_listed_f32 *rows,
                                int panel_count, int columns, uint16_t *gates, float *outputs,
                                float *scratch);
void malleus_forward_listed_f64(malleus_kernel kernel, const double *hidden, int units, int stride,
                                const double *output, int classes, const malleus_listed_f64 *rows,
                                int panel_count, int columns, uint16_t *gates, double *outputs,
                                double *scratch);

/// The backward pass over listed rows, of which there are `columns` columns; otherwise as above.
double malleus_backward_listed_f32(malleus_kernel kernel, const malleus_update *update,
                                   malleus_part part, const malleus_units_f32 *weights, int units,
                                   int stride, const float *output, int classes,
                                   const malleus_listed_f32 *rows, int columns,
                                   const uint16_t *gates, int panel_count, const float *delta,
                                   float *gradient, float *scratch);
double malleus_backward_listed_f64(malleus_kernel kernel, const malleus_update *update,
                                   malleus_part part, const malleus_units_f64 *weights, int units,
                                   int stride, const double *output, int classes,
                                   const malleus_listed_f64 *rows, int columns,
                                   const uint16_t *gates, int panel_count, const double *delta,
                                   double *gradient, double *scratch);

/// How many numbers the passes over listed rows need besides the gradient, for rows that lie `stride` apart.
long malleus_listed_scratch(int stride);

/// Tells the processor that this thread waits for another.
void malleus_relax(void);

#endif
