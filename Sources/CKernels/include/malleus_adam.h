/// One step of Adam (Kingma and Ba, 2015) over all weights in a single pass through memory.
///
/// With g' = g + ridge·(w − w₀):  m ← β₁m + (1 − β₁)g',  v ← β₂v + (1 − β₂)g'²,
/// w ← w − rate·(m/c₁)/(√(v/c₂) + ε), where cᵢ = 1 − βᵢᵗ corrects the bias of step t.
///
/// Every variant does the same roundings in the same order (nothing is fused), so all give the same bits.
#ifndef MALLEUS_ADAM_H
#define MALLEUS_ADAM_H

#include <stdbool.h>
#include <stddef.h>

typedef enum {
  MALLEUS_ADAM_PORTABLE = 0,
  MALLEUS_ADAM_AVX2 = 1,
} malleus_adam_variant;

/// The constants of one step; the single-precision step rounds each of them once.
typedef struct {
  double rate;
  double first_decay, first_rest;    // β₁ and 1 − β₁
  double second_decay, second_rest;  // β₂ and 1 − β₂
  double first_correction, second_correction;
  double epsilon;
  double ridge;
} malleus_adam_step;

bool malleus_adam_available(malleus_adam_variant variant);
malleus_adam_variant malleus_adam_best(void);

void malleus_adam_double(malleus_adam_variant variant, const malleus_adam_step *step, size_t count,
                         const double *gradient, const double *start, double *weights,
                         double *first, double *second);
void malleus_adam_float(malleus_adam_variant variant, const malleus_adam_step *step, size_t count,
                        const float *gradient, const float *start, float *weights, float *first,
                        float *second);

#endif
