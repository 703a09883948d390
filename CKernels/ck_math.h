/* Elementary functions of a vector, inline: exp, expm1, log, log1p, tanh, sigmoid, softplus, erf.
 *
 * Goals, in this order: every float gets an answer that is right (NaN stays NaN, limits at ±inf,
 * subnormals without flushing); at most 1 ULP of error on every instruction set (`make ulp` looks at all
 * floats, ActivationKernelTests at every 257th); equal lanes give equal bits; speed.
 *
 * Polynomials: weighted least squares, iterated towards minimax (Lawson), in 40 digits, rounded to float. Without
 * fused multiply-add the error of 1 + t is added back (Dekker's fast two-sum), which the fused form does not
 * need to stay below 1 ULP.
 *
 * Measured: the largest error over all 2^32 floats, in units of the last place of the exact value (`make ulp`; AVX2
 * and AVX-512 give the same bits), and nanoseconds per element on a Zen 4 at 3.4 GHz, operands in L1, beside
 * SLEEF 3.5 u10 in turn (Benchmarks/c/elementwise_peers.c).
 *
 *              ULP without FMA   with   AVX-512   SLEEF    AVX2   SLEEF
 *   exp              0.78        0.999   0.21     0.32     0.39    0.63
 *   expm1            0.98        0.98    0.35     1.26     0.54    1.88
 *   log              0.86        0.85    0.43     0.55     0.65    1.16
 *   log1p            0.93        0.93    0.51     0.78     0.79    1.24
 *   tanh             0.94        0.94    0.40     1.51     0.58    2.34
 *   sigmoid          0.80        0.80    0.57              0.91
 *   softplus         0.88        0.88    1.01              1.57
 *   erf              0.90        0.82    0.46     2.36     0.80    3.77
 *   sin, |x| <= 10^4 0.50        0.88    0.36     0.57     0.57    0.96
 *   cos, |x| <= 10^4 0.50        0.88    0.36     0.71     0.56    1.23
 */
#ifndef CK_MATH_H
#define CK_MATH_H
#include "ck_simd.h"

#pragma STDC FP_CONTRACT OFF

/* ln 2 in two parts: the first has 15 bits, so its product with an exponent is exact. */
#define CK_LN2_HIGH 0x1.62e4p-1f
#define CK_LN2_LOW 0x1.7f7d1cp-20f

CK_INLINE vf power_of_two(vi n) { return (vf)((n + 127) << 23); }

/* p·2^n for n in [-252, 254]: the first factor is exact, so a subnormal result is rounded once. */
CK_INLINE vf scale_by_power(vf p, vi n) {
#if defined(CK_MASK_AVX512)
  return (vf)_mm512_scalef_ps((__m512)p, _mm512_cvtepi32_ps((__m512i)n));
#else
  vi half = n >> 1;
  return p * power_of_two(half) * power_of_two(n - half);
#endif
}

/* c1·x + c0. Polynomials are sums of such pairs over x², which costs no more than Horner's scheme where x² is
 * there anyway, and a chain half as long: the scheduler cannot look far enough ahead to hide the long one. */
CK_INLINE vf pair(float c1, float c0, vf x) { return muladd(splat(c1), x, splat(c0)); }

/* x/ln 2 rounded, plus 1.5·2^23: the number stands in the low bits. */
#define CK_MAGIC 0x1.8p23f
CK_INLINE vf steps_of(vf x) { return muladd(x, splat(0x1.715476p+0f), splat(CK_MAGIC)); }

/* e^x = 2^n·(1 + t), |x| < 200, where t = r + r²·q: returns q, the reduced argument in `r`, its square. */
CK_INLINE vf exp_reduced_by(vf steps, vf x, vi *n, vf *r, vf *square) {
  *n = (vi)steps - (vi)splat(CK_MAGIC);
  vf k = steps - splat(CK_MAGIC);
  *r = muladd(k, splat(-CK_LN2_LOW), muladd(k, splat(-CK_LN2_HIGH), x));
  *square = *r * *r;
  vf q = muladd(pair(0x1.ae31eep-13f, 0x1.6d6dbep-10f, *r), *square, pair(0x1.110864p-7f, 0x1.5554ccp-5f, *r));
  return muladd(q, *square, pair(0x1.55555ap-3f, 0x1p-1f, *r));
}
CK_INLINE vf exp_reduced(vf x, vi *n, vf *r, vf *square) { return exp_reduced_by(steps_of(x), x, n, r, square); }

/* 1 + t, and what its rounding lost. */
CK_INLINE vf one_plus(vf t, vf *lost) {
  vf sum = splat(1.0f) + t;
  *lost = t - (sum - splat(1.0f));
  return sum;
}

/* 1 + t of the reduced argument, within 1 ULP. */
CK_INLINE vf exp_mantissa(vf x, vi *n) {
  vf r, square, q = exp_reduced(x, n, &r, &square);
#if CK_HAS_FMA
  return splat(1.0f) + muladd(square, q, r);
#else
  vf lost, sum = one_plus(r, &lost);
  return sum + (square * q + lost);
#endif
}

/* e^x, 1 ULP. */
CK_INLINE vf vector_exp(vf x) {
  vi n;
  vf clamped = at_most(at_least(x, splat(-120.0f)), splat(100.0f));
  vf p = exp_mantissa(clamped, &n);
  return scale_by_power(p, n);
}

/* e^x - 1, 1 ULP. Next to 0 the exponent is 0 for longer than rounding would have it: 2^n·t - (1 - 2^n) cancels.
 * From 2^24.5 on, where power - 1 would be rounded, the 1 is taken off the mantissa; there all is in halves,
 * since 2^128 is no float. */
CK_INLINE vf vector_expm1(vf x) {
  vi n;
  vf r, square, clamped = at_most(at_least(x, splat(-60.0f)), splat(89.0f));
  vf steps = choose(absolute(x) < splat(0.41f), splat(CK_MAGIC), steps_of(clamped));
  vf q = exp_reduced_by(steps, clamped, &n, &r, &square);
  vi large = n > 24;
  vf power = power_of_two(n + large), two = (vf)((vi)power_of_two(-n - large) & large);
  vf less = r + muladd(square, q, two * splat(-0.5f)), t = choose(large, less, muladd_exact(square, q, r));
  vf y = muladd_exact(power, t, choose(large, power, power - splat(1.0f)));
  return with_sign_of(y * choose(large, splat(2.0f), splat(1.0f)), x);
}

/* (log(1 + f) - f + f²/2) / f³ for f in [√½ - 1, √2 - 1]. */
CK_INLINE vf log_polynomial(vf f, vf square) {
  vf p = muladd(splat(0x1.144220p-4f), square, pair(-0x1.de335ap-4f, 0x1.e6f4e4p-4f, f));
  p = muladd(p, square, pair(-0x1.fc23c0p-4f, 0x1.23373ep-3f, f));
  p = muladd(p, square, pair(-0x1.555c40p-3f, 0x1.99a4b6p-3f, f));
  return muladd(p, square, pair(-0x1.000006p-2f, 0x1.555548p-2f, f));
}

/* log(1 + f) - f. */
CK_INLINE vf log_beyond_first(vf f) {
  vf square = f * f;
  return square * muladd(f, log_polynomial(f, square), splat(-0.5f));
}

/* e·log 2 + f + rest. */
CK_INLINE vf log_sum(vf e, vf f, vf rest) {
  vf high = e * splat(CK_LN2_HIGH), sum = high + f, lost = f - (sum - high);
  return sum + (lost + muladd(e, splat(CK_LN2_LOW), rest));
}

/* y, which was computed for positive finite u, where u is one; the logarithm's limits elsewhere. */
CK_INLINE vf log_limits(vf u, vf y) {
  y = choose(u == splat(__builtin_inff()), u, y);
  y = choose(u == splat(0.0f), splat(-__builtin_inff()), y);
  return choose((u < splat(0.0f)) | is_nan(u), splat(__builtin_nanf("")), y);
}

#define CK_ROOT_HALF 0x3f3504f3 /* the pattern of √½: mantissas are taken from [√½, √2) */

/* log x, 1 ULP; 0 gives -inf, a negative number NaN. */
CK_INLINE vf vector_log(vf x) {
  vi subnormal = x < splat(0x1p-126f);
  vi pattern = (vi)choose(subnormal, x * splat(0x1p23f), x);
  vi exponent = (pattern - CK_ROOT_HALF) >> 23;
  vf f = (vf)(pattern - (exponent << 23)) - splat(1.0f);
  vf e = __builtin_convertvector(exponent - (subnormal & 23), vf);
  return log_limits(x, log_sum(e, f, log_beyond_first(f)));
}

/* log(1 + x), 1 ULP; -1 gives -inf, less NaN. What the rounding of 1 + x lost counts times the logarithm's
 * slope there, 1/(1 + f), for which a parabola within 1 % is enough; where 1 + x needs no power of two,
 * f is x itself. */
CK_INLINE vf vector_log1p(vf x) {
  const vf one = splat(1.0f);
  vf larger = at_least(x, one), u = larger + at_most(x, one), lost = at_most(x, one) - (u - larger);
  vi exponent = ((vi)u - CK_ROOT_HALF) >> 23, shift = exponent << 23;
  vi plain = exponent == 0;
  vf f = choose(plain, x, (vf)((vi)u - shift) - one);
  vf quarter = muladd(muladd(f, splat(0x1.f10ce2p-3f), splat(-0x1.1694a0p-2f)), f, splat(0x1.007526p-2f));
  vf rest = lost * quarter * (vf)(0x40800000 - shift); /* 4·2^-e is a number for every e */
  rest = log_beyond_first(f) + choose(plain, splat(0.0f), rest);
  return with_sign_of(log_limits(u, log_sum(__builtin_convertvector(exponent, vf), f, rest)), x);
}

/* (e^2a + 1)/2 for a in [0.6, 8.7]: 2^n·(1/2 + h) + 1/2, where |a - n·(ln 2)/2| <= (ln 2)/4 keeps h small. */
CK_INLINE vf half_of_exp_plus_one(vf a) {
  vf k = muladd(a, splat(0x1.715476p+1f), splat(CK_MAGIC));
  vf power = (vf)(((vi)k << 23) + 0x3f800000);
  k -= splat(CK_MAGIC);
#if CK_HAS_FMA
  vf r = muladd(k, splat(-0x1.62e430p-2f), a); /* k is small: one part of ln 2 is enough */
#else
  vf r = (a - k * splat(0.5f * CK_LN2_HIGH)) - k * splat(0.5f * CK_LN2_LOW);
#endif
  vf square = r * r, q = muladd(splat(0x1.6a4e54p-5f), square, pair(0x1.123e46p-3f, 0x1.5558b6p-2f, r));
  vf h = muladd(muladd(q, square, pair(0x1.55548cp-1f, 0x1.fffffcp-1f, r)), square, r);
  return muladd(power, h, muladd(power, splat(0.5f), splat(0.5f)));
}

/* tanh x, 1 ULP: an odd polynomial below 0.625, (d - 1)/d with d = (e^2x + 1)/2 above, where d - 1 is exact up to
 * 8.66; there it is 1 - 2^-24, and 1 from 9.01 on. */
CK_INLINE vf vector_tanh(vf x) {
  const vf one = splat(1.0f);
  vf a = absolute(x), u = a * a;
  vf p = muladd(splat(-0x1.750950p-8f), u, splat(0x1.51f7eap-6f));
  p = muladd(p, u, splat(-0x1.b83592p-5f));
  p = muladd(p, u, splat(0x1.1106f6p-3f));
  p = muladd(p, u, splat(-0x1.555532p-2f));
  vf below = muladd_exact(a * u, p, a);
  vf d = half_of_exp_plus_one(at_most(a, splat(8.66f)));
  vf above = choose(a > splat(9.01f), one, (d - one) / d);
  return with_sign_of(choose(a < splat(0.625f), below, above), x);
}

/* e^-a in two parts for a in [0, 110]. */
CK_INLINE vf exp_minus_in_parts(vf a, vf *low) {
  vi n;
  vf r, square, q = exp_reduced(-a, &n, &r, &square), lost, sum = one_plus(r, &lost);
  vf rest = muladd(square, q, lost), high = sum + rest;
  *low = scale_by_power(rest - (high - sum), n);
  return scale_by_power(high, n);
}

/* 1/(1 + e^-x), 1 ULP: numerator and denominator in two parts, one correction of the quotient. */
CK_INLINE vf vector_sigmoid(vf x) {
  vf low, e = exp_minus_in_parts(at_most(absolute(x), splat(110.0f)), &low);
  vf lost, d = splat(1.0f) + e;
  lost = (e - (d - splat(1.0f))) + low;
  vi negative = x < splat(0.0f);
  vf numerator = choose(negative, e, splat(1.0f));
  vf numerator_low = choose(negative, low, splat(0.0f));
  vf reciprocal = splat(1.0f) / d, q = numerator * reciprocal;
  vf rest = muladd_exact(-q, d, numerator) + muladd(-q, lost, numerator_low);
  return choose(is_nan(x), x, muladd(rest, reciprocal, q));
}

/* log(1 + e) for e = high + low in [0, 1], as a sum in two parts. */
CK_INLINE vf log1p_in_parts(vf e, vf e_low, vf *low) {
  const vf half = splat(0.5f);
  vi big = e > splat(0.41421356f); /* then log 2 + log((1 + e)/2) */
  vf halved = muladd_exact(e, half, -half);
  vf f = choose(big, halved, e);
  vf f_low = choose(big, muladd_exact(e, half, -half - halved) + e_low * half, e_low);
  vf square = f * f, square_low = muladd_exact(f, f, -square);
  vf cubic = square * f * log_polynomial(f, square);
  vf start = f - half * square, start_low = (f - start) - half * square; /* f - f²/2 without loss */
  vf high = choose(big, splat(CK_LN2_HIGH), splat(0.0f)), sum = high + start;
  vf lost = choose(big, start - (sum - high), splat(0.0f));
  vf small = cubic + (f_low + (start_low - half * square_low));
  *low = lost + (choose(big, splat(CK_LN2_LOW), splat(0.0f)) + small);
  return sum;
}

/* log(1 + e^x) = max(x, 0) + log(1 + e^-|x|), 1 ULP. */
CK_INLINE vf vector_softplus(vf x) {
  vf e_low, e = exp_minus_in_parts(at_most(absolute(x), splat(110.0f)), &e_low);
  vf low, s = log1p_in_parts(e, e_low, &low);
  vf positive = at_least(x, splat(0.0f));
  vf sum = positive + s, part = sum - positive;
  vf lost = (positive - (sum - part)) + (s - part);
  vf y = sum + (lost + low);
  return choose((x == splat(__builtin_inff())) | is_nan(x), x, y);
}

/* 2^-r for |r| <= 1/2, relative 2^-24 with the roundings. */
CK_INLINE vf power_of_half(vf r) {
  vf square = r * r;
  vf p = muladd(pair(0x1.444b90p-13f, -0x1.5f0c46p-10f, r), square, pair(0x1.3b2a26p-7f, -0x1.c6af76p-5f, r));
  p = muladd(p, square, pair(0x1.ebfbe0p-3f, -0x1.62e430p-1f, r));
  return muladd(p, r, splat(1.0f));
}

/* erfc(a) for a in [0.8125, 4] as 2^-(c + t·s), t = a - 0.8125, s a polynomial in t: the whole number next to
 * the exponent is taken off c, so that the sum is rounded when it is small. */
#define CK_ERF_SEAM 0.8125f
CK_INLINE vf erfc_above_seam(vf a) {
  const vf c = splat(0x1.ff3584p+0f), magic = splat(CK_MAGIC);
  vf t = a - splat(CK_ERF_SEAM), square = t * t;
  vf s = muladd(pair(-0x1.386532p-12f, 0x1.945c5cp-9f, t), square, pair(-0x1.191d98p-6f, 0x1.260470p-4f, t));
  s = muladd(s, square, pair(0x1.2dec62p+0f, 0x1.adccfap+1f, t));
  vf k = muladd(s, t, c) + magic;
  vi n = (vi)k - (vi)magic;
  return power_of_half(muladd(s, t, c - (k - magic))) * power_of_two(-n);
}

/* erf x, 1 ULP: x + x·p(x²) below the seam, 1 - erfc above; from 3.92 on it rounds to 1. */
CK_INLINE vf vector_erf(vf x) {
  vf a = absolute(x), u = a * a;
  vf p = muladd(splat(-0x1.550b52p-11f), u, splat(0x1.4d0534p-8f));
  p = muladd(p, u, splat(-0x1.b7698ep-6f));
  p = muladd(p, u, splat(0x1.ce2800p-4f));
  p = muladd(p, u, splat(-0x1.812730p-2f));
  p = muladd_exact(p, u, splat(0x1.06eba8p-3f));
  vf below = muladd_exact(a, p, a);
  vf above = splat(1.0f) - erfc_above_seam(at_most(a, splat(4.0f)));
  return with_sign_of(choose(a < splat(CK_ERF_SEAM), below, above), x);
}
#endif
