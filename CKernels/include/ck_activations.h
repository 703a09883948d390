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
  X(sine, SINE)

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
  X(minimum, MINIMUM)

typedef enum ck_unary : int32_t {
#define CK_ROW(name, NAME) CK_##NAME,
  CK_ACTIVATIONS(CK_ROW) CK_ELEMENTARY(CK_ROW)
#undef CK_ROW
} ck_unary;
enum { CK_UNARY_COUNT = CK_MINIMUM + 1 };

/* Contracts of the activations. ULP: of the result, against the exact value rounded once. Gradients lie
 * within 2.5 ULP of dy·f' at the x or y that they are given (softsign: 4).
 *
 * ck_linear_f32               y = x                                   exact; from x
 * ck_relu_f32                 y = max(x, 0), NaN stays                exact; from y
 * ck_leaky_relu_f32           y = x > 0 ? x : a·x                     0.5 ULP; from x
 * ck_elu_f32                  y = x > 0 ? x : a·(e^x - 1)             1.8 ULP; from x
 * ck_selu_f32                 y = λ·(x > 0 ? x : α·(e^x - 1))         1.8 ULP; from x
 *                             α = 1.6732632423543772, λ = 1.0507009873554805 (Klambauer et al. 2017)
 * ck_tanh_f32                 y = tanh x                              1 ULP; from y: 1 - y²
 * ck_sigmoid_f32              y = 1/(1 + e^-x)                        1 ULP; from y: y(1 - y)
 * ck_hard_sigmoid_keras1_f32  y = clip(0.2x + 0.5, 0, 1)              6e-8; from y; 0 at both kinks
 * ck_hard_sigmoid_keras3_f32  y = clip(x/6 + 0.5, 0, 1)               6e-8; from y; 0 at both kinks
 * ck_softplus_f32             y = log(1 + e^x)                        1 ULP; from x
 * ck_softsign_f32             y = x/(1 + |x|)                         1.5 ULP; from x
 * ck_exponential_f32          y = e^x                                 1 ULP; from y
 * ck_sine_f32                 y = sin x, for every finite x           0.51 ULP; from x
 */

#pragma clang assume_nonnull end
#endif
