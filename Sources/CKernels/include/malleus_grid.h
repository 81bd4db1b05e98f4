/// Inner products between rows of small whole numbers, many of them zero, such as images: exact, in integers.
#ifndef MALLEUS_GRID_H
#define MALLEUS_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Rows are multiplied with this many others at a time.
enum { MALLEUS_GRID_STRIP = 32 };

/// The ways to multiply. All give the same integers; `malleus_grid_best` names the fastest available.
typedef enum {
  MALLEUS_GRID_PORTABLE = 0,
  MALLEUS_GRID_AVX2 = 1,
  MALLEUS_GRID_NEON = 2,
  MALLEUS_GRID_AVX512 = 3,
} malleus_grid_variant;

bool malleus_grid_available(malleus_grid_variant variant);
malleus_grid_variant malleus_grid_best(void);

/// Packs up to 32 rows of 2·pairs numbers as a strip: for each pair of columns, that pair of every row; missing rows are
/// zeros. A strip has 64·pairs numbers.
void malleus_grid_pack(const int16_t *numbers, size_t rows, size_t pairs, int16_t *strip);

/// The pairs of columns of a row in which not both numbers are zero, and the two numbers of each, the first in the lower
/// half. Gives how many there are; there must be room for all.
size_t malleus_grid_list(const int16_t *row, size_t pairs, uint16_t *places, uint32_t *values);

/// Listed rows: the pairs of row i are those from begins[i] up to begins[i + 1].
typedef struct {
  const size_t *begins;
  size_t count;
  const uint16_t *places;
  const uint32_t *values;
} malleus_grid_rows;

/// products[32·i + j] = ⟨row i, row j of the strip⟩. No sum may reach 2³¹.
void malleus_grid_multiply(malleus_grid_variant variant, const malleus_grid_rows *rows,
                           const int16_t *strip, int32_t *products);

/// 32 units of a hidden layer: their weights for each pair of columns, those of the first column before those of the
/// second, the sum of each unit's weights, and its norm.
typedef struct {
  const float *weights, *totals, *norms;
} malleus_grid_units;

/// What makes a row of its whole numbers b, x = base + step·b, and how large a pre-activation must be, over the unit's norm,
/// for its sign to be certain; below 10⁻³⁰ it never is.
typedef struct {
  float base, step, reach;
} malleus_grid_scale;

/// For each row one bit per unit: whether base·Σw + step·⟨w, b⟩ is positive, and whether that is doubtful.
///
/// Variants may differ in what they find doubtful, and in the signs of that.
void malleus_grid_signs(malleus_grid_variant variant, const malleus_grid_rows *rows,
                        const malleus_grid_scale *scales, const malleus_grid_units *units,
                        uint32_t *positive, uint32_t *doubtful);

#endif
