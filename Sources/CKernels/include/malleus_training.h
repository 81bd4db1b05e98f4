/// One training step of a two-layer ReLU network f(x) = Σ_r a_r relu(w_r·x), in single and double precision.
///
/// Three loops that BLAS would do with twice the arithmetic or twice the memory traffic: gates instead of
/// activations leave the forward pass, the backward pass skips the rows whose gate is closed, and the update is
/// applied to each piece of the gradient while it is in the cache.
///
/// Every element is one chain of fused multiply-adds in an order that the shapes alone decide, so the portable and
/// the vector variants give the same bits.
#ifndef MALLEUS_TRAINING_H
#define MALLEUS_TRAINING_H

#include <stdbool.h>
#include <stdint.h>

/// Rows lie in panels of this many, transposed: element (row, k) of a panel is at k·width + row.
enum { malleus_panel_f32 = 16, malleus_panel_f64 = 8 };

/// The most units that one call takes; all but the last should take as many.
enum { malleus_units = 48 };

/// How each element of the weights moves, given its gradient g of the loss and its start w₀.
///
/// g gains ridge·(w − w₀). With Adam (Kingma and Ba, 2015): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
/// w ← w − rate·m/(√(v·correction) + epsilon), where rate and correction hold the bias corrections.
/// Otherwise w ← w − rate·g.
typedef struct {
  bool adam;
  double rate, ridge, beta1, beta2, correction, epsilon;
} malleus_update;

/// The variant that the processor suggests, or the portable one.
typedef enum { malleus_kernel_fastest, malleus_kernel_portable } malleus_kernel;

/// Copies the `count` rows numbered by `order` to `rows` (distance `stride`) and, transposed, to one panel, whose
/// missing rows become zero.
void malleus_gather_f32(const float *data, const int64_t *order, int count, int columns, float *rows,
                        int stride, float *panel);
void malleus_gather_f64(const double *data, const int64_t *order, int count, int columns,
                        double *rows, int stride, double *panel);

/// For `units` rows of `hidden` (distance `stride`) and every panel: the gates, one bit per row, gates[unit·panels +
/// panel]; and outputs[c·(panels·width) + row] = Σ_units output[unit·classes + c]·relu(w_unit·x_row).
void malleus_forward_f32(malleus_kernel kernel, const float *hidden, int units, int stride,
                         const float *output, int classes, const float *panels, int panel_count,
                         int columns, uint16_t *gates, float *outputs);
void malleus_forward_f64(malleus_kernel kernel, const double *hidden, int units, int stride,
                         const double *output, int classes, const double *panels, int panel_count,
                         int columns, uint16_t *gates, double *outputs);

/// The gradient of `units` weights over all rows of the batch, g_r = Σ_rows gate·(Σ_c output[r,c]·delta[c,row])·x_row,
/// and the update with it. `scratch` holds malleus_backward_scratch bytes. Returns Σ g², g with its ridge term.
double malleus_backward_f32(malleus_kernel kernel, const malleus_update *update, float *hidden,
                            const float *start, float *first, float *second, int units, int stride,
                            const float *output, int classes, const float *rows, int row_count,
                            int columns, const uint16_t *gates, int panel_count,
                            const float *delta, void *scratch);
double malleus_backward_f64(malleus_kernel kernel, const malleus_update *update, double *hidden,
                            const double *start, double *first, double *second, int units,
                            int stride, const double *output, int classes, const double *rows,
                            int row_count, int columns, const uint16_t *gates, int panel_count,
                            const double *delta, void *scratch);

/// The bytes of scratch, aligned to 64, that the backward pass needs for so many units.
long malleus_backward_scratch(int units, int stride);

/// Tells the processor that this thread waits for another.
void malleus_relax(void);

#endif
