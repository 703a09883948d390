#ifndef CK_REDUCTIONS_H
#define CK_REDUCTIONS_H
#include "ck_base.h"

#pragma clang assume_nonnull begin

/* ck_column_sums_f32: y[j] = Σ_r x[r][j], with accumulate y[j] += ...; x is rows×n.
 *   Each column is one chain over r = 0, 1, ... that starts at y[j] or 0: block by block gives the
 *   bits of all rows at once.
 * ck_axis_sum_f32: y[o][i] = scale·Σ_a x[o][a][i]; x is outer×n×inner, y is outer×inner.
 * ck_axis_repeat_f32: y[o][a][i] = scale·x[o][i]; its gradient's partner.
 * ck_sum_f64, ck_sum_squares_f64: Σ x, Σ x² in Double.
 * ck_weigh_rows: Σ w[order[i]] in Double and how many of these are not 0; order NULL: w[i] itself.
 * ck_first_nonfinite: index of the first NaN or infinity, or n when there is none.
 */
typedef void (*ck_column_sums_fn)(size_t rows, size_t n, int accumulate, const float *x, float *y);
typedef void (*ck_axis_fn)(size_t outer, size_t n, size_t inner, float scale, const float *x, float *y);
typedef double (*ck_sum_fn)(size_t n, const float *x);
typedef struct ck_weighing {
  double sum;
  int64_t nonzero;
} ck_weighing;
typedef ck_weighing (*ck_weigh_rows_fn)(size_t rows, const int32_t *_Nullable order, const float *w);
typedef size_t (*ck_find_fn)(size_t n, const float *x);

#pragma clang assume_nonnull end
#endif
