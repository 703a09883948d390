/* Elementary functions of a vector, inline: exp, log, tanh, sigmoid, softplus, e^x - 1, sine, cosine.
 *
 * Goals, in this order: every float gets an answer that is right (NaN stays NaN, limits at ±inf,
 * subnormals without flushing); the error bound at the head of each function holds on every
 * instruction set (ActivationKernelTests walks the floats); equal lanes give equal bits; speed.
 *
 * Polynomials: weighted least squares, iterated towards minimax (Lawson), in 40 digits, rounded to
 * float; the sine's and cosine's are Taylor's, in double, cut where the next term is below 2^-36.
 * Without fused multiply-add the error of 1 + t is added back (Dekker's fast two-sum), which the
 * fused form does not need to stay below 1 ULP.
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

/* e^x = 2^n·(1 + t), |x| < 200, where t = r + r²·q: returns q, the reduced argument in `r`. */
CK_INLINE vf exp_reduced(vf x, vi *n, vf *r) {
  const vf magic = splat(0x1.8p23f); /* adding it rounds to an integer, readable in the low bits */
  vf k = muladd(x, splat(0x1.715476p+0f), magic);
  *n = (vi)k - (vi)magic;
  k -= magic;
  *r = muladd(k, splat(-CK_LN2_LOW), muladd(k, splat(-CK_LN2_HIGH), x));
  vf q = splat(0x1.a1c044p-13f);
  q = muladd(q, *r, splat(0x1.6d9e28p-10f));
  q = muladd(q, *r, splat(0x1.111076p-7f));
  q = muladd(q, *r, splat(0x1.555478p-5f));
  q = muladd(q, *r, splat(0x1.555556p-3f));
  q = muladd(q, *r, splat(0x1p-1f));
  return q;
}

/* 1 + t, and what its rounding lost. */
CK_INLINE vf one_plus(vf t, vf *lost) {
  vf sum = splat(1.0f) + t;
  *lost = t - (sum - splat(1.0f));
  return sum;
}

/* 1 + t of the reduced argument, within 1 ULP. */
CK_INLINE vf exp_mantissa(vf x, vi *n) {
  vf r, q = exp_reduced(x, n, &r);
#if CK_HAS_FMA
  return splat(1.0f) + muladd(r * r, q, r);
#else
  vf lost, sum = one_plus(r, &lost);
  return sum + (r * r * q + lost);
#endif
}

/* e^x, 1 ULP. */
CK_INLINE vf vector_exp(vf x) {
  vi n;
  vf clamped = at_most(at_least(x, splat(-120.0f)), splat(100.0f));
  vf p = exp_mantissa(clamped, &n);
  return scale_by_power(p, n);
}

/* e^x - 1 for x <= 0 (for larger x right as long as e^x is finite), 0.9 ULP. */
CK_INLINE vf vector_expm1(vf x) {
  vi n;
  vf r, clamped = at_most(at_least(x, splat(-60.0f)), splat(88.0f));
  vf q = exp_reduced(clamped, &n, &r);
  vf power = power_of_two(n);
  vf t = muladd_exact(r * r, q, r);
  return muladd_exact(power, t, power - splat(1.0f));
}

/* (log(1 + f) - f + f²/2) / f³ for f in [√½ - 1, √2 - 1]. */
CK_INLINE vf log_polynomial(vf f) {
  vf p = splat(0x1.144220p-4f);
  p = muladd(p, f, splat(-0x1.de335ap-4f));
  p = muladd(p, f, splat(0x1.e6f4e4p-4f));
  p = muladd(p, f, splat(-0x1.fc23c0p-4f));
  p = muladd(p, f, splat(0x1.23373ep-3f));
  p = muladd(p, f, splat(-0x1.555c40p-3f));
  p = muladd(p, f, splat(0x1.99a4b6p-3f));
  p = muladd(p, f, splat(-0x1.000006p-2f));
  return muladd(p, f, splat(0x1.555548p-2f));
}

/* log x, 1 ULP; 0 gives -inf, a negative number NaN. */
CK_INLINE vf vector_log(vf x) {
  vi subnormal = x < splat(0x1p-126f);
  vi pattern = (vi)choose(subnormal, x * splat(0x1p23f), x);
  vi exponent = (pattern - 0x3f3504f3) >> 23; /* so that the mantissa lies in [√½, √2) */
  vf f = (vf)(pattern - (exponent << 23)) - splat(1.0f);
  vf e = __builtin_convertvector(exponent - (subnormal & 23), vf);
  vf t = f * f * muladd(f, log_polynomial(f), splat(-0.5f)); /* log(1 + f) = f + t */
  vf high = e * splat(CK_LN2_HIGH), sum = high + f, lost = f - (sum - high);
  vf y = sum + (lost + muladd(e, splat(CK_LN2_LOW), t));
  y = choose(x == splat(__builtin_inff()), x, y);
  y = choose(x == splat(0.0f), splat(-__builtin_inff()), y);
  return choose((x < splat(0.0f)) | is_nan(x), splat(__builtin_nanf("")), y);
}

/* tanh x, 1 ULP: an odd polynomial below 1, 1 - 2/(e^2x + 1) above. */
CK_INLINE vf vector_tanh(vf x) {
  vf a = absolute(x), u = a * a;
  vf p = splat(0x1.fd7c38p-14f);
  p = muladd(p, u, splat(-0x1.b8ff8ap-11f));
  p = muladd(p, u, splat(0x1.93847cp-9f));
  p = muladd(p, u, splat(-0x1.19a50cp-7f));
  p = muladd(p, u, splat(0x1.64ebc8p-6f));
  p = muladd(p, u, splat(-0x1.b9fbdap-5f));
  p = muladd(p, u, splat(0x1.11105ep-3f));
  p = muladd(p, u, splat(-0x1.555552p-2f));
  vf below = muladd_exact(a * u, p, a);
  vi n;
  vf clamped = at_most(a, splat(10.0f)); /* tanh 10 rounds to 1 */
  vf e = exp_mantissa(clamped + clamped, &n);
  e = (vf)((vi)e + (n << 23));
  vf above = splat(1.0f) - splat(2.0f) / (e + splat(1.0f));
  vf y = with_sign_of(choose(a < splat(1.0f), below, above), x);
  return choose(is_nan(x), x, y);
}

/* e^-a in two parts for a in [0, 110]. */
CK_INLINE vf exp_minus_in_parts(vf a, vf *low) {
  vi n;
  vf r, q = exp_reduced(-a, &n, &r), lost, sum = one_plus(r, &lost);
  vf rest = muladd(r * r, q, lost), high = sum + rest;
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
  vf cubic = square * f * log_polynomial(f);
  vf start = f - half * square, start_low = (f - start) - half * square; /* f - f²/2 without loss */
  vf high = choose(big, splat(CK_LN2_HIGH), splat(0.0f)), sum = high + start;
  vf lost = choose(big, start - (sum - high), splat(0.0f));
  vf small = cubic + (f_low + (start_low - half * square_low));
  *low = lost + (choose(big, splat(CK_LN2_LOW), splat(0.0f)) + small);
  return sum;
}

/* log(1 + e^x) = max(x, 0) + log(1 + e^-|x|). */
CK_INLINE vf vector_softplus(vf x) {
  vf e_low, e = exp_minus_in_parts(at_most(absolute(x), splat(110.0f)), &e_low);
  vf low, s = log1p_in_parts(e, e_low, &low);
  vf positive = at_least(x, splat(0.0f));
  vf sum = positive + s, part = sum - positive;
  vf lost = (positive - (sum - part)) + (s - part);
  vf y = sum + (lost + low);
  return choose((x == splat(__builtin_inff())) | is_nan(x), x, y);
}

/* 2/π, its first 224 bits after the point. */
static const uint32_t ck_two_over_pi[8] = {0,          0xa2f9836e, 0x4e441529, 0xfc2757d1,
                                           0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab};

/* The 32 bits of 2/π that begin `at` bits after the point (at >= -32). */
CK_INLINE uint32_t two_over_pi_word(int at) {
  uint32_t shift = (uint32_t)(at + 32), word = shift / 32;
  uint64_t pair = (uint64_t)ck_two_over_pi[word] << 32 | (word < 7 ? ck_two_over_pi[word + 1] : 0);
  return (uint32_t)(pair << (shift % 32) >> 32);
}

/* x = quadrant·π/2 + result for a finite float |x| >= 2^20 (Payne and Hanek 1983): x is m·2^e, and of
 * m·2^e·2/π only the bits of weight 2^1 to 2^-62 are computed; those above are whole turns. */
static inline double reduce_huge(float x, int32_t *quadrant) {
  uint32_t pattern;
  memcpy(&pattern, &x, sizeof pattern);
  uint64_t m = (pattern & 0x7fffff) | 0x800000;
  int e = (int)(pattern >> 23 & 255) - 150; /* >= -3 here */
  uint64_t high = (uint64_t)two_over_pi_word(e - 2) << 32 | two_over_pi_word(e + 30);
  uint64_t turns = m * high + (m * two_over_pi_word(e + 62) >> 32); /* in 2^-62 quarter turns */
  uint64_t nearest = (turns + ((uint64_t)1 << 61)) >> 62;
  double r = (double)(int64_t)(turns - (nearest << 62)) * (0x1.921fb54442d18p+0 * 0x1p-62);
  int negative = (int)(pattern >> 31);
  *quadrant = negative ? -(int32_t)nearest : (int32_t)nearest;
  return negative ? -r : r;
}

/* x = quadrant·π/2 + result, |result| <= π/4 (a little more). */
CK_INLINE vd reduce_angle(vf x, vi *quadrant) {
  const float limit = 0x1p20f; /* below it k·(π/2's first 33 bits) is exact */
  vi huge = absolute(x) >= splat(limit);
  vd wide = widen(choose(huge | is_nan(x), splat(0.0f), x));
  const vd magic = (vd)0x1.8p52;
  vd k = (wide * (vd)0x1.45f306dc9c883p-1 + magic) - magic;
  vd r = (wide - k * (vd)0x1.921fb544p+0) - k * (vd)0x1.0b4611a626331p-34;
  *quadrant = __builtin_convertvector(k, vi);
  if (bits(huge)) {
    for (int lane = 0; lane < VL; lane++) {
      if (!(absolute(x)[lane] >= limit && x[lane] - x[lane] == 0.0f)) continue;
      int32_t q;
      r[lane] = reduce_huge(x[lane], &q);
      (*quadrant)[lane] = q;
    }
  }
  return r;
}

/* sin(x + turns·π/2) for turns 0 or 1, in double, rounded once; ±inf gives NaN. 0.51 ULP. */
CK_INLINE vf vector_sine(vf x, int turns) {
  vi quadrant;
  vd r = reduce_angle(x, &quadrant), u = r * r;
  quadrant += turns;
  vd s = (vd)(-1.0 / 39916800);
  s = s * u + (vd)(1.0 / 362880);
  s = s * u - (vd)(1.0 / 5040);
  s = s * u + (vd)(1.0 / 120);
  s = s * u - (vd)(1.0 / 6);
  vf sine = narrow(r * ((vd)1.0 + u * s)); /* a product: sin -0 is -0 */
  vd c = (vd)(1.0 / 479001600);
  c = c * u - (vd)(1.0 / 3628800);
  c = c * u + (vd)(1.0 / 40320);
  c = c * u - (vd)(1.0 / 720);
  c = c * u + (vd)(1.0 / 24);
  c = c * u - (vd)0.5;
  vf cosine = narrow((vd)1.0 + u * c);
  vf y = choose((quadrant & 1) != 0, cosine, sine);
  y = (vf)((vi)y ^ ((quadrant & 2) << 30));
  return choose(absolute(x) < splat(__builtin_inff()), y, x - x);
}
#endif
