#include "patterns_rows.h"

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("popcnt"))) void malleus_four_rows_popcnt(const uint64_t *a,
                                                                const uint64_t *b, size_t words,
                                                                uint32_t counts[4]) {
  uint64_t sums[4] = {0};
  for (size_t w = 0; w < words; w++) {
    for (size_t j = 0; j < 4; j++) {
      sums[j] += (uint64_t)__builtin_popcountll(a[w] & b[j * words + w]);
    }
  }
  for (size_t j = 0; j < 4; j++) counts[j] = (uint32_t)sums[j];
}

#define AVX2_TARGET __attribute__((target("avx2")))

/// The bits of every byte, by looking up both halves of it (Muła, Kurz and Lemire, 2018).
AVX2_TARGET static inline __m256i bits_of_bytes(__m256i x) {
  const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,  //
                                         0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const __m256i low = _mm256_set1_epi8(0x0f);
  __m256i upper = _mm256_and_si256(_mm256_srli_epi16(x, 4), low);
  return _mm256_add_epi8(_mm256_shuffle_epi8(table, _mm256_and_si256(x, low)),
                         _mm256_shuffle_epi8(table, upper));
}

AVX2_TARGET static inline uint32_t sum_of_lanes(__m256i x) {
  __m128i half = _mm_add_epi64(_mm256_castsi256_si128(x), _mm256_extracti128_si256(x, 1));
  return (uint32_t)(_mm_cvtsi128_si64(half) + _mm_extract_epi64(half, 1));
}

AVX2_TARGET void malleus_four_rows_avx2(const uint64_t *a, const uint64_t *b, size_t words,
                                        uint32_t counts[4]) {
  enum { most = 28 };  // vectors whose bits, at most 8 to a byte each, still fit a byte
  __m256i sums[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(),
                     _mm256_setzero_si256()};
  for (size_t start = 0; start < words; start += 4 * most) {
    size_t end = words < start + 4 * most ? words : start + 4 * most;
    __m256i bytes[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(),
                        _mm256_setzero_si256()};
    for (size_t w = start; w < end; w += 4) {
      __m256i one = _mm256_loadu_si256((const __m256i *)(a + w));
      for (size_t j = 0; j < 4; j++) {
        __m256i other = _mm256_loadu_si256((const __m256i *)(b + j * words + w));
        bytes[j] = _mm256_add_epi8(bytes[j], bits_of_bytes(_mm256_and_si256(one, other)));
      }
    }
    for (size_t j = 0; j < 4; j++) {
      sums[j] = _mm256_add_epi64(sums[j], _mm256_sad_epu8(bytes[j], _mm256_setzero_si256()));
    }
  }
  for (size_t j = 0; j < 4; j++) counts[j] = sum_of_lanes(sums[j]);
}

__attribute__((target("avx512f,avx512vpopcntdq"))) void malleus_four_rows_avx512(
    const uint64_t *a, const uint64_t *b, size_t words, uint32_t counts[4]) {
  __m512i sums[4] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512(),
                     _mm512_setzero_si512()};
  for (size_t w = 0; w < words; w += 8) {
    __m512i one = _mm512_loadu_si512(a + w);
    for (size_t j = 0; j < 4; j++) {
      __m512i both = _mm512_and_si512(one, _mm512_loadu_si512(b + j * words + w));
      sums[j] = _mm512_add_epi64(sums[j], _mm512_popcnt_epi64(both));
    }
  }
  for (size_t j = 0; j < 4; j++) counts[j] = (uint32_t)_mm512_reduce_add_epi64(sums[j]);
}

#endif
