#include "grid_rows.h"

#if defined(__aarch64__)
#include <arm_neon.h>

/// The two products of a pair are summed in lanes of their own and added at the end.
void malleus_grid_row_neon(const uint16_t *places, const uint32_t *values, size_t count,
                           const int16_t *strip, int32_t *products) {
  enum { registers = MALLEUS_GRID_STRIP / 2 };
  int32x4_t sums[registers];
  for (size_t v = 0; v < registers; v++) sums[v] = vdupq_n_s32(0);
  for (size_t k = 0; k < count; k++) {
    const int16_t *pairs = strip + (size_t)places[k] * 2 * MALLEUS_GRID_STRIP;
    int16x8_t value = vreinterpretq_s16_u32(vdupq_n_u32(values[k]));
#pragma clang loop unroll(full)
    for (size_t v = 0; v < registers; v += 2) {
      int16x8_t numbers = vld1q_s16(pairs + 4 * v);
      sums[v] = vmlal_s16(sums[v], vget_low_s16(numbers), vget_low_s16(value));
      sums[v + 1] = vmlal_high_s16(sums[v + 1], numbers, value);
    }
  }
  for (size_t v = 0; v < registers; v += 2) {
    vst1q_s32(products + 2 * v, vpaddq_s32(sums[v], sums[v + 1]));
  }
}

#endif
