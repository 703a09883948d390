/* Sine and cosine of a vector.
 *
 * Angles   below 2^14 are reduced in float with fused multiply-add, π/2 in three parts; all others, and all
 *          where nothing is fused, in double; from 2^20 on lane by lane with the digits of 2/π that count.
 * Series   in float minimax (as in ck_math.h); in double Taylor's, cut where the next term is below 2^-36.
 * Traded   a vector with a large angle in it is computed in both ways: such angles are rare.
 */
#ifndef CK_MATH_ANGLE_H
#define CK_MATH_ANGLE_H
#include "ck_math.h"

#pragma STDC FP_CONTRACT OFF

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
CK_INLINE vf sine_in_double(vf x, int turns) {
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

/* sin r = r + r·u·sine_series(u) and cos r = 1 + u·cosine_series(u) for u = r², |r| <= π/4. */
CK_INLINE vf sine_series(vf u) {
  vf s = splat(-0x1.9951b4p-13f);
  s = muladd(s, u, splat(0x1.110774p-7f));
  return muladd(s, u, splat(-0x1.555546p-3f));
}
CK_INLINE vf cosine_series(vf u) {
  vf c = splat(0x1.99e0eap-16f);
  c = muladd(c, u, splat(-0x1.6c0c1ap-10f));
  c = muladd(c, u, splat(0x1.55554ap-5f));
  return muladd(c, u, splat(-0.5f));
}

#if CK_HAS_FMA
/* Not inlined: the loops around it keep their registers. */
static __attribute__((noinline)) void sine_of_large(int turns, const float *x, float *y) {
  store_full(y, sine_in_double(load_full(x), turns));
}

/* a = quadrant·π/2 + result + low for a in [0, 2^14). π/2 = p1 - p2 + p3, 2^-63 beyond: k·p1 is fused, p2 has
 * 10 bits and k 14, so that what is subtracted is exact; what rounds is the sum, and its loss goes to `low`. */
CK_INLINE vf reduce_small_angle(vf a, vi *quadrant, vf *low) {
  const vf magic = splat(0x1.8p23f), second = splat(0x1.778p-25f), third = splat(-0x1.68c234p-39f);
  vf k = muladd(a, splat(0x1.45f306p-1f), magic);
  *quadrant = (vi)k;
  k -= magic;
  vf first = muladd(k, splat(-0x1.921fb6p+0f), a), r = muladd(k, second, first);
  *low = muladd(k, third, muladd(k, second, first - r));
  return r;
}

/* sin(x + turns·π/2) for turns 0 or 1; ±inf gives NaN. 1 ULP. */
CK_INLINE vf vector_sine(vf x, int turns) {
  vf a = absolute(x), low;
  vi quadrant;
  vf r = reduce_small_angle(a, &quadrant, &low), u = muladd(r, r, r * (low + low));
  vf s = sine_series(u), c = cosine_series(u);
  quadrant += turns;
  vf y = choose((quadrant & 1) != 0, muladd(c, u, splat(1.0f)), r + muladd(r * u, s, low));
  y = (vf)((vi)y ^ ((quadrant & 2) << 30));
  if (turns == 0) y = (vf)((vi)y ^ ((vi)x & (int32_t)0x80000000));
  vi large = a >= splat(0x1p14f);
  if (__builtin_expect(bits(large) != 0, 0)) {
    float angles[CK_WIDTH], sines[CK_WIDTH];
    store_full(angles, x);
    sine_of_large(turns, angles, sines);
    y = choose(large, load_full(sines), y);
  }
  return y;
}
#else
CK_INLINE vf vector_sine(vf x, int turns) { return sine_in_double(x, turns); }
#endif
#endif
