#ifndef CK_ACTIVATIONS_H
#define CK_ACTIVATIONS_H
#include "ck_base.h"

#pragma clang assume_nonnull begin

/* Functions of one number, applied to n elements: the activations of a network and the elementary
 * functions of a Lambda are one family with one signature, so one table holds them.
 *
 *     forward    y[i]  = f(x[i])                 (n, a, b, x, y)
 *     gradient   dx[i] = dy[i]·f'(x[i])          (n, a, b, x, y, dy, dx)
 *
 * Scalars   a, b: the function's parameters; those it does not name are ignored.
 * Aliasing  y == x allowed; dx == dy allowed; partial overlap is not.
 * Inputs    a gradient reads x or y, never both, as its contract says ("from x", "from y"):
 *           the pointer it does not read may point anywhere.
 * Kinks     the derivative at a kink is that of the left side, unless said otherwise.
 * Error     the bounds are tested against Double references by ActivationKernelTests.
 */
typedef void (*ck_unary_fn)(size_t n, float a, float b, const float *x, float *y);
typedef void (*ck_unary_grad_fn)(size_t n, float a, float b, const float *x, const float *y,
                                 const float *dy, float *dx);

/* X(name, NAME), one row per activation; contracts below, bodies in ck_activations.inc. */
#define CK_ACTIVATIONS(X)                                                                          \
  X(linear, LINEAR)                                                                                \
  X(relu, RELU)                                                                                    \
  X(leaky_relu, LEAKY_RELU)                                                                        \
  X(elu, ELU)                                                                                      \
  X(selu, SELU)                                                                                    \
  X(tanh, TANH)                                                                                    \
  X(sigmoid, SIGMOID)                                                                              \
  X(hard_sigmoid_keras1, HARD_SIGMOID_KERAS1)                                                      \
  X(hard_sigmoid_keras3, HARD_SIGMOID_KERAS3)                                                      \
  X(softplus, SOFTPLUS)                                                                            \
  X(softsign, SOFTSIGN)                                                                            \
  X(exponential, EXPONENTIAL)                                                                      \
  X(sine, SINE)                                                                                    \
  X(relu6, RELU6)                                                                                  \
  X(relu_above, RELU_ABOVE)                                                                        \
  X(thresholded_relu, THRESHOLDED_RELU)                                                            \
  X(celu, CELU)                                                                                    \
  X(log_sigmoid, LOG_SIGMOID)                                                                      \
  X(silu, SILU)                                                                                    \
  X(mish, MISH)                                                                                    \
  X(gelu, GELU)                                                                                    \
  X(gelu_tanh, GELU_TANH)                                                                          \
  X(hard_tanh, HARD_TANH)                                                                          \
  X(hard_silu, HARD_SILU)                                                                          \
  X(tanh_shrink, TANH_SHRINK)                                                                      \
  X(soft_shrink, SOFT_SHRINK)                                                                      \
  X(hard_shrink, HARD_SHRINK)                                                                      \
  X(squareplus, SQUAREPLUS)                                                                        \
  X(gaussian, GAUSSIAN)

/* The elementary functions, see ck_elementwise.h. */
#define CK_ELEMENTARY(X)                                                                           \
  X(affine, AFFINE)                                                                                \
  X(reciprocal, RECIPROCAL)                                                                        \
  X(log, LOG)                                                                                      \
  X(sqrt, SQRT)                                                                                    \
  X(cosine, COSINE)                                                                                \
  X(abs, ABS)                                                                                      \
  X(square, SQUARE)                                                                                \
  X(maximum, MAXIMUM)                                                                              \
  X(minimum, MINIMUM)                                                                              \
  X(ceiling, CEILING)                                                                              \
  X(expm1, EXPM1)                                                                                  \
  X(log1p, LOG1P)                                                                                  \
  X(erf, ERF)

typedef enum ck_unary : int32_t {
#define CK_ROW(name, NAME) CK_##NAME,
  CK_ACTIVATIONS(CK_ROW) CK_ELEMENTARY(CK_ROW)
#undef CK_ROW
} ck_unary;
enum { CK_UNARY_COUNT = CK_ERF + 1 };

/* Contracts of the activations. ULP: of the result, against the exact value; those of 1 ULP are checked for every
 * float (`make ulp`). Gradients lie
 * within 2.5 ULP of dy·f' at the x or y that they are given (softsign: 4).
 *
 * ck_linear_f32               y = x                                   exact; from x
 * ck_relu_f32                 y = max(x, 0), NaN stays                exact; from y
 * ck_leaky_relu_f32           y = x > 0 ? x : a·x                     0.5 ULP; from x
 * ck_elu_f32                  y = x > 0 ? x : a·(e^x - 1)             1.8 ULP; from x
 * ck_selu_f32                 y = λ·(x > 0 ? x : α·(e^x - 1))         1.8 ULP; from x
 *                             α = 1.6732632423543772, λ = 1.0507009873554805 (Klambauer et al. 2017);
 *                             the derivative at 0 is a: λα from the left, λ from the right
 * ck_tanh_f32                 y = tanh x                              1 ULP; from y: 1 - y²
 * ck_sigmoid_f32              y = 1/(1 + e^-x)                        1 ULP; from y: y(1 - y)
 * ck_hard_sigmoid_keras1_f32  y = clip(0.2x + 0.5, 0, 1)              6e-8; from y; 0 at both kinks
 * ck_hard_sigmoid_keras3_f32  y = clip(x/6 + 0.5, 0, 1)               6e-8; from y; 0 at both kinks
 * ck_softplus_f32             y = log(1 + e^x)                        1 ULP; from x
 * ck_softsign_f32             y = x/(1 + |x|)                         1.5 ULP; from x
 * ck_exponential_f32          y = e^x                                 1 ULP; from y
 * ck_sine_f32                 y = sin x, for every finite x           1 ULP; from x
 * ck_relu6_f32                y = min(max(x, 0), 6)                   exact; from y; 0 at both kinks
 * ck_relu_above_f32           y = x > b ? x : a·(x - b)               1.5 ULP; from x; 0 at x = b
 * ck_thresholded_relu_f32     y = x > a ? x : 0                       exact; from x
 * ck_celu_f32                 y = x > 0 ? x : a·(e^(x/a) - 1)         3 ULP; from x, gradient within 3e-8·|dy|;
 *                             a > 0 (Barron 2017)
 * ck_log_sigmoid_f32          y = -log(1 + e^-x)                      1 ULP; from x
 * ck_silu_f32                 y = x/(1 + e^-x)                        0.51 ULP; from x (Elfwing et al. 2018)
 * ck_mish_f32                 y = x·tanh(log(1 + e^x))                0.51 ULP; from x (Misra 2019)
 * ck_gelu_f32                 y = x·Φ(x) = x/2·(1 + erf(x/√2))        0.51 ULP; from x (Hendrycks & Gimpel 2016)
 * ck_gelu_tanh_f32            y = x/2·(1 + tanh(√(2/π)(x + 0.044715x³)))   0.51 ULP; from x
 * ck_hard_tanh_f32            y = min(max(x, -1), 1)                  exact; from x; a at both kinks
 * ck_hard_silu_f32            y = x·min(max(x + 3, 0), 6)/6           2 ULP; from x; 0 at -3, 1 at 3
 * ck_tanh_shrink_f32          y = x - tanh x                          0.51 ULP; from x: tanh² x, 4 ULP
 * ck_soft_shrink_f32          y = x > a ? x - a : x < -a ? x + a : 0  0.5 ULP; from x; a >= 0; 0 at both kinks
 * ck_hard_shrink_f32          y = |x| > a ? x : 0                     exact; from x; a >= 0; 0 at both kinks
 * ck_squareplus_f32           y = (x + √(x² + a))/2                   0.51 ULP; from x; a > 0 (Barron 2021)
 * ck_gaussian_f32             y = e^(-x²)                             0.51 ULP; from x
 *
 * Where f' passes through 0 (silu, mish, both gelus), its error is also within 1e-10.
 */

#pragma clang assume_nonnull end
#endif
