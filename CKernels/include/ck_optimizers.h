#ifndef CK_OPTIMIZERS_H
#define CK_OPTIMIZERS_H
#include "ck_base.h"

#pragma clang assume_nonnull begin

/* One optimizer step over n parameters p with gradients g. Slots start at 0. Nothing overlaps.
 * Where libraries differ the variants are named after them (golden values: optimizers.json).
 * Averages that have faded below 2^-126 are stored as 0: not in Lion, which follows a sign however small the
 * number, and where ε = 0 not what is divided by.
 *
 * ck_sgd_f32                  p -= lr·g
 * ck_momentum_keras_f32       v = μ·v - lr·g;   p += v,  with nesterov p += μ·v - lr·g
 * ck_momentum_torch_f32       v = μ·v + κ·g;    p -= lr·v,  with nesterov p -= lr·(g + μ·v)
 *                             κ = 1 - dampening, and 1 in the first step (v starts as g)
 */
typedef void (*ck_sgd_fn)(size_t n, float lr, const float *g, float *p);
typedef void (*ck_momentum_keras_fn)(size_t n, float lr, float mu, int nesterov, const float *g,
                                     float *p, float *v);
typedef void (*ck_momentum_torch_fn)(size_t n, float lr, float mu, float kappa, int nesterov,
                                     const float *g, float *p, float *v);

/* ck_rmsprop_f32 (Tieleman & Hinton 2012):
 *
 *     v = ρ·v + (1 - ρ)·g²;    with `mean`: h = ρ·h + (1 - ρ)·g and v̂ = v - h², else v̂ = v
 *     q = g / √(v̂ + ε)  with CK_RMSPROP_EPSILON_INSIDE (Keras 3),  else g / (√v̂ + ε)
 *     p -= lr·q;   with `momentum`: m = μ·m + lr·q, p -= m;
 *                  and with CK_RMSPROP_TORCH_MOMENTUM: m = μ·m + q, p -= lr·m
 *
 * mean (h), momentum (m): NULL when not used.
 */
enum { CK_RMSPROP_EPSILON_INSIDE = 1, CK_RMSPROP_TORCH_MOMENTUM = 2 };
typedef void (*ck_rmsprop_fn)(size_t n, uint32_t flags, float lr, float rho, float epsilon, float mu,
                              const float *g, float *p, float *v, float *_Nullable mean,
                              float *_Nullable momentum);

/* ck_adam_f32 (Kingma & Ba 2015, algorithm 1):
 *
 *     m += (1 - β1)·(g - m);   v += (1 - β2)·(g² - v);   v̂ = max(v̂, v) with `vmax` (AMSGrad), else v
 *     p -= α·m / (√v̂·root + ε)
 *
 * The bias corrections are in α and root, which the caller computes in Double for step t:
 * Keras: α = lr·√(1 - β2^t)/(1 - β1^t), root = 1. PyTorch: α = lr/(1 - β1^t), root = 1/√(1 - β2^t).
 * one_minus_beta1, one_minus_beta2: computed in Double by the caller and rounded once.
 */
typedef void (*ck_adam_fn)(size_t n, float alpha, float one_minus_beta1, float one_minus_beta2,
                           float root, float epsilon, const float *g, float *p, float *m, float *v,
                           float *_Nullable vmax);

/* ck_adagrad_f32 (Duchi, Hazan & Singer 2011):  v += g²;  p -= lr·g / (√v + ε),  epsilon_inside: lr·g / √(v + ε).
 *                                                v starts at what the caller fills in.
 * ck_adadelta_f32 (Zeiler 2012, algorithm 1):
 *
 *     v = ρ·v + (1 - ρ)·g²;   u = g·√(d + ε) / √(v + ε);   d = ρ·d + (1 - ρ)·u²;   p -= lr·u
 */
typedef void (*ck_adagrad_fn)(size_t n, int epsilon_inside, float lr, float epsilon, const float *g, float *p,
                              float *v);
typedef void (*ck_adadelta_fn)(size_t n, float lr, float rho, float epsilon, const float *g, float *p, float *v,
                               float *d);

/* ck_adamax_f32 (Kingma & Ba 2015, algorithm 2):  m += (1 - β1)·(g - m);
 *
 *     u = max(β2·u, |g|),      p -= α·m / (u + ε)
 *     epsilon_inside (torch):  u = max(β2·u, |g| + ε),  p -= α·m / u
 *
 * α = lr/(1 - β1^t).
 *
 * ck_nadam_f32 (Dozat 2016):  m and v as in Adam;  p -= (of_gradient·g + of_mean·m) / (√v·root + ε)
 *
 * of_gradient = lr·(1 - μ_t)/(1 - Π), of_mean = lr·μ_{t+1}/(1 - Π·μ_{t+1}), root = 1/√(1 - β2^t), Π the product of
 * the momenta μ up to step t: computed in Double by the caller.
 */
typedef void (*ck_adamax_fn)(size_t n, int epsilon_inside, float alpha, float one_minus_beta1, float beta2,
                             float epsilon, const float *g, float *p, float *m, float *u);
typedef void (*ck_nadam_fn)(size_t n, float of_gradient, float of_mean, float one_minus_beta1,
                            float one_minus_beta2, float root, float epsilon, const float *g, float *p, float *m,
                            float *v);

/* ck_lion_f32 (Chen et al. 2023, program 1):  p -= lr·sign(m + (1 - β1)·(g - m));  m += (1 - β2)·(g - m)
 * ck_rprop_f32 (Riedmiller & Braun 1993), s the size of a parameter's step, h its last gradient:
 *
 *     g·h > 0: s = min(s·grow, largest);   g·h < 0: s = max(s·shrink, smallest), and g counts as 0
 *     p -= s·sign(g);   h = g
 *
 * sign(0) = 0 in both. s starts at what the caller fills in.
 */
typedef void (*ck_lion_fn)(size_t n, float lr, float one_minus_beta1, float one_minus_beta2, const float *g,
                           float *p, float *m);
typedef void (*ck_rprop_fn)(size_t n, float shrink, float grow, float smallest, float largest, const float *g,
                            float *p, float *h, float *s);

/* What every rule may share. NaN stays NaN.
 *
 * ck_scale_f32         x *= a
 * ck_clip_f32          x = min(max(x, -limit), limit)
 * ck_add_scaled_f32    y += a·x; y == x is allowed
 * ck_approach_f32      y += part·(x - y)
 * ck_swap_f32          x and y change places
 */
typedef void (*ck_scale_fn)(size_t n, float a, float *x);
typedef void (*ck_add_scaled_fn)(size_t n, float a, const float *x, float *y);
typedef void (*ck_swap_fn)(size_t n, float *x, float *y);

/* Vectors of a solver, which works in Double between evaluations in Float.
 *
 * ck_dot_f64           Σ x·y, in an order given by n alone
 * ck_largest_f64       max |x|; NaN when there is one
 * ck_absolute_sum_f64  Σ |x|, in that order too
 * ck_combine_f64       z = x + a·y; z may be x or y
 * ck_scale_f64         x *= a
 * ck_widen_f64, ck_narrow_f64   y = x in the other precision
 */
typedef double (*ck_dot_f64_fn)(size_t n, const double *x, const double *y);
typedef double (*ck_largest_f64_fn)(size_t n, const double *x);
typedef void (*ck_combine_f64_fn)(size_t n, double a, const double *x, const double *y, double *z);
typedef void (*ck_scale_f64_fn)(size_t n, double a, double *x);
typedef void (*ck_widen_fn)(size_t n, const float *x, double *y);
typedef void (*ck_narrow_fn)(size_t n, const double *x, float *y);

#pragma clang assume_nonnull end
#endif
