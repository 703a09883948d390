#include "CTestSupport.h"
#include <math.h>
#include <string.h>

enum { BLOCK = 1000 };

double ct_ulps(float actual, double expected) {
  float rounded = (float)expected;
  if (isnan(expected) || isnan(actual)) return isnan(expected) && isnan(actual) ? 0 : INFINITY;
  if (isinf(rounded) || isinf(actual)) return rounded == actual ? 0 : INFINITY;
  int exponent;
  frexpf(rounded, &exponent);
  double unit = fabsf(rounded) < 0x1p-126f ? 0x1p-149 : ldexp(1, exponent - 24);
  return fabs(actual - expected) / unit;
}

/* The next floats of the range; returns how many, at most BLOCK. */
static size_t fill(ct_range range, uint64_t *next, float *x) {
  size_t n = 0;
  for (; n < BLOCK && *next < (1ull << 32); *next += range.stride) {
    uint32_t pattern = (uint32_t)*next;
    memcpy(&x[n], &pattern, sizeof pattern);
    n += isnan(x[n]) || (x[n] >= range.low && x[n] <= range.high);
  }
  return n;
}

static void compare(size_t n, const float *x, const float *y, const double *expected, double floor, ct_walk *walk) {
  for (size_t i = 0; i < n; i++) {
    double error = ct_ulps(y[i], expected[i]);
    if (error <= walk->worst || fabs(y[i] - expected[i]) <= floor) continue;
    walk->worst = error;
    walk->at = x[i];
    walk->actual = y[i];
    walk->expected = expected[i];
  }
  walk->compared += n;
}

void ct_walk_forward(ct_range range, float a, float b, double floor, ct_reference_fn reference, size_t count,
                     const ct_forward_fn *kernels, ct_walk *walks) {
  float x[BLOCK], y[BLOCK];
  double expected[BLOCK];
  memset(walks, 0, count * sizeof *walks);
  uint64_t next = 0;
  for (size_t n; (n = fill(range, &next, x)) > 0;) {
    for (size_t i = 0; i < n; i++) expected[i] = reference(x[i], a, b);
    for (size_t kernel = 0; kernel < count; kernel++) {
      kernels[kernel](n, a, b, x, y);
      compare(n, x, y, expected, floor, &walks[kernel]);
    }
  }
}

void ct_walk_gradient(ct_range range, float a, float b, double floor, ct_reference_fn reference, float dy,
                      size_t count, const ct_gradient_fn *kernels, ct_walk *walks) {
  float x[BLOCK], y[BLOCK], up[BLOCK];
  double expected[BLOCK];
  memset(walks, 0, count * sizeof *walks);
  uint64_t next = 0;
  for (size_t n; (n = fill(range, &next, x)) > 0;) {
    for (size_t i = 0; i < n; i++) expected[i] = reference(x[i], a, b) * dy;
    for (size_t i = 0; i < n; i++) up[i] = dy;
    for (size_t kernel = 0; kernel < count; kernel++) {
      kernels[kernel](n, a, b, x, x, up, y);
      compare(n, x, y, expected, floor, &walks[kernel]);
    }
  }
}
