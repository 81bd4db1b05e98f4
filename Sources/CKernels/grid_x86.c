#include "grid_rows.h"

#if defined(__x86_64__)
#include <float.h>
#include <immintrin.h>

/// Four registers of eight sums: the strip of 784 columns then fits the first two caches, and one load serves two
/// multiply-adds of each lane.
__attribute__((target("avx2"))) void malleus_grid_row_avx2(const uint16_t *places,
                                                           const uint32_t *values, size_t count,
                                                           const int16_t *strip,
                                                           int32_t *products) {
  __m256i sums[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(),
                     _mm256_setzero_si256()};
  for (size_t k = 0; k < count; k++) {
    const __m256i *pairs = (const __m256i *)(strip + (size_t)places[k] * 2 * MALLEUS_GRID_STRIP);
    __m256i value = _mm256_set1_epi32((int)values[k]);
#pragma clang loop unroll(full)
    for (size_t v = 0; v < 4; v++) {
      __m256i both = _mm256_madd_epi16(value, _mm256_loadu_si256(pairs + v));
      sums[v] = _mm256_add_epi32(sums[v], both);
    }
  }
  for (size_t v = 0; v < 4; v++) _mm256_storeu_si256((__m256i *)products + v, sums[v]);
}

__attribute__((target("avx2,fma"))) void malleus_grid_sign_avx2(
    const uint16_t *places, const uint32_t *values, size_t count, malleus_grid_scale scale,
    const malleus_grid_units *units, uint32_t *positive, uint32_t *doubtful) {
  __m256 sums[8];
  for (size_t v = 0; v < 8; v++) sums[v] = _mm256_setzero_ps();
  for (size_t k = 0; k < count; k++) {
    const float *weights = units->weights + (size_t)places[k] * 2 * MALLEUS_GRID_STRIP;
    __m256i both = _mm256_set1_epi32((int)values[k]);
    __m256 first = _mm256_cvtepi32_ps(_mm256_and_si256(both, _mm256_set1_epi32(0xffff)));
    __m256 second = _mm256_cvtepi32_ps(_mm256_srli_epi32(both, 16));
    // The two columns of a pair are added up apart, so that no sum waits for the one before it.
#pragma clang loop unroll(full)
    for (size_t v = 0; v < 4; v++) {
      sums[v] = _mm256_fmadd_ps(first, _mm256_loadu_ps(weights + 8 * v), sums[v]);
      sums[v + 4] = _mm256_fmadd_ps(second, _mm256_loadu_ps(weights + 32 + 8 * v), sums[v + 4]);
    }
  }
  const __m256 sign = _mm256_set1_ps(-0.0f), most = _mm256_set1_ps(FLT_MAX);
  uint32_t above = 0, sure = 0;
  for (size_t v = 0; v < 4; v++) {
    __m256 shift = _mm256_mul_ps(_mm256_set1_ps(scale.base), _mm256_loadu_ps(units->totals + 8 * v));
    __m256 value = _mm256_fmadd_ps(_mm256_set1_ps(scale.step),
                                   _mm256_add_ps(sums[v], sums[v + 4]), shift);
    __m256 size = _mm256_andnot_ps(sign, value);
    __m256 reach = _mm256_fmadd_ps(_mm256_set1_ps(scale.reach),
                                   _mm256_loadu_ps(units->norms + 8 * v),
                                   _mm256_set1_ps(malleus_grid_smallest));
    __m256 certain = _mm256_and_ps(_mm256_cmp_ps(size, reach, _CMP_GT_OQ),
                                   _mm256_cmp_ps(size, most, _CMP_LE_OQ));
    __m256 greater = _mm256_cmp_ps(value, _mm256_setzero_ps(), _CMP_GT_OQ);
    above |= (uint32_t)_mm256_movemask_ps(greater) << 8 * v;
    sure |= (uint32_t)_mm256_movemask_ps(certain) << 8 * v;
  }
  *positive = above;
  *doubtful = ~sure;
}

#endif
