// One element type and one variant of the training loops. Before inclusion: REAL, LANES (32 bytes of REAL), TARGET
// (attributes that name the instruction set), TILE (how many wide registers, of 64 bytes, hold a tile of sums), UNITS (the
// struct of weights), LISTED (that of listed rows), and NAME(x) (adds the variant's suffix).

typedef REAL NAME(vector) __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL))));
typedef REAL NAME(wide) __attribute__((vector_size(2 * LANES * sizeof(REAL)), aligned(sizeof(REAL))));
typedef bool NAME(lanes) __attribute__((ext_vector_type(LANES)));
#define VECTOR NAME(vector)
#define WIDE NAME(wide)
#define INLINE static inline __attribute__((always_inline)) TARGET
#define UNROLL _Pragma("clang loop unroll(full)")

enum {
  NAME(panel) = 2 * LANES,  // rows of a panel: a wide register
  NAME(group) = 6,          // units of the backward pass that go together, and of the forward pass where a TILE is not left
  NAME(piece) = 14,         // registers of a gradient piece
};

INLINE VECTOR NAME(load)(const REAL *p) { return *(const VECTOR *)p; }
INLINE void NAME(store)(REAL *p, VECTOR v) { *(VECTOR *)p = v; }
INLINE VECTOR NAME(spread)(REAL x) { return x - (VECTOR){}; }
INLINE VECTOR NAME(fma)(VECTOR a, VECTOR b, VECTOR c) { return __builtin_elementwise_fma(a, b, c); }
INLINE WIDE NAME(load_wide)(const REAL *p) { return *(const WIDE *)p; }
INLINE void NAME(store_wide)(REAL *p, WIDE v) { *(WIDE *)p = v; }
INLINE WIDE NAME(add_wide)(REAL a, WIDE b, WIDE c) {
  return __builtin_elementwise_fma(a - (WIDE){}, b, c);
}

/// sums[unit][row] ← sums + Σ_k hidden[unit][k]·panel[k][row] for `units` rows of hidden and one panel.
INLINE void NAME(tile)(const int units, const REAL *hidden, int stride, const REAL *panel,
                       int count, bool continues, REAL *sums) {
  WIDE sum[TILE];
  UNROLL for (int u = 0; u < units; u++)
    sum[u] = continues ? NAME(load_wide)(sums + u * NAME(panel)) : (WIDE){};
  for (int k = 0; k < count; k++) {
    WIDE x = NAME(load_wide)(panel + k * NAME(panel));
    UNROLL for (int u = 0; u < units; u++)
      sum[u] = NAME(add_wide)(hidden[(long)u * stride + k], x, sum[u]);
  }
  UNROLL for (int u = 0; u < units; u++) NAME(store_wide)(sums + u * NAME(panel), sum[u]);
}

/// The pre-activations of all `units` on one panel, in pieces of the columns that keep the panel in the first cache.
INLINE void NAME(activate)(const REAL *hidden, int units, int stride, const REAL *panel,
                           int columns, REAL *sums) {
  int pieces = (columns + 399) / 400, length = (columns + pieces - 1) / pieces;
  for (int k = 0; k < columns; k += length) {
    int count = columns - k < length ? columns - k : length;
    const REAL *x = panel + (long)k * NAME(panel);
    for (int u = 0, some; u < units; u += some) {
      const REAL *w = hidden + (long)u * stride + k;
      REAL *z = sums + u * NAME(panel);
      int left = units - u;
      some = left >= TILE ? TILE : left >= NAME(group) ? NAME(group) : left;
      switch (some) {
      case 1: NAME(tile)(1, w, stride, x, count, k > 0, z); break;
      case 2: NAME(tile)(2, w, stride, x, count, k > 0, z); break;
      case 3: NAME(tile)(3, w, stride, x, count, k > 0, z); break;
      case 4: NAME(tile)(4, w, stride, x, count, k > 0, z); break;
      case 5: NAME(tile)(5, w, stride, x, count, k > 0, z); break;
      case NAME(group): NAME(tile)(NAME(group), w, stride, x, count, k > 0, z); break;
#if TILE != 6
      default: NAME(tile)(TILE, w, stride, x, count, k > 0, z);
#endif
      }
    }
  }
}

/// One bit per row whose pre-activation is positive; the others become zero. What is not a number stays, so that a
/// training that has lost its way shows in the loss.
INLINE uint16_t NAME(gate)(REAL *sums) {
  uint16_t bits = 0;
  UNROLL for (int j = 0; j < 2; j++) {
    VECTOR z = NAME(load)(sums + j * LANES);
    VECTOR zero = {};
    NAME(lanes) open = __builtin_convertvector(z > zero, NAME(lanes));
#if LANES == 8
    uint8_t mask;
    memcpy(&mask, &open, sizeof mask);
    bits |= (uint16_t)(mask << (j * LANES));
#else
    for (int i = 0; i < LANES; i++) bits |= (uint16_t)(open[i] << (j * LANES + i));
#endif
    __typeof__(z > zero) kept = ~(z <= zero);
    NAME(store)(sums + j * LANES, (VECTOR)((__typeof__(kept))z & kept));
  }
  return bits;
}

/// Gates of a panel whose pre-activations `sums` holds, unit after unit, and Σ_units output·relu of its rows.
INLINE void NAME(finish)(int units, const REAL *output, int classes, int p, int panel_count,
                         uint16_t *gates, REAL *outputs, REAL *sums) {
  for (int u = 0; u < units; u++)
    gates[(long)u * panel_count + p] = NAME(gate)(sums + u * NAME(panel));
  for (int c = 0; c < classes; c++) {
    VECTOR f0 = {}, f1 = {};
    for (int u = 0; u < units; u++) {
      VECTOR a = NAME(spread)(output[(long)u * classes + c]);
      f0 = NAME(fma)(a, NAME(load)(sums + u * NAME(panel)), f0);
      f1 = NAME(fma)(a, NAME(load)(sums + u * NAME(panel) + LANES), f1);
    }
    REAL *f = outputs + c * malleus_block_rows + p * NAME(panel);
    NAME(store)(f, f0);
    NAME(store)(f + LANES, f1);
  }
}

TARGET static void NAME(forward)(const REAL *hidden, int units, int stride, const REAL *output,
                                 int classes, const REAL *panels, int panel_count, int columns,
                                 uint16_t *gates, REAL *outputs, REAL *sums) {
  for (int p = 0; p < panel_count; p++) {
    NAME(activate)(hidden, units, stride, panels + (long)p * columns * NAME(panel), columns, sums);
    NAME(finish)(units, output, classes, p, panel_count, gates, outputs, sums);
  }
}

#include "backward_body.h"
#include "listed_body.h"

#undef VECTOR
#undef WIDE
#undef INLINE
#undef UNROLL
