/// The compression function, one twin per instruction set.
#ifndef MALLEUS_SHA256_BLOCKS_H
#define MALLEUS_SHA256_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

/// The 64 round constants of FIPS 180-4, section 4.2.2.
extern const uint32_t malleus_sha256_constants[64];

void malleus_sha256_blocks_portable(uint32_t words[8], const uint8_t *bytes, size_t blocks);
#if defined(__x86_64__)
void malleus_sha256_blocks_x86(uint32_t words[8], const uint8_t *bytes, size_t blocks);
#elif defined(__aarch64__)
void malleus_sha256_blocks_arm(uint32_t words[8], const uint8_t *bytes, size_t blocks);
#endif

#endif
