#ifndef CK_SOFTMAX_H
#define CK_SOFTMAX_H
#include "ck_base.h"

#pragma clang assume_nonnull begin

/* ck_softmax_f32: y[r][j] = e^(x[r][j] - max) / Σ_l e^(x[r][l] - max), row by row, rows×n.
 * ck_softmax_grad_f32: dx[r][j] = y[r][j]·(dy[r][j] - Σ_l dy[r][l]·y[r][l]).
 *
 * Aliasing  y == x, dx == dy allowed.
 * Domain    the row's maximum is subtracted, so nothing overflows; -inf gives 0; a row with NaN or
 *           +inf, or of -inf only, gives NaN throughout.
 * Error     softmax: relative 4e-7 for rows of up to 100.
 */
typedef void (*ck_softmax_fn)(size_t rows, size_t n, const float *x, float *y);
typedef void (*ck_softmax_grad_fn)(size_t rows, size_t n, const float *y, const float *dy, float *dx);

#pragma clang assume_nonnull end
#endif
