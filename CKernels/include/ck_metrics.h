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
 */
typedef int64_t (*ck_count_argmax_fn)(size_t rows, size_t n, const float *p, const float *t);
typedef int64_t (*ck_count_sparse_fn)(size_t rows, size_t n, const float *p, const int32_t *t);
typedef int64_t (*ck_count_threshold_fn)(size_t n, float threshold, const float *p, const float *t);
typedef int64_t (*ck_count_sign_fn)(size_t n, const float *p, const float *t);

#pragma clang assume_nonnull end
#endif
