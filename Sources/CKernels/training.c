#include "malleus_training.h"

#include <stddef.h>
#include <string.h>

#include "kernel_choice.h"

// The order of every sum is written out below; no compiler may fuse or split what is not.
#pragma STDC FP_CONTRACT OFF
// Vectors are passed between functions that are always inlined, so no call depends on how.
#pragma clang diagnostic ignored "-Wpsabi"

/// The backward pass takes a block's rows in halves, a piece of which stays in the first cache.
enum { half_rows = malleus_block_rows / 2 };

/// From this percentage of open gates on it is quicker to take all rows, closed ones included.
enum { mostly = 70 };

// A tile of sums is six times 64 bytes where there are sixteen registers of 32, which leaves room for what is multiplied, and twice
// that where there are thirty-two of 64: as many sums as it takes that none waits for the one before it.

#define REAL float
#define LANES 8
#define UNITS malleus_units_f32
#define LISTED malleus_listed_f32
#define TARGET
#define TILE 6
#define NAME(x) x##_f32_portable
#include "training_body.h"
#undef TARGET
#undef TILE
#undef NAME
#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2,fma")))
#define TILE 6
#define NAME(x) x##_f32_avx2
#include "training_body.h"
#undef TARGET
#undef TILE
#undef NAME
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl,fma")))
#define TILE 12
#define NAME(x) x##_f32_avx512
#include "training_body.h"
#undef TARGET
#undef TILE
#undef NAME
#endif
#undef REAL
#undef LANES
#undef UNITS
#undef LISTED

#define REAL double
#define LANES 4
#define UNITS malleus_units_f64
#define LISTED malleus_listed_f64
#define TARGET
#define TILE 6
#define NAME(x) x##_f64_portable
#include "training_body.h"
#undef TARGET
#undef TILE
#undef NAME
#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2,fma")))
#define TILE 6
#define NAME(x) x##_f64_avx2
#include "training_body.h"
#undef TARGET
#undef TILE
#undef NAME
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl,fma")))
#define TILE 12
#define NAME(x) x##_f64_avx512
#include "training_body.h"
#undef TARGET
#undef TILE
#undef NAME
#endif
#undef REAL
#undef LANES
#undef UNITS
#undef LISTED

#if defined(__x86_64__)
#define CHOOSE(kernel, name, ...)                                                                  \
  (malleus_kernel_is_wide(kernel)     ? name##_avx512(__VA_ARGS__)                                 \
   : malleus_kernel_is_vector(kernel) ? name##_avx2(__VA_ARGS__)                                   \
                                      : name##_portable(__VA_ARGS__))
#else
#define CHOOSE(kernel, name, ...) ((void)(kernel), name##_portable(__VA_ARGS__))
#endif

#define DEFINE(type, suffix)                                                                       \
  void malleus_gather_##suffix(const type *data, const int64_t *order, int count, int columns,     \
                               int stride, type *rows, type *panel) {                              \
    enum { width = malleus_panel_##suffix };                                                       \
    for (int i = 0; i < count; i++)                                                                \
      memcpy(rows + (long)i * stride, data + order[i] * stride, (size_t)stride * sizeof(type));    \
    for (int k = 0; k < columns; k++) {                                                            \
      for (int i = 0; i < width; i++)                                                              \
        panel[(long)k * width + i] = i < count ? rows[(long)i * stride + k] : 0;                   \
    }                                                                                              \
  }                                                                                                \
                                                                                                   \
  void malleus_forward_##suffix(malleus_kernel kernel, const type *hidden, int units, int stride,  \
                                const type *output, int classes, const type *panels,               \
                                int panel_count, int columns, uint16_t *gates, type *outputs) {    \
    type sums[malleus_block_units * malleus_panel_##suffix] __attribute__((aligned(64)));          \
    CHOOSE(kernel, forward_##suffix, hidden, units, stride, output, classes, panels, panel_count,  \
           columns, gates, outputs, sums);                                                         \
  }                                                                                                \
                                                                                                   \
  double malleus_backward_##suffix(                                                                \
      malleus_kernel kernel, const malleus_update *update, malleus_part part,                      \
      const malleus_units_##suffix *weights, int units, int stride, const type *output,            \
      int classes, const type *rows, int columns, const uint16_t *gates, int panel_count,          \
      const type *delta, type *gradient, void *scratch) {                                          \
    return CHOOSE(kernel, backward_##suffix, update, part, weights, units, stride, output, classes,\
                  rows, columns, gates, panel_count, delta, gradient, scratch);                    \
  }                                                                                                \
                                                                                                   \
  void malleus_forward_listed_##suffix(                                                            \
      malleus_kernel kernel, const type *hidden, int units, int stride, const type *output,        \
      int classes, const malleus_listed_##suffix *rows, int panel_count, int columns,              \
      uint16_t *gates, type *outputs, type *scratch) {                                             \
    type sums[malleus_block_units * malleus_panel_##suffix] __attribute__((aligned(64)));          \
    CHOOSE(kernel, forward_listed_##suffix, hidden, units, stride, output, classes, rows,          \
           panel_count, columns, gates, outputs, scratch, sums);                                   \
  }                                                                                                \
                                                                                                   \
  double malleus_backward_listed_##suffix(                                                         \
      malleus_kernel kernel, const malleus_update *update, malleus_part part,                      \
      const malleus_units_##suffix *weights, int units, int stride, const type *output,            \
      int classes, const malleus_listed_##suffix *rows, int columns, const uint16_t *gates,        \
      int panel_count, const type *delta, type *gradient, type *scratch) {                         \
    return CHOOSE(kernel, backward_listed_##suffix, update, part, weights, units, stride, output,  \
                  classes, rows, columns, gates, panel_count, delta, gradient, scratch);           \
  }

DEFINE(float, f32)
DEFINE(double, f64)

long malleus_backward_scratch(void) {
  return malleus_block_units * (long)sizeof(open_rows_f64_portable);
}

long malleus_listed_scratch(int stride) {
  return ((long)stride + 2 * malleus_block_rows) * malleus_block_units;
}

void malleus_relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}
