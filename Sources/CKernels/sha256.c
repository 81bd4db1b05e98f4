#include "malleus_sha256.h"

#include <string.h>

#include "malleus_cpu.h"
#include "sha256_blocks.h"

bool malleus_sha256_available(malleus_sha256_variant variant) {
  switch (variant) {
  case MALLEUS_SHA256_PORTABLE: return true;
#if defined(__x86_64__)
  case MALLEUS_SHA256_X86: return malleus_cpu_features() & MALLEUS_CPU_SHA;
#elif defined(__aarch64__)
  case MALLEUS_SHA256_ARM: return malleus_cpu_features() & MALLEUS_CPU_SHA;
#endif
  default: return false;
  }
}

malleus_sha256_variant malleus_sha256_best(void) {
  if (malleus_sha256_available(MALLEUS_SHA256_X86)) return MALLEUS_SHA256_X86;
  if (malleus_sha256_available(MALLEUS_SHA256_ARM)) return MALLEUS_SHA256_ARM;
  return MALLEUS_SHA256_PORTABLE;
}

static void compress(malleus_sha256_state *state, const uint8_t *bytes, size_t blocks) {
  switch (state->variant) {
#if defined(__x86_64__)
  case MALLEUS_SHA256_X86: malleus_sha256_blocks_x86(state->words, bytes, blocks); return;
#elif defined(__aarch64__)
  case MALLEUS_SHA256_ARM: malleus_sha256_blocks_arm(state->words, bytes, blocks); return;
#endif
  default: malleus_sha256_blocks_portable(state->words, bytes, blocks);
  }
}

void malleus_sha256_init_variant(malleus_sha256_state *state, malleus_sha256_variant variant) {
  static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  memset(state, 0, sizeof *state);
  memcpy(state->words, start, sizeof start);
  state->variant = variant;
}

void malleus_sha256_init(malleus_sha256_state *state) {
  malleus_sha256_init_variant(state, malleus_sha256_best());
}

void malleus_sha256_update(malleus_sha256_state *state, const void *bytes, size_t count) {
  const uint8_t *next = bytes;
  size_t held = state->length % 64;
  state->length += count;
  if (count == 0) return;
  if (held > 0) {
    size_t taken = count < 64 - held ? count : 64 - held;
    memcpy(state->block + held, next, taken);
    next += taken;
    count -= taken;
    if (held + taken < 64) return;
    compress(state, state->block, 1);
  }
  if (count >= 64) compress(state, next, count / 64);
  memcpy(state->block, next + count / 64 * 64, count % 64);
}

void malleus_sha256_final(malleus_sha256_state *state, uint8_t *digest) {
  size_t held = state->length % 64;
  uint64_t bits = state->length * 8;
  state->block[held++] = 0x80;
  if (held > 56) {
    memset(state->block + held, 0, 64 - held);
    compress(state, state->block, 1);
    held = 0;
  }
  memset(state->block + held, 0, 56 - held);
  for (int i = 0; i < 8; i++) state->block[56 + i] = (uint8_t)(bits >> (56 - 8 * i));
  compress(state, state->block, 1);
  for (int i = 0; i < 32; i++) digest[i] = (uint8_t)(state->words[i / 4] >> (24 - 8 * (i % 4)));
}

void malleus_sha256(const void *bytes, size_t count, uint8_t *digest) {
  malleus_sha256_state state;
  malleus_sha256_init(&state);
  malleus_sha256_update(&state, bytes, count);
  malleus_sha256_final(&state, digest);
}
