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

#define AVX512_TARGET __attribute__((target("avx512f,avx512vnni")))

/// Two registers of sixteen sums, one set for each of four listed pairs in turn, so that no sum waits for the one before it.
AVX512_TARGET void malleus_grid_row_avx512(const uint16_t *places, const uint32_t *values,
                                           size_t count, const int16_t *strip, int32_t *products) {
  __m512i sums[4][2];
  for (size_t turn = 0; turn < 4; turn++) sums[turn][0] = sums[turn][1] = _mm512_setzero_si512();
  for (size_t k = 0; k < count; k += 4) {
#pragma clang loop unroll(full)
    for (size_t turn = 0; turn < 4; turn++) {
      if (k + turn >= count) break;
      const int16_t *pairs = strip + (size_t)places[k + turn] * 2 * MALLEUS_GRID_STRIP;
      __m512i value = _mm512_set1_epi32((int)values[k + turn]);
      sums[turn][0] = _mm512_dpwssd_epi32(sums[turn][0], value, _mm512_loadu_si512(pairs));
      sums[turn][1] = _mm512_dpwssd_epi32(sums[turn][1], value, _mm512_loadu_si512(pairs + 32));
    }
  }
  for (size_t v = 0; v < 2; v++) {
    __m512i sum = _mm512_add_epi32(_mm512_add_epi32(sums[0][v], sums[1][v]),
                                   _mm512_add_epi32(sums[2][v], sums[3][v]));
    _mm512_storeu_si512(products + 16 * v, sum);
  }
}

AVX512_TARGET void malleus_grid_sign_avx512(const uint16_t *places, const uint32_t *values,
                                            size_t count, malleus_grid_scale scale,
                                            const malleus_grid_units *units, uint32_t *positive,
                                            uint32_t *doubtful) {
  // The two columns of a pair, and listed pairs in turn, are added up apart.
  __m512 sums[2][4];
  for (size_t v = 0; v < 8; v++) sums[v / 4][v % 4] = _mm512_setzero_ps();
  for (size_t k = 0; k < count; k += 2) {
#pragma clang loop unroll(full)
    for (size_t turn = 0; turn < 2; turn++) {
      if (k + turn >= count) break;
      const float *weights = units->weights + (size_t)places[k + turn] * 2 * MALLEUS_GRID_STRIP;
      __m512i both = _mm512_set1_epi32((int)values[k + turn]);
      __m512 numbers[2] = {
          _mm512_cvtepi32_ps(_mm512_and_si512(both, _mm512_set1_epi32(0xffff))),
          _mm512_cvtepi32_ps(_mm512_srli_epi32(both, 16))};
#pragma clang loop unroll(full)
      for (size_t v = 0; v < 4; v++)
        sums[turn][v] = _mm512_fmadd_ps(numbers[v / 2], _mm512_loadu_ps(weights + 16 * v),
                                        sums[turn][v]);
    }
  }
  const __m512 most = _mm512_set1_ps(FLT_MAX);
  uint32_t above = 0, sure = 0;
  for (size_t v = 0; v < 2; v++) {
    __m512 sum = _mm512_add_ps(_mm512_add_ps(sums[0][v], sums[1][v]),
                               _mm512_add_ps(sums[0][v + 2], sums[1][v + 2]));
    __m512 shift = _mm512_mul_ps(_mm512_set1_ps(scale.base), _mm512_loadu_ps(units->totals + 16 * v));
    __m512 value = _mm512_fmadd_ps(_mm512_set1_ps(scale.step), sum, shift);
    __m512 size = _mm512_abs_ps(value);
    __m512 reach = _mm512_fmadd_ps(_mm512_set1_ps(scale.reach),
                                   _mm512_loadu_ps(units->norms + 16 * v),
                                   _mm512_set1_ps(malleus_grid_smallest));
    __mmask16 certain = _mm512_cmp_ps_mask(size, reach, _CMP_GT_OQ) &
                        _mm512_cmp_ps_mask(size, most, _CMP_LE_OQ);
    above |= (uint32_t)_mm512_cmp_ps_mask(value, _mm512_setzero_ps(), _CMP_GT_OQ) << 16 * v;
    sure |= (uint32_t)certain << 16 * v;
  }
  *positive = above;
  *doubtful = ~sure;
}

#endif
