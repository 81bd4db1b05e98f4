#include "malleus_grid.h"

#include <float.h>

#include "grid_rows.h"
#include "malleus_cpu.h"

enum { strip_rows = MALLEUS_GRID_STRIP, pair_numbers = 2 * MALLEUS_GRID_STRIP };

bool malleus_grid_available(malleus_grid_variant variant) {
  switch (variant) {
  case MALLEUS_GRID_PORTABLE: return true;
#if defined(__x86_64__)
  case MALLEUS_GRID_AVX2:
    return malleus_cpu_features() & MALLEUS_CPU_AVX2 && __builtin_cpu_supports("fma");
  case MALLEUS_GRID_AVX512: return malleus_cpu_features() & MALLEUS_CPU_AVX512_VNNI;
#elif defined(__aarch64__)
  case MALLEUS_GRID_NEON: return malleus_cpu_features() & MALLEUS_CPU_NEON;
#endif
  default: return false;
  }
}

malleus_grid_variant malleus_grid_best(void) {
  if (malleus_grid_available(MALLEUS_GRID_AVX512)) return MALLEUS_GRID_AVX512;
  if (malleus_grid_available(MALLEUS_GRID_AVX2)) return MALLEUS_GRID_AVX2;
  if (malleus_grid_available(MALLEUS_GRID_NEON)) return MALLEUS_GRID_NEON;
  return MALLEUS_GRID_PORTABLE;
}

void malleus_grid_pack(const int16_t *numbers, size_t rows, size_t pairs, int16_t *strip) {
  for (size_t pair = 0; pair < pairs; pair++) {
    for (size_t row = 0; row < strip_rows; row++) {
      for (size_t half = 0; half < 2; half++) {
        strip[pair * pair_numbers + 2 * row + half] =
            row < rows ? numbers[(row * pairs + pair) * 2 + half] : 0;
      }
    }
  }
}

size_t malleus_grid_list(const int16_t *row, size_t pairs, uint16_t *places, uint32_t *values) {
  size_t count = 0;
  for (size_t pair = 0; pair < pairs; pair++) {
    uint32_t value = (uint16_t)row[2 * pair] | (uint32_t)(uint16_t)row[2 * pair + 1] << 16;
    places[count] = (uint16_t)pair;
    values[count] = value;
    count += value != 0;
  }
  return count;
}

static malleus_grid_row *one_row(malleus_grid_variant variant) {
  switch (variant) {
#if defined(__x86_64__)
  case MALLEUS_GRID_AVX2: return malleus_grid_row_avx2;
  case MALLEUS_GRID_AVX512: return malleus_grid_row_avx512;
#elif defined(__aarch64__)
  case MALLEUS_GRID_NEON: return malleus_grid_row_neon;
#endif
  default: return malleus_grid_row_portable;
  }
}

static malleus_grid_sign *one_sign(malleus_grid_variant variant) {
#if defined(__x86_64__)
  if (variant == MALLEUS_GRID_AVX2) return malleus_grid_sign_avx2;
  if (variant == MALLEUS_GRID_AVX512) return malleus_grid_sign_avx512;
#endif
  (void)variant;
  return malleus_grid_sign_portable;
}

void malleus_grid_multiply(malleus_grid_variant variant, const malleus_grid_rows *rows,
                           const int16_t *strip, int32_t *products) {
  malleus_grid_row *row = one_row(variant);
  for (size_t i = 0; i < rows->count; i++) {
    size_t first = rows->begins[i];
    row(rows->places + first, rows->values + first, rows->begins[i + 1] - first, strip,
        products + i * strip_rows);
  }
}

void malleus_grid_signs(malleus_grid_variant variant, const malleus_grid_rows *rows,
                        const malleus_grid_scale *scales, const malleus_grid_units *units,
                        uint32_t *positive, uint32_t *doubtful) {
  malleus_grid_sign *row = one_sign(variant);
  for (size_t i = 0; i < rows->count; i++) {
    size_t first = rows->begins[i];
    row(rows->places + first, rows->values + first, rows->begins[i + 1] - first, scales[i], units,
        positive + i, doubtful + i);
  }
}

void malleus_grid_row_portable(const uint16_t *places, const uint32_t *values, size_t count,
                               const int16_t *strip, int32_t *products) {
  int32_t sums[strip_rows] = {0};
  for (size_t k = 0; k < count; k++) {
    const int16_t *pairs = strip + (size_t)places[k] * pair_numbers;
    int16_t first = (int16_t)values[k], second = (int16_t)(values[k] >> 16);
    for (size_t j = 0; j < strip_rows; j++) {
      sums[j] += first * pairs[2 * j] + second * pairs[2 * j + 1];
    }
  }
  for (size_t j = 0; j < strip_rows; j++) products[j] = sums[j];
}

void malleus_grid_sign_portable(const uint16_t *places, const uint32_t *values, size_t count,
                                malleus_grid_scale scale, const malleus_grid_units *units,
                                uint32_t *positive, uint32_t *doubtful) {
  float sums[strip_rows] = {0};
  for (size_t k = 0; k < count; k++) {
    const float *weights = units->weights + (size_t)places[k] * pair_numbers;
    float first = (float)(values[k] & 0xffff), second = (float)(values[k] >> 16);
    for (size_t j = 0; j < strip_rows; j++) {
      sums[j] += first * weights[j] + second * weights[strip_rows + j];
    }
  }
  uint32_t above = 0, unsure = 0;
  for (size_t j = 0; j < strip_rows; j++) {
    float value = scale.step * sums[j] + scale.base * units->totals[j];
    float size = value < 0 ? -value : value;
    float reach = scale.reach * units->norms[j] + malleus_grid_smallest;
    above |= (uint32_t)(value > 0) << j;
    unsure |= (uint32_t) !(size > reach && size <= FLT_MAX) << j;
  }
  *positive = above;
  *doubtful = unsure;
}
