#ifndef CK_SOFTMAX_H
#define CK_SOFTMAX_H
#include "ck_base.h"

#pragma clang assume_nonnull begin

/* Functions of a row, applied to rows×n, row by row:
 *
 *     forward    y[r] = f(x[r])                      (rows, n, x, y)
 *     gradient   dx[r] = dy[r]·∂f/∂x                 (rows, n, y, dy, dx), from y alone
 *
 * Aliasing  y == x, dx == dy allowed; partial overlap is not.
 * Domain    the row's maximum is subtracted, so nothing overflows; a row with NaN or +inf, or of -inf only,
 *           gives NaN throughout.
 * Bits      a row's results depend on the row alone, not on its place or its neighbours.
 */
typedef void (*ck_rowwise_fn)(size_t rows, size_t n, const float *x, float *y);
typedef void (*ck_rowwise_grad_fn)(size_t rows, size_t n, const float *y, const float *dy, float *dx);

/* ck_softmax_f32        y[j] = e^x[j] / Σ_l e^x[l]              -inf gives 0. Relative error 4e-7 for rows
 *                                                               of up to 100.
 *                       dx[j] = y[j]·(dy[j] - Σ_l dy[l]·y[l])
 * ck_log_softmax_f32    y[j] = x[j] - log Σ_l e^x[l]            -inf gives -inf. Error 2e-7 + 2 ULP for rows of
 *                                                               up to 100.
 *                       dx[j] = dy[j] - e^y[j]·Σ_l dy[l]
 * ck_sparsemax_f32      y[j] = max(x[j] - τ, 0), τ such that Σ y = 1: the projection on the simplex (Martins &
 *                       Astudillo 2016, eq. 4 and 5). Error 2e-7.
 *                       dx[j] = y[j] > 0 ? dy[j] - mean of dy over the l with y[l] > 0 : 0   (their eq. 14)
 */
#define CK_ROWWISE(X)                                                                              \
  X(softmax, SOFTMAX)                                                                              \
  X(log_softmax, LOG_SOFTMAX)                                                                      \
  X(sparsemax, SPARSEMAX)

typedef enum ck_rowwise : int32_t {
#define CK_ROW(name, NAME) CK_##NAME,
  CK_ROWWISE(CK_ROW)
#undef CK_ROW
} ck_rowwise;
enum { CK_ROWWISE_COUNT = CK_SPARSEMAX + 1 };

#pragma clang assume_nonnull end
#endif
