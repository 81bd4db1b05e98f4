/// Counts of common bits between rows of bit patterns: what the empirical kernel needs beside inner products.
#ifndef MALLEUS_PATTERNS_H
#define MALLEUS_PATTERNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Patterns are rows of 64-bit words; rows are padded with zeros to a multiple of this many words.
enum { MALLEUS_PATTERN_WORDS = 8 };

/// The ways to count. All give the same integers; `malleus_patterns_best` names the fastest available.
typedef enum {
  MALLEUS_PATTERNS_PORTABLE = 0,
  MALLEUS_PATTERNS_POPCNT = 1,
  MALLEUS_PATTERNS_AVX2 = 2,
  MALLEUS_PATTERNS_AVX512 = 3,
  MALLEUS_PATTERNS_NEON = 4,
} malleus_patterns_variant;

bool malleus_patterns_available(malleus_patterns_variant variant);
malleus_patterns_variant malleus_patterns_best(void);

/// counts[i·b_rows + j] = number of bits set in both row i of a and row j of b.
void malleus_patterns_count(malleus_patterns_variant variant, const uint64_t *a, size_t a_rows,
                            const uint64_t *b, size_t b_rows, size_t words, uint32_t *counts);

#endif
