/* The vector vocabulary: what the bodies may say about vectors, once per instruction set.
 *
 * A file isa_*.c defines CK_WIDTH (floats in a vector), CK_HAS_FMA and one of CK_MASK_AVX512,
 * CK_MASK_AVX2 or neither, then includes this and the bodies. Vectors are ext_vector_type, so
 * + - * / < and ?: are the language's own; only masked access and bit masks need intrinsics.
 *
 * The rule that gives equal bits everywhere: a tail is the body's arithmetic on a vector whose last
 * lanes are not stored. So loads and stores take the number of lanes, and CK_SWEEP runs one body
 * with `lanes` a constant, then once more with what is left.
 */
#ifndef CK_SIMD_H
#define CK_SIMD_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF
/* Vectors wider than a register have no settled calling convention: every function here that takes
 * one is inlined, so none is needed. */
#pragma clang diagnostic ignored "-Wpsabi"

#define CK_INLINE static inline __attribute__((always_inline))
#define CK_UNROLL _Pragma("clang loop unroll(full)")

enum { VL = CK_WIDTH };
typedef float vf __attribute__((ext_vector_type(CK_WIDTH)));
typedef int32_t vi __attribute__((ext_vector_type(CK_WIDTH)));
typedef double vd __attribute__((ext_vector_type(CK_WIDTH)));

/* A cast, not `(vf){} + x`: the cast is one broadcast, the sum a broadcast and an add. */
CK_INLINE vf splat(float x) { return (vf)x; }

CK_INLINE vf load_full(const float *p) {
  vf v;
  memcpy(&v, p, sizeof v);
  return v;
}
CK_INLINE void store_full(float *p, vf v) { memcpy(p, &v, sizeof v); }

/* The first `lanes` floats (1...VL) at p, zeros behind them; nothing beyond is touched. */
CK_INLINE vf load(const float *p, size_t lanes);
CK_INLINE void store(float *p, vf v, size_t lanes);
/* One bit per lane of a comparison's result. */
CK_INLINE uint32_t bits(vi mask);
/* Lane i is lane from[i] of v; by way of memory unless CK_HAS_PERMUTE. */
CK_INLINE vf permute(vf v, vi from);

#if defined(CK_MASK_AVX512)
CK_INLINE __mmask16 lane_mask(size_t lanes) { return (__mmask16)((1u << lanes) - 1); }
CK_INLINE vf load(const float *p, size_t lanes) {
  return lanes == VL ? load_full(p) : (vf)_mm512_maskz_loadu_ps(lane_mask(lanes), p);
}
CK_INLINE void store(float *p, vf v, size_t lanes) {
  if (lanes == VL) store_full(p, v);
  else _mm512_mask_storeu_ps(p, lane_mask(lanes), (__m512)v);
}
CK_INLINE uint32_t bits(vi mask) { return _mm512_movepi32_mask((__m512i)mask); }
#define CK_HAS_PERMUTE 1
CK_INLINE vf permute(vf v, vi from) { return (vf)_mm512_permutexvar_ps((__m512i)from, (__m512)v); }

#elif defined(CK_MASK_AVX2)
static const int32_t ck_lane_masks[2 * CK_WIDTH] = {-1, -1, -1, -1, -1, -1, -1, -1};
CK_INLINE __m256i lane_mask(size_t lanes) {
  return _mm256_loadu_si256((const __m256i *)(ck_lane_masks + VL - lanes));
}
CK_INLINE vf load(const float *p, size_t lanes) {
  return lanes == VL ? load_full(p) : (vf)_mm256_maskload_ps(p, lane_mask(lanes));
}
CK_INLINE void store(float *p, vf v, size_t lanes) {
  if (lanes == VL) {
    store_full(p, v);
    return;
  }
  /* Not the masked store, which takes a dozen cycles on some CPUs. */
  __m128 part = _mm256_castps256_ps128((__m256)v);
  if (lanes & 4) {
    _mm_storeu_ps(p, part);
    part = _mm256_extractf128_ps((__m256)v, 1);
    p += 4;
  }
  if (lanes & 2) {
    _mm_storel_pi((__m64 *)p, part);
    part = _mm_movehl_ps(part, part);
    p += 2;
  }
  if (lanes & 1) _mm_store_ss(p, part);
}
CK_INLINE uint32_t bits(vi mask) { return (uint32_t)_mm256_movemask_ps((__m256)mask); }
#define CK_HAS_PERMUTE 1
CK_INLINE vf permute(vf v, vi from) { return (vf)_mm256_permutevar8x32_ps((__m256)v, (__m256i)from); }

#else
/* Four lanes without masks: one, two or three scalar moves. */
#define CK_HAS_PERMUTE 0
CK_INLINE vf load(const float *p, size_t lanes) {
  if (lanes == VL) return load_full(p);
  vf v = (vf)0.0f;
  v[0] = p[0];
  if (lanes > 1) v[1] = p[1];
  if (lanes > 2) v[2] = p[2];
  return v;
}
CK_INLINE void store(float *p, vf v, size_t lanes) {
  if (lanes == VL) {
    store_full(p, v);
    return;
  }
  p[0] = v[0];
  if (lanes > 1) p[1] = v[1];
  if (lanes > 2) p[2] = v[2];
}
CK_INLINE uint32_t bits(vi mask) {
  uint32_t result = 0;
  CK_UNROLL for (int i = 0; i < VL; i++) result |= (uint32_t)(mask[i] & 1) << i;
  return result;
}
#endif

#if !CK_HAS_PERMUTE
CK_INLINE vf permute(vf v, vi from) {
  float all[CK_WIDTH];
  store_full(all, v);
  CK_UNROLL for (int i = 0; i < VL; i++) v[i] = all[from[i] & (VL - 1)];
  return v;
}
#endif
/* Lane i of x in every lane. */
CK_INLINE vf lane(vf x, size_t i) { return permute(x, (vi)(int32_t)i); }

/* BODY for every vector of n elements: it sees the index i and the number of `lanes`. */
#define CK_SWEEP(n, ...)                                                                           \
  do {                                                                                             \
    size_t i = 0;                                                                                  \
    for (; i + VL <= (n); i += VL) {                                                               \
      const size_t lanes = VL;                                                                     \
      __VA_ARGS__                                                                                  \
    }                                                                                              \
    if (i < (n)) {                                                                                 \
      const size_t lanes = (n) - i;                                                                \
      __builtin_assume(lanes < VL);                                                                \
      __VA_ARGS__                                                                                  \
    }                                                                                              \
  } while (0)

/* a·b + c: one rounding where the set has the instruction, else two. */
CK_INLINE vf muladd(vf a, vf b, vf c) {
#if CK_HAS_FMA
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}

/* a·b + c with one rounding on every set (or two, of which the first is in double): for the few
 * places whose accuracy rests on it. */
CK_INLINE vf muladd_exact(vf a, vf b, vf c) {
#if CK_HAS_FMA
  return __builtin_elementwise_fma(a, b, c);
#else
  vd wide = __builtin_convertvector(a, vd) * __builtin_convertvector(b, vd) + __builtin_convertvector(c, vd);
  return __builtin_convertvector(wide, vf);
#endif
}

CK_INLINE vf choose(vi mask, vf a, vf b) { return mask ? a : b; }
CK_INLINE vi is_nan(vf x) { return x != x; }
CK_INLINE vf absolute(vf x) { return (vf)((vi)x & 0x7fffffff); }
CK_INLINE vf with_sign_of(vf magnitude, vf sign) {
  return (vf)(((vi)magnitude & 0x7fffffff) | ((vi)sign & (int32_t)0x80000000));
}
CK_INLINE vf root(vf x) { return __builtin_elementwise_sqrt(x); }

/* The larger and the smaller of x and a bound that is no number only if x is none: NaN in x stays. */
CK_INLINE vf at_least(vf x, vf bound) { return bound > x ? bound : x; }
CK_INLINE vf at_most(vf x, vf bound) { return bound < x ? bound : x; }

/* 1 where the condition (false for NaN) holds, 0 where it does not, NaN where x is NaN. A derivative of 0 or 1 is
 * multiplied, not selected, so that no NaN is lost on the way back either. */
CK_INLINE vf gate(vi condition, vf x) {
  return choose(condition, splat(1.0f), choose(is_nan(x), x, splat(0.0f)));
}

/* x in the first `lanes` lanes, `filler` behind them. */
CK_INLINE vi lane_numbers(void) {
  vi numbers;
  CK_UNROLL for (int i = 0; i < VL; i++) numbers[i] = i;
  return numbers;
}
CK_INLINE vf keep(vf x, size_t lanes, float filler) {
  return lanes == VL ? x : choose(lane_numbers() < (vi)(int32_t)lanes, x, splat(filler));
}

CK_INLINE vd widen(vf x) { return __builtin_convertvector(x, vd); }
CK_INLINE vf narrow(vd x) { return __builtin_convertvector(x, vf); }

/* Sums and maxima over the lanes, as a tree of halves. */
#if CK_WIDTH == 16
#define CK_FOLD(v, OP)                                                                             \
  __auto_type f8 = OP((v).lo, (v).hi);                                                             \
  __auto_type f4 = OP(f8.lo, f8.hi);                                                               \
  __auto_type f2 = OP(f4.lo, f4.hi);                                                               \
  return OP(f2.lo, f2.hi);
#elif CK_WIDTH == 8
#define CK_FOLD(v, OP)                                                                             \
  __auto_type f4 = OP((v).lo, (v).hi);                                                             \
  __auto_type f2 = OP(f4.lo, f4.hi);                                                               \
  return OP(f2.lo, f2.hi);
#else
#define CK_FOLD(v, OP)                                                                             \
  __auto_type f2 = OP((v).lo, (v).hi);                                                             \
  return OP(f2.lo, f2.hi);
#endif
#define CK_PLUS(a, b) ((a) + (b))
#define CK_LARGEST(a, b) ((a) > (b) ? (a) : (b))
CK_INLINE float sum_of_lanes(vf v) { CK_FOLD(v, CK_PLUS) }
CK_INLINE double sum_of_lanes_f64(vd v) { CK_FOLD(v, CK_PLUS) }
CK_INLINE int64_t count_of_lanes(vi v) {
  int64_t count = 0;
  CK_UNROLL for (int i = 0; i < VL; i++) count += v[i];
  return count;
}
/* The largest lane; with NaN in a lane, any of them. */
CK_INLINE float largest_lane(vf v) { CK_FOLD(v, CK_LARGEST) }
/* Of the first four lanes. */
CK_INLINE float largest_of_four(vf v) {
  const float a = CK_LARGEST(v[0], v[2]), b = CK_LARGEST(v[1], v[3]);
  return CK_LARGEST(a, b);
}

/* The VL×VL transpose of v, by log2(VL) perfect shuffles: row i and row i + VL/2 interleaved are
 * rows 2i and 2i + 1, and that many shuffles carry the row number's bits into the lane number. */
#if CK_WIDTH == 16
#define CK_ZIP_LOW 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define CK_ZIP_HIGH 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#define CK_EVEN 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
#define CK_ODD 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31
enum { CK_LOG_WIDTH = 4 };
#elif CK_WIDTH == 8
#define CK_ZIP_LOW 0, 8, 1, 9, 2, 10, 3, 11
#define CK_ZIP_HIGH 4, 12, 5, 13, 6, 14, 7, 15
#define CK_EVEN 0, 2, 4, 6, 8, 10, 12, 14
#define CK_ODD 1, 3, 5, 7, 9, 11, 13, 15
enum { CK_LOG_WIDTH = 3 };
#else
#define CK_ZIP_LOW 0, 4, 1, 5
#define CK_ZIP_HIGH 2, 6, 3, 7
#define CK_EVEN 0, 2, 4, 6
#define CK_ODD 1, 3, 5, 7
enum { CK_LOG_WIDTH = 2 };
#endif
CK_INLINE void transpose(vf v[CK_WIDTH]) {
  CK_UNROLL for (int round = 0; round < CK_LOG_WIDTH; round++) {
    vf next[CK_WIDTH];
    CK_UNROLL for (int r = 0; r < VL / 2; r++) {
      next[2 * r] = __builtin_shufflevector(v[r], v[r + VL / 2], CK_ZIP_LOW);
      next[2 * r + 1] = __builtin_shufflevector(v[r], v[r + VL / 2], CK_ZIP_HIGH);
    }
    CK_UNROLL for (int r = 0; r < VL; r++) v[r] = next[r];
  }
}

CK_INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }
#endif
