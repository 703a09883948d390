#ifndef CK_ELEMENTWISE_H
#define CK_ELEMENTWISE_H
#include "ck_activations.h"

#pragma clang assume_nonnull begin

/* Elementary functions of one number, in the family of ck_activations.h. Gradients read x unless
 * said otherwise, and lie within 2 ULP.
 *
 * ck_affine_f32       y = a·x + b              0.5 ULP; on the baseline set the product is rounded first
 * ck_reciprocal_f32   y = a/x                  0.5 ULP; from x: dx = -a·dy/x²
 * ck_log_f32          y = log x                1 ULP; log 0 = -inf, log of a negative number = NaN
 * ck_sqrt_f32         y = √x                   0.5 ULP; from y: dx = dy/(2y)
 * ck_cosine_f32       y = cos x                1 ULP, for every finite x
 * ck_abs_f32          y = |x|                  exact; derivative 0 at 0
 * ck_square_f32       y = x²                   0.5 ULP
 * ck_maximum_f32      y = max(x, a)            exact; derivative 1 where x > a, else 0; NaN stays
 * ck_minimum_f32      y = min(x, a)            exact; derivative 1 where x < a, else 0; NaN stays
 * ck_ceiling_f32      y = min(x, a)            exact; derivative 1 where x <= a, else 0; NaN stays
 * ck_expm1_f32        y = e^x - 1              1 ULP; from y: dx = dy·(y + 1)
 * ck_log1p_f32        y = log(1 + x)           1 ULP; log1p -1 = -inf, of less = NaN
 * ck_erf_f32          y = erf x                1 ULP; the gradient is computed in double
 */

/* Functions of two arrays of rows×n. An operand whose stride is n has a row for each row; with
 * stride 0 its one row of n values serves every row (a parameter).
 *
 *     forward     z = x op y                        (rows, n, x, xs, y, ys, z)
 *     gradient    dx = dz·∂z/∂x or dy = dz·∂z/∂y    (rows, n, x, xs, y, ys, z, dz, d)
 *
 * Outputs   z, d: always rows×n, dense. (The caller sums d over rows for an operand of stride 0.)
 * Aliasing  z == x or y allowed when that operand has stride n; d == dz allowed.
 * PReLU     x > 0 ? x : y·x (He et al. 2015), y the slopes; at 0 the gradient is that of the negative side.
 * Maximum   and minimum: at a tie, and for NaN, the gradient goes to x. NaN in either operand gives NaN.
 */
typedef enum ck_binary : int32_t {
  CK_ADD, CK_SUBTRACT, CK_MULTIPLY, CK_DIVIDE, CK_LARGER, CK_SMALLER, CK_PRELU
} ck_binary;
enum { CK_BINARY_COUNT = CK_PRELU + 1 };
typedef void (*ck_binary_fn)(size_t rows, size_t n, const float *x, size_t xs, const float *y,
                             size_t ys, float *z);
typedef void (*ck_binary_grad_fn)(size_t rows, size_t n, const float *x, size_t xs, const float *y,
                                  size_t ys, const float *z, const float *dz, float *d);

#pragma clang assume_nonnull end
#endif
