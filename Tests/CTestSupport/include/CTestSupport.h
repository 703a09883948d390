/* The inner loops of tests that go over millions of floats: in C, because tests run unoptimised
 * Swift. Measures; decides nothing. */
#ifndef CTESTSUPPORT_H
#define CTESTSUPPORT_H
#include <stddef.h>
#include <stdint.h>

#include "ct_allocations.h"

#pragma clang assume_nonnull begin

/* f(x) with parameters a and b in Double. */
typedef double (*ct_reference_fn)(double x, double a, double b);
typedef void (*ct_forward_fn)(size_t n, float a, float b, const float *x, float *y);
typedef void (*ct_gradient_fn)(size_t n, float a, float b, const float *x, const float *y, const float *dy,
                               float *dx);

/* The worst of a walk: the largest error in units of the last place of the exact value rounded once,
 * of those errors that exceed `floor` absolutely. */
typedef struct ct_walk {
  size_t compared;
  double worst;
  float at, actual;
  double expected;
} ct_walk;

/* What to walk over: every `stride`-th bit pattern that lies in low...high, and every NaN of these. */
typedef struct ct_range {
  uint32_t stride;
  float low, high;
} ct_range;

/* Compares `count` kernels of one function with its reference; walks[i] is the result of the i-th. */
void ct_walk_forward(ct_range range, float a, float b, double floor, ct_reference_fn reference, size_t count,
                     const ct_forward_fn _Nonnull *_Nonnull kernels, ct_walk *walks);

/* The same of gradient kernels, at source x = y, against dy·reference. */
void ct_walk_gradient(ct_range range, float a, float b, double floor, ct_reference_fn reference, float dy,
                      size_t count, const ct_gradient_fn _Nonnull *_Nonnull kernels, ct_walk *walks);

/* Σ a[p·a_step]·b[p·b_step] over k terms in Double, from `start`; `size` gets |start| + Σ |a||b|. */
double ct_dot(size_t k, const float *a, size_t a_step, const float *b, size_t b_step, double start, double *size);

/* The same as one chain of Floats in order of p, each step rounded once (fused) or twice. */
float ct_chain(size_t k, const float *a, size_t a_step, const float *b, size_t b_step, float start, int fused);

/* |actual - expected| in units of the last place of expected rounded to float; infinite where one is
 * NaN or infinite and the other is not the same. */
double ct_ulps(float actual, double expected);

#pragma clang assume_nonnull end
#endif
