#ifndef CK_METRICS_H
#define CK_METRICS_H
#include "ck_base.h"

#pragma clang assume_nonnull begin

/* Counts of right predictions, for the metrics that the loss in use does not count itself.
 *
 * ck_count_argmax_f32      rows whose largest p is where the largest t is (first of equals)
 * ck_count_sparse_f32      rows whose largest p is at t[r]
 * ck_count_threshold_f32   elements with (p > threshold) == (t > 1/2)
 * ck_count_sign_f32        elements with (p > 0) == (t > 0)
 * NaN in p is never right.
 *
 * ck_confusion_argmax_f32     counts[n·truth + answer] += 1 per row: where the largest t is, where the largest p is
 * ck_confusion_sparse_f32     the same with the truth given as t[r]; a truth outside 0..<n counts nowhere
 * ck_confusion_threshold_f32  counts[2·(t > t_threshold) + (p > p_threshold)] += 1 per element
 *                             A NaN among p is no answer: it is counted behind the others, at [n·n] or [4].
 * ck_top_k_f32, _sparse_f32   rows where fewer than k of p are larger than that of the class of the largest t, or t[r];
 *                             with ordered, an equal p of a later class counts as larger. A row with NaN never counts.
 * ck_error_moments_f32        per column j of rows×n, e = p - t: Σ t, Σ t², Σ e, Σ e², Σ |e|, Σ |e| / max(|t|, 2^-52),
 *                             added to sums[12j...12j+11], each in two parts whose sum has twice the digits of Double
 */
typedef int64_t (*ck_count_argmax_fn)(size_t rows, size_t n, const float *p, const float *t);
typedef int64_t (*ck_count_sparse_fn)(size_t rows, size_t n, const float *p, const int32_t *t);
typedef int64_t (*ck_count_threshold_fn)(size_t n, float threshold, const float *p, const float *t);
typedef int64_t (*ck_count_sign_fn)(size_t n, const float *p, const float *t);
typedef void (*ck_confusion_argmax_fn)(size_t rows, size_t n, const float *p, const float *t, int64_t *counts);
typedef void (*ck_confusion_sparse_fn)(size_t rows, size_t n, const float *p, const int32_t *t, int64_t *counts);
typedef void (*ck_confusion_threshold_fn)(size_t n, float p_threshold, float t_threshold, const float *p,
                                          const float *t, int64_t *counts);
typedef int64_t (*ck_top_k_fn)(size_t rows, size_t n, size_t k, int ordered, const float *p, const float *t);
typedef int64_t (*ck_top_k_sparse_fn)(size_t rows, size_t n, size_t k, int ordered, const float *p,
                                      const int32_t *t);
typedef void (*ck_error_moments_fn)(size_t rows, size_t n, const float *p, const float *t, double *sums);
enum { CK_MOMENTS = 6 };

#pragma clang assume_nonnull end
#endif
