/// One row against four, one twin per instruction set: four at a time, so that each load of the one row serves four.
#ifndef MALLEUS_PATTERNS_ROWS_H
#define MALLEUS_PATTERNS_ROWS_H

#include <stddef.h>
#include <stdint.h>

/// counts[j] = number of bits set in both a and row j of b, for j = 0 ... 3; rows of b are `words` apart.
typedef void malleus_four_rows(const uint64_t *a, const uint64_t *b, size_t words,
                               uint32_t counts[4]);

malleus_four_rows malleus_four_rows_portable;
#if defined(__x86_64__)
malleus_four_rows malleus_four_rows_popcnt;
malleus_four_rows malleus_four_rows_avx2;
malleus_four_rows malleus_four_rows_avx512;
#elif defined(__aarch64__)
malleus_four_rows malleus_four_rows_neon;
#endif

#endif
