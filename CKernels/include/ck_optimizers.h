#ifndef CK_OPTIMIZERS_H
#define CK_OPTIMIZERS_H
#include "ck_base.h"

#pragma clang assume_nonnull begin

/* One optimizer step over n parameters p with gradients g. Slots start at 0. Nothing overlaps.
 * Where libraries differ the variants are named after them (golden values: optimizers.json).
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

#pragma clang assume_nonnull end
#endif
