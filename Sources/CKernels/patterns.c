#include "malleus_patterns.h"

#include "malleus_cpu.h"
#include "patterns_rows.h"

bool malleus_patterns_available(malleus_patterns_variant variant) {
  switch (variant) {
  case MALLEUS_PATTERNS_PORTABLE: return true;
#if defined(__x86_64__)
  case MALLEUS_PATTERNS_POPCNT: return malleus_cpu_features() & MALLEUS_CPU_POPCNT;
  case MALLEUS_PATTERNS_AVX2: return malleus_cpu_features() & MALLEUS_CPU_AVX2;
  case MALLEUS_PATTERNS_AVX512: return malleus_cpu_features() & MALLEUS_CPU_AVX512_POPCNT;
#elif defined(__aarch64__)
  case MALLEUS_PATTERNS_NEON: return malleus_cpu_features() & MALLEUS_CPU_NEON;
#endif
  default: return false;
  }
}

malleus_patterns_variant malleus_patterns_best(void) {
  const malleus_patterns_variant preferred[] = {MALLEUS_PATTERNS_AVX512, MALLEUS_PATTERNS_NEON,
                                                MALLEUS_PATTERNS_AVX2, MALLEUS_PATTERNS_POPCNT};
  for (size_t i = 0; i < sizeof preferred / sizeof preferred[0]; i++) {
    if (malleus_patterns_available(preferred[i])) return preferred[i];
  }
  return MALLEUS_PATTERNS_PORTABLE;
}

static malleus_four_rows *four_rows(malleus_patterns_variant variant) {
  switch (variant) {
#if defined(__x86_64__)
  case MALLEUS_PATTERNS_POPCNT: return malleus_four_rows_popcnt;
  case MALLEUS_PATTERNS_AVX2: return malleus_four_rows_avx2;
  case MALLEUS_PATTERNS_AVX512: return malleus_four_rows_avx512;
#elif defined(__aarch64__)
  case MALLEUS_PATTERNS_NEON: return malleus_four_rows_neon;
#endif
  default: return malleus_four_rows_portable;
  }
}

/// The rows of b that are left over when their number is no multiple of four, one by one.
static uint32_t one_row(const uint64_t *a, const uint64_t *b, size_t words) {
  uint32_t count = 0;
  for (size_t w = 0; w < words; w++) count += (uint32_t)__builtin_popcountll(a[w] & b[w]);
  return count;
}

/// So many rows of a come back for each four of b, from the first cache up to some thousand units; those of b come past once.
enum { stripe = 16 };

void malleus_patterns_count(malleus_patterns_variant variant, const uint64_t *a, size_t a_rows,
                            const uint64_t *b, size_t b_rows, size_t words, uint32_t *counts) {
  malleus_four_rows *four = four_rows(variant);
  for (size_t first = 0; first < a_rows; first += stripe) {
    size_t last = a_rows < first + stripe ? a_rows : first + stripe;
    size_t j = 0;
    for (; j + 4 <= b_rows; j += 4) {
      for (size_t i = first; i < last; i++)
        four(a + i * words, b + j * words, words, counts + i * b_rows + j);
    }
    for (; j < b_rows; j++) {
      for (size_t i = first; i < last; i++)
        counts[i * b_rows + j] = one_row(a + i * words, b + j * words, words);
    }
  }
}
