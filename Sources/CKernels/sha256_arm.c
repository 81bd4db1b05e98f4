#include "sha256_blocks.h"

#if defined(__aarch64__)
#include <arm_neon.h>

#define SHA_TARGET __attribute__((target("sha2")))

SHA_TARGET void malleus_sha256_blocks_arm(uint32_t words[8], const uint8_t *bytes, size_t blocks) {
  uint32x4_t abcd = vld1q_u32(words), efgh = vld1q_u32(words + 4);
  for (; blocks > 0; blocks--, bytes += 64) {
    uint32x4_t before_abcd = abcd, before_efgh = efgh, w[4];
    for (int i = 0; i < 4; i++) {
      w[i] = vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(bytes + 16 * i)));
    }
#pragma clang loop unroll(full)
    for (int group = 0; group < 16; group++) {
      if (group >= 4) {
        uint32x4_t partial = vsha256su0q_u32(w[group % 4], w[(group + 1) % 4]);
        w[group % 4] = vsha256su1q_u32(partial, w[(group + 2) % 4], w[(group + 3) % 4]);
      }
      uint32x4_t sum = vaddq_u32(w[group % 4], vld1q_u32(malleus_sha256_constants + 4 * group));
      uint32x4_t former = abcd;
      abcd = vsha256hq_u32(abcd, efgh, sum);
      efgh = vsha256h2q_u32(efgh, former, sum);
    }
    abcd = vaddq_u32(abcd, before_abcd);
    efgh = vaddq_u32(efgh, before_efgh);
  }
  vst1q_u32(words, abcd);
  vst1q_u32(words + 4, efgh);
}

#endif
