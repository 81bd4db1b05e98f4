#include "malleus_cpu.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>

#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif

#if defined(__x86_64__)

/// The register states that the operating system saves; without them wide registers are unusable.
static unsigned saved_states(void) {
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

static unsigned detect(void) {
  unsigned a, b, c, d, found = 0;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
  bool ssse3 = c & (1u << 9), sse41 = c & (1u << 19), xsave = c & (1u << 27), fma = c & (1u << 12);
  if (c & (1u << 23)) found |= MALLEUS_CPU_POPCNT;
  unsigned states = xsave ? saved_states() : 0;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return found;
  if ((b & (1u << 29)) && ssse3 && sse41) found |= MALLEUS_CPU_SHA;
  if ((b & (1u << 5)) && (states & 0x06) == 0x06) found |= MALLEUS_CPU_AVX2;
  bool wide = (b & (1u << 16)) && (states & 0xe6) == 0xe6;
  if (wide && (c & (1u << 14))) found |= MALLEUS_CPU_AVX512_POPCNT;
  if (wide && (c & (1u << 11))) found |= MALLEUS_CPU_AVX512_VNNI;
  // The wide loops have operations on shorter registers too, by AVX2's and FMA's instructions.
  bool rest = fma && (found & MALLEUS_CPU_AVX2);
  if (wide && rest && (b & (1u << 17)) && (b & (1u << 31))) found |= MALLEUS_CPU_AVX512;
  return found;
}

#elif defined(__aarch64__)

static unsigned detect(void) {
  unsigned found = MALLEUS_CPU_NEON;
#if defined(__linux__)
  const unsigned long sha2 = 1ul << 6;
  if (getauxval(AT_HWCAP) & sha2) found |= MALLEUS_CPU_SHA;
#elif defined(__APPLE__)
  found |= MALLEUS_CPU_SHA;
#endif
  return found;
}

#else

static unsigned detect(void) { return 0; }

#endif

unsigned malleus_cpu_features(void) {
  const unsigned known = 1u << 31;
  static _Atomic unsigned cached = 0;
  unsigned value = atomic_load_explicit(&cached, memory_order_relaxed);
  if (!(value & known)) {
    value = detect() | known;
    atomic_store_explicit(&cached, value, memory_order_relaxed);
  }
  return value & ~known;
}

const char *malleus_cpu_feature_name(malleus_cpu_feature feature) {
  switch (feature) {
  case MALLEUS_CPU_POPCNT: return "popcnt";
  case MALLEUS_CPU_AVX2: return "avx2";
  case MALLEUS_CPU_AVX512_POPCNT: return "avx512-vpopcntdq";
  case MALLEUS_CPU_SHA: return "sha256";
  case MALLEUS_CPU_NEON: return "neon";
  case MALLEUS_CPU_AVX512: return "avx512";
  case MALLEUS_CPU_AVX512_VNNI: return "avx512-vnni";
  }
  return NULL;
}

const char *malleus_cpu_architecture(void) {
#if defined(__x86_64__)
  return "x86_64";
#elif defined(__aarch64__)
  return "arm64";
#else
  return "other";
#endif
}

const char *malleus_libc_version(void) {
#if defined(__GLIBC__)
  static char text[32];
  static _Atomic int state = 0;  // 0 empty, 1 being written, 2 ready
  int expected = 0;
  if (atomic_compare_exchange_strong(&state, &expected, 1)) {
    snprintf(text, sizeof text, "glibc-%s", gnu_get_libc_version());
    atomic_store(&state, 2);
  }
  while (atomic_load(&state) != 2) {
  }
  return text;
#elif defined(__APPLE__)
  return "apple";
#else
  return "unknown";
#endif
}
