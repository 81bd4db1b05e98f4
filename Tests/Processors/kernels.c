// Prints, for every hot loop and every variant of it that this processor has, a digest of what it yields on fixed inputs:
// "LOOP VARIANT DIGEST" a line. Variants and processors agree when their digests do; Tests/processors.sh compares them.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

static uint64_t state = 1;

static uint64_t next(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return state >> 11;
}

/// Between −1 and 1, the same numbers on every processor.
static double value(void) { return ((double)next() - 0x1p52) * 0x1p-52; }

/// `count` bytes, all zero.
static void *room(size_t count) {
  void *bytes = aligned_alloc(64, (count + 63) / 64 * 64);
  if (!bytes) abort();
  return memset(bytes, 0, count);
}

static float *values_f32(size_t count) {
  float *numbers = room(count * sizeof(float));
  for (size_t i = 0; i < count; i++) numbers[i] = (float)value();
  return numbers;
}

static double *values_f64(size_t count) {
  double *numbers = room(count * sizeof(double));
  for (size_t i = 0; i < count; i++) numbers[i] = value();
  return numbers;
}

static malleus_sha256_state digest;

static void begin(void) {
  state = 1;
  malleus_sha256_init_variant(&digest, MALLEUS_SHA256_PORTABLE);
}

static void add(const void *bytes, size_t count) { malleus_sha256_update(&digest, bytes, count); }

static void end(const char *loop, const char *variant) {
  uint8_t bytes[32];
  malleus_sha256_final(&digest, bytes);
  char text[33] = {0};
  for (int i = 0; i < 32; i++) text[i] = "0123456789abcdef"[bytes[i / 2] >> (i % 2 ? 0 : 4) & 15];
  const char *words[] = {loop, " ", variant, " ", text, "\n"};
  for (int i = 0; i < 6; i++) fputs(words[i], stdout);
}

static void sha256(malleus_sha256_variant variant, const char *name) {
  if (!malleus_sha256_available(variant)) return;
  begin();
  uint8_t *content = room(4096), result[32];
  for (size_t i = 0; i < 4096; i++) content[i] = (uint8_t)next();
  for (size_t count = 0; count < 4096; count += 61) {
    malleus_sha256_state other;
    malleus_sha256_init_variant(&other, variant);
    malleus_sha256_update(&other, content, count / 3);
    malleus_sha256_update(&other, content + count / 3, count - count / 3);
    malleus_sha256_final(&other, result);
    add(result, sizeof result);
  }
  end("sha256", name);
  free(content);
}

static void patterns(malleus_patterns_variant variant, const char *name) {
  if (!malleus_patterns_available(variant)) return;
  begin();
  for (size_t words = 8; words <= 72; words += 8) {
    size_t first = 19, second = 11;
    uint64_t *a = room(first * words * 8), *b = room(second * words * 8);
    for (size_t i = 0; i < first * words; i++) a[i] = next() ^ next() << 32;
    for (size_t i = 0; i < second * words; i++) b[i] = i % 7 ? next() ^ next() << 32 : ~0ull;
    uint32_t *counts = room(first * second * 4);
    malleus_patterns_count(variant, a, first, b, second, words, counts);
    add(counts, first * second * 4);
    free(a), free(b), free(counts);
  }
  end("patterns", name);
}

/// Rows of bytes, four fifths of them zero, and their list.
static malleus_grid_rows listed(size_t count, size_t pairs, int16_t *numbers) {
  size_t *begins = room((count + 1) * sizeof(size_t));
  uint16_t *places = room(count * pairs * 2);
  uint32_t *values = room(count * pairs * 4);
  for (size_t i = 0; i < count; i++) {
    int16_t *row = numbers + i * 2 * pairs;
    for (size_t k = 0; k < 2 * pairs; k++) row[k] = next() % 5 ? 0 : (int16_t)(next() % 256);
    begins[i + 1] = begins[i] + malleus_grid_list(row, pairs, places + begins[i], values + begins[i]);
  }
  return (malleus_grid_rows){begins, count, places, values};
}

/// Weights are small whole numbers, so that sums are exact in any order; a unit of no weight is doubtful everywhere.
static void grid(malleus_grid_variant variant, const char *name) {
  if (!malleus_grid_available(variant)) return;
  begin();
  enum { count = 37, pairs = 61, strip_count = 29 };
  int16_t *numbers = room(count * pairs * 4), *strip = room(pairs * 64 * 2);
  malleus_grid_rows rows = listed(count, pairs, numbers);
  malleus_grid_pack(numbers, strip_count, pairs, strip);
  int32_t *products = room(count * 32 * 4);
  malleus_grid_multiply(variant, &rows, strip, products);
  add(products, count * 32 * 4);

  float *weights = room(pairs * 64 * 4), totals[32] = {0}, norms[32];
  malleus_grid_scale scales[count];
  uint32_t positive[count], doubtful[count];
  for (size_t i = 0; i < pairs * 64; i++) {
    weights[i] = i % 32 == 5 ? 0 : (float)((int)(next() % 31) - 15);
    totals[i % 32] += weights[i];
  }
  for (size_t j = 0; j < 32; j++) norms[j] = (float)(j + 1);
  for (size_t i = 0; i < count; i++) scales[i] = (malleus_grid_scale){0.5f * (float)i - 8, 2, 16};
  malleus_grid_units units = {weights, totals, norms};
  malleus_grid_signs(variant, &rows, scales, &units, positive, doubtful);
  add(positive, sizeof positive);
  add(doubtful, sizeof doubtful);

  // With weights of many bits variants may doubt different signs; those that they do not doubt must be right.
  for (size_t j = 0; j < 32; j++) totals[j] = norms[j] = 0;
  for (size_t i = 0; i < pairs * 64; i++) {
    weights[i] = (float)value();
    totals[i % 32] += weights[i];
    norms[i % 32] += weights[i] < 0 ? -weights[i] : weights[i];
  }
  for (size_t i = 0; i < count; i++) scales[i] = (malleus_grid_scale){-0.5f, 0.0039f, 1e-4f};
  malleus_grid_signs(variant, &rows, scales, &units, positive, doubtful);
  uint32_t wrong = 0, certain = 0;
  for (size_t i = 0; i < count; i++) {
    for (size_t j = 0; j < 32; j++) {
      double exact = 0;
      for (size_t k = 0; k < 2 * pairs; k++)
        exact += weights[k * 32 + j] * (-0.5 + 0.0039f * (double)numbers[i * 2 * pairs + k]);
      bool is_certain = !(doubtful[i] >> j & 1);
      certain += is_certain;
      wrong += is_certain && (positive[i] >> j & 1) != (exact > 0);
    }
  }
  if (certain < count * 16) wrong = ~0u;  // Doubting everything is no answer.
  add(&wrong, sizeof wrong);
  end("grid", name);
  free(numbers), free(strip), free(products), free(weights);
  free((void *)rows.begins), free((void *)rows.places), free((void *)rows.values);
}

static void row_sums(malleus_kernel kernel, const char *name) {
  begin();
  const int32_t begins[] = {0, 4, 4, 6}, rows[] = {8, 0, 3, 3, 7, 1};
  for (int columns = 1; columns < 330; columns += 17) {
    size_t size = (size_t)(9 * columns), count = (size_t)(3 * columns);
    double *matrix = values_f64(size), *strips = values_f64(size), *factors = values_f64(6);
    double *sums = values_f64(count);
    malleus_pack_strips_f64(matrix, 9, columns, strips);
    malleus_add_rows_f64(kernel, strips, 9, columns, 3, begins, rows, factors, sums);
    add(sums, count * sizeof(double));
    float *matrix_f32 = values_f32(size), *strips_f32 = values_f32(size), *factors_f32 = values_f32(6);
    float *sums_f32 = values_f32(count);
    malleus_pack_strips_f32(matrix_f32, 9, columns, strips_f32);
    malleus_add_rows_f32(kernel, strips_f32, 9, columns, 3, begins, rows, factors_f32, sums_f32);
    add(sums_f32, count * sizeof(float));
    free(matrix), free(strips), free(factors), free(sums);
    free(matrix_f32), free(strips_f32), free(factors_f32), free(sums_f32);
  }
  end("row-sums", name);
}

static const malleus_update moves[] = {{true, 0.01, 0.1, 0.9, 0.999, 3, 1e-8},
                                       {false, 0.01, 0.1, 0, 0, 1, 1}};

#define REAL float
#define NAME(x) x##_f32
#define LABEL "training-f32"
#include "training_check.h"
#undef REAL
#undef NAME
#undef LABEL
#define REAL double
#define NAME(x) x##_f64
#define LABEL "training-f64"
#include "training_check.h"

int main(void) {
  sha256(MALLEUS_SHA256_PORTABLE, "portable");
  sha256(MALLEUS_SHA256_X86, "x86");
  sha256(MALLEUS_SHA256_ARM, "arm");
  patterns(MALLEUS_PATTERNS_PORTABLE, "portable");
  patterns(MALLEUS_PATTERNS_POPCNT, "popcnt");
  patterns(MALLEUS_PATTERNS_AVX2, "avx2");
  patterns(MALLEUS_PATTERNS_AVX512, "avx512");
  patterns(MALLEUS_PATTERNS_NEON, "neon");
  grid(MALLEUS_GRID_PORTABLE, "portable");
  grid(MALLEUS_GRID_AVX2, "avx2");
  grid(MALLEUS_GRID_AVX512, "avx512");
  grid(MALLEUS_GRID_NEON, "neon");
  row_sums(malleus_kernel_portable, "portable");
  row_sums(malleus_kernel_narrow, "narrow");
  row_sums(malleus_kernel_fastest, "fastest");
  training_f32(malleus_kernel_portable, "portable");
  training_f32(malleus_kernel_narrow, "narrow");
  training_f32(malleus_kernel_fastest, "fastest");
  training_f64(malleus_kernel_portable, "portable");
  training_f64(malleus_kernel_narrow, "narrow");
  training_f64(malleus_kernel_fastest, "fastest");
  fputs("complete\n", stdout);
}
