#include "patterns_rows.h"

#if defined(__aarch64__)
#include <arm_neon.h>

void malleus_four_rows_neon(const uint64_t *a, const uint64_t *b, size_t words,
                            uint32_t counts[4]) {
  uint32x4_t sums[4] = {vdupq_n_u32(0), vdupq_n_u32(0), vdupq_n_u32(0), vdupq_n_u32(0)};
  for (size_t w = 0; w < words; w += 2) {
    uint64x2_t one = vld1q_u64(a + w);
    for (size_t j = 0; j < 4; j++) {
      uint64x2_t both = vandq_u64(one, vld1q_u64(b + j * words + w));
      uint16x8_t pairs = vpaddlq_u8(vcntq_u8(vreinterpretq_u8_u64(both)));
      sums[j] = vpadalq_u16(sums[j], pairs);
    }
  }
  for (size_t j = 0; j < 4; j++) counts[j] = vaddvq_u32(sums[j]);
}

#endif
