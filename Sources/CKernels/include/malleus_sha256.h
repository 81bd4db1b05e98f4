/// SHA-256 (FIPS 180-4) with the processor's own instructions where it has them.
#ifndef MALLEUS_SHA256_H
#define MALLEUS_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The ways to compute the same digest; `malleus_sha256_init` takes the fastest available.
typedef enum {
  MALLEUS_SHA256_PORTABLE = 0,
  MALLEUS_SHA256_X86 = 1,
  MALLEUS_SHA256_ARM = 2,
} malleus_sha256_variant;

/// A digest in progress. Plain bytes: copy it to fork a digest.
typedef struct {
  uint32_t words[8];
  uint64_t length;
  uint8_t block[64];
  malleus_sha256_variant variant;
} malleus_sha256_state;

bool malleus_sha256_available(malleus_sha256_variant variant);

/// The variant that `malleus_sha256_init` takes on this processor.
malleus_sha256_variant malleus_sha256_best(void);

void malleus_sha256_init(malleus_sha256_state *state);

/// Starts a digest with a chosen variant, so that tests can compare them. It must be available.
void malleus_sha256_init_variant(malleus_sha256_state *state, malleus_sha256_variant variant);

void malleus_sha256_update(malleus_sha256_state *state, const void *bytes, size_t count);

/// Writes the 32 bytes of the digest. The state must be initialised again before another use.
void malleus_sha256_final(malleus_sha256_state *state, uint8_t *digest);

/// The digest of `count` bytes in one call.
void malleus_sha256(const void *bytes, size_t count, uint8_t *digest);

#endif
