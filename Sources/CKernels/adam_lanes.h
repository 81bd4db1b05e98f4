/// The step for one element type and one vector width; included once for each, with NAME, SCALAR, WIDTH (in bytes) and
/// TARGET defined.

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define VECTOR JOIN(NAME, _vector)

typedef SCALAR VECTOR __attribute__((vector_size(WIDTH), aligned(sizeof(SCALAR))));

TARGET static inline void JOIN(NAME, _lanes)(const malleus_adam_step *s, const SCALAR *gradient,
                                             const SCALAR *start, SCALAR *weights, SCALAR *first,
                                             SCALAR *second) {
  VECTOR w = *(const VECTOR *)weights, m = *(const VECTOR *)first, v = *(const VECTOR *)second;
  VECTOR pull = w - *(const VECTOR *)start;
  VECTOR g = *(const VECTOR *)gradient + (SCALAR)s->ridge * pull;
  m = (SCALAR)s->first_decay * m + (SCALAR)s->first_rest * g;
  v = (SCALAR)s->second_decay * v + (SCALAR)s->second_rest * (g * g);
  VECTOR root = __builtin_elementwise_sqrt(v / (SCALAR)s->second_correction);
  VECTOR direction = (m / (SCALAR)s->first_correction) / (root + (SCALAR)s->epsilon);
  *(VECTOR *)weights = w - (SCALAR)s->rate * direction;
  *(VECTOR *)first = m;
  *(VECTOR *)second = v;
}

TARGET static void NAME(const malleus_adam_step *s, size_t count, const SCALAR *gradient,
                        const SCALAR *start, SCALAR *weights, SCALAR *first, SCALAR *second) {
  enum { lanes = WIDTH / sizeof(SCALAR) };
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    JOIN(NAME, _lanes)(s, gradient + i, start + i, weights + i, first + i, second + i);
  }
  if (i == count) return;
  SCALAR rest[5][lanes] = {{0}};
  size_t bytes = (count - i) * sizeof(SCALAR);
  memcpy(rest[0], gradient + i, bytes);
  memcpy(rest[1], start + i, bytes);
  memcpy(rest[2], weights + i, bytes);
  memcpy(rest[3], first + i, bytes);
  memcpy(rest[4], second + i, bytes);
  JOIN(NAME, _lanes)(s, rest[0], rest[1], rest[2], rest[3], rest[4]);
  memcpy(weights + i, rest[2], bytes);
  memcpy(first + i, rest[3], bytes);
  memcpy(second + i, rest[4], bytes);
}

#undef VECTOR
#undef JOIN
#undef JOIN_
#undef NAME
#undef SCALAR
#undef WIDTH
#undef TARGET
