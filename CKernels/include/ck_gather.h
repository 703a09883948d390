#ifndef CK_GATHER_H
#define CK_GATHER_H
#include "ck_base.h"

#pragma clang assume_nonnull begin

/* ck_gather_rows_f32: y[r] = x[index[r]], rows of n floats. ck_gather_i32: the same for single int32.
 * ck_copy_columns_f32: y[r][0..<n] = x[r][0..<n] (or += with accumulate), x and y with row strides
 *   xs and ys of their own: slices and concatenation, forward and backward.
 * Aliasing: none. Indices are checked by the caller.
 */
typedef void (*ck_gather_rows_fn)(size_t rows, size_t n, const int32_t *index, const float *x, float *y);
typedef void (*ck_gather_i32_fn)(size_t rows, const int32_t *index, const int32_t *x, int32_t *y);
typedef void (*ck_copy_columns_fn)(size_t rows, size_t n, int accumulate, const float *x, size_t xs,
                                   float *y, size_t ys);

#pragma clang assume_nonnull end
#endif
