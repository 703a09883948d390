/* Functions that are computed in double and rounded once: where a sum cancels, where an argument's own
 * rounding would be magnified, or where the tail would lose its digits among the subnormals. What comes out
 * is within 0.51 ULP wherever nothing is said.
 *
 * Half as many lanes at a time, but no correction terms: the double e^x costs about what the float
 * sigmoid in two parts does.
 */
#ifndef CK_MATH_WIDE_H
#define CK_MATH_WIDE_H
#include "ck_math.h"

#pragma STDC FP_CONTRACT OFF

typedef int64_t vl __attribute__((ext_vector_type(CK_WIDTH)));

CK_INLINE vd muladd_wide(vd a, vd b, vd c) {
#if CK_HAS_FMA
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}

/* e^x for |x| <= 700, relative 2^-36: Taylor's series to r^9/9! on |r| <= ln(2)/2. NaN stays: its low bits,
 * as those of every widened float, are 0. */
CK_INLINE vd exp_wide(vd x) {
  const vd magic = (vd)0x1.8p52; /* adding it rounds to an integer, readable in the low bits */
  vd shifted = muladd_wide(x, (vd)0x1.71547652b82fep+0, magic), k = shifted - magic;
  vd r = (x - k * (vd)0x1.62e42fefa38p-1) - k * (vd)0x1.ef35793c7673p-45;
  vd p = (vd)(1.0 / 362880);
  p = muladd_wide(p, r, (vd)(1.0 / 40320));
  p = muladd_wide(p, r, (vd)(1.0 / 5040));
  p = muladd_wide(p, r, (vd)(1.0 / 720));
  p = muladd_wide(p, r, (vd)(1.0 / 120));
  p = muladd_wide(p, r, (vd)(1.0 / 24));
  p = muladd_wide(p, r, (vd)(1.0 / 6));
  p = muladd_wide(p, r, (vd)0.5);
  p = muladd_wide(p, r, (vd)1.0);
  p = muladd_wide(p, r, (vd)1.0);
  return (vd)((vl)p + ((vl)shifted << 52)); /* p·2^k */
}

/* x where it lies in -bound...bound, else the nearer end; NaN stays. */
CK_INLINE vf limited(vf x, float bound) { return at_most(at_least(x, splat(-bound)), splat(bound)); }

/* 1/(1 + e^-x) for |x| <= 700, relative 2^-35. */
CK_INLINE vd sigmoid_wide(vd x) { return (vd)1.0 / ((vd)1.0 + exp_wide(-x)); }

/* Φ(x) = (1 + erf(x/√2))/2 for |x| <= 16, relative 2^-32, and the density φ(x) = e^(-x²/2)/√(2π).
 * Φ(-a) = e^(-a²/2)·P(t)/(a + 5) with t = (a - 5)/(a + 5) in [-1, 11/21]; P is of degree 11, by weighted
 * least squares iterated towards minimax (Lawson) in 50 digits: relative error 8e-11. */
CK_INLINE vd normal_wide(vd x, vd *density) {
  vd a = (vd)((vl)x & INT64_MAX), power = exp_wide((vd)-0.5 * a * a);
  vd reciprocal = (vd)1.0 / (a + (vd)5.0), t = (a - (vd)5.0) * reciprocal;
  vd p = (vd)-0x1.d1bb4c2c9e678p-15;
  p = muladd_wide(p, t, (vd)-0x1.71072340bbce1p-15);
  p = muladd_wide(p, t, (vd)0x1.22833f91f2791p-11);
  p = muladd_wide(p, t, (vd)-0x1.a5307ab13f7b2p-11);
  p = muladd_wide(p, t, (vd)-0x1.88de8b0f023d0p-9);
  p = muladd_wide(p, t, (vd)0x1.54b8b2a5688b8p-6);
  p = muladd_wide(p, t, (vd)-0x1.1b1b65f2ca5c7p-4);
  p = muladd_wide(p, t, (vd)0x1.51f628301967bp-3);
  p = muladd_wide(p, t, (vd)-0x1.410ed966aa293p-2);
  p = muladd_wide(p, t, (vd)0x1.fb31656c11862p-2);
  p = muladd_wide(p, t, (vd)-0x1.54ad03e9e347fp-1);
  p = muladd_wide(p, t, (vd)0x1.89d3abe1c4e2cp-1);
  vd tail = power * p * reciprocal;
  *density = power * (vd)0x1.9884533d43651p-2; /* 1/√(2π) */
  return x < (vd)0.0 ? tail : (vd)1.0 - tail;
}

/* x - tanh x: an odd polynomial below 1 (the difference would cancel), x - 1 + 2/(e^2x + 1) above. */
CK_INLINE vf vector_tanh_shrink(vf x) {
  vd w = widen(absolute(x)), u = w * w;
  vd p = (vd)-0x1.13ff9c7ed3c87p-16;
  p = muladd_wide(p, u, (vd)0x1.019fb9466fda9p-13);
  p = muladd_wide(p, u, (vd)-0x1.f51c6b8b24dcbp-12);
  p = muladd_wide(p, u, (vd)0x1.6b0434b73a285p-10);
  p = muladd_wide(p, u, (vd)-0x1.d303fa4e01a45p-9);
  p = muladd_wide(p, u, (vd)0x1.222fdc6b54fd3p-7);
  p = muladd_wide(p, u, (vd)-0x1.664aa20070498p-6);
  p = muladd_wide(p, u, (vd)0x1.ba1b741ccc3b5p-5);
  p = muladd_wide(p, u, (vd)-0x1.111110b980236p-3);
  p = muladd_wide(p, u, (vd)0x1.555555551d678p-2);
  vd e = exp_wide((vd)2.0 * widen(limited(absolute(x), 150.0f)));
  vd above = (w - (vd)1.0) + (vd)2.0 / (e + (vd)1.0);
  vf y = with_sign_of(narrow(w < (vd)1.0 ? w * u * p : above), x);
  return choose(is_nan(x), x, y);
}
#endif
