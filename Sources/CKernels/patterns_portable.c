#include "patterns_rows.h"

void malleus_four_rows_portable(const uint64_t *a, const uint64_t *b, size_t words,
                                uint32_t counts[4]) {
  for (size_t j = 0; j < 4; j++) {
    uint32_t count = 0;
    for (size_t w = 0; w < words; w++) {
      count += (uint32_t)__builtin_popcountll(a[w] & b[j * words + w]);
    }
    counts[j] = count;
  }
}
