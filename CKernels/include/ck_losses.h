#ifndef CK_LOSSES_H
#define CK_LOSSES_H
#include "ck_base.h"

#pragma clang assume_nonnull begin

/* Losses: value and gradient in one pass over a batch of rows×n predictions p and targets t.
 *
 *     tally->loss    += Σ_r w[r]·ℓ(p[r], t[r])             ℓ: the per-sample loss, in Double sums
 *     tally->correct += what was predicted right, see below
 *     d[r][j]         = scale·w[r]·∂ℓ/∂p[r][j]             not written when d is NULL
 *
 * weights   one per row, or NULL for 1.
 * Aliasing  d == p allowed.
 * Per-sample losses are means over the n outputs, or sums over them for the categorical ones, with
 * Keras 3's clipping ε = 1e-7 where the prediction is a probability:
 *
 * mse                      mean (p - t)²
 * mae                      mean |p - t|                      derivative 0 at p = t
 * hinge                    mean max(0, 1 - t·p)              t is ±1; derivative -t at the kink, as Keras has it
 * squared_hinge            mean max(0, 1 - t·p)²
 * binary_crossentropy      mean -(t log q + (1 - t) log(1 - q)), q = clip(p, ε, 1 - ε); no gradient
 *                          where clipped
 * binary_crossentropy_logits   mean max(p, 0) - p·t + log(1 + e^-|p|)
 * categorical_crossentropy     -Σ t_j log q_j, q = clip(p / Σ p, ε, 1 - ε); no gradient where clipped
 * categorical_crossentropy_logits   -Σ t_j log softmax(p)_j
 * sparse_categorical_crossentropy, sparse_categorical_crossentropy_logits
 *                          the same with t given as the index of the class, int32, 0 <= t < n
 *                          (checked by the caller); on probabilities as Keras 3 does it:
 *                          -log q_t + log Σ q, q = clip(p, ε, 1 - ε)
 *
 * Correct   categorical and sparse: rows whose largest p (the first of equals) is the class of the
 *           largest t. binary: elements with (p > 1/2) == (t > 1/2), on logits (p > 0).
 *           hinges: elements with (p > 0) == (t > 0). mse and mae count nothing.
 *           A row with NaN is never correct.
 * Error     values relative 2e-6; gradients scale·w·2e-7 + relative 2e-6, for rows of up to 70.
 */
typedef void (*ck_loss_fn)(size_t rows, size_t n, float scale, const float *p, const float *t,
                           const float *_Nullable weights, float *_Nullable d, ck_tally *tally);
typedef void (*ck_sparse_loss_fn)(size_t rows, size_t n, float scale, const float *p,
                                  const int32_t *t, const float *_Nullable weights,
                                  float *_Nullable d, ck_tally *tally);

/* X(name, NAME), one row per loss; contracts above, bodies in ck_losses.inc. */
#define CK_LOSSES(X)                                                                               \
  X(mse, MSE)                                                                                      \
  X(mae, MAE)                                                                                      \
  X(hinge, HINGE)                                                                                  \
  X(squared_hinge, SQUARED_HINGE)                                                                  \
  X(binary_crossentropy, BINARY_CROSSENTROPY)                                                      \
  X(binary_crossentropy_logits, BINARY_CROSSENTROPY_LOGITS)                                        \
  X(categorical_crossentropy, CATEGORICAL_CROSSENTROPY)                                            \
  X(categorical_crossentropy_logits, CATEGORICAL_CROSSENTROPY_LOGITS)

typedef enum ck_loss : int32_t {
#define CK_ROW(name, NAME) CK_LOSS_##NAME,
  CK_LOSSES(CK_ROW)
#undef CK_ROW
} ck_loss;
enum { CK_LOSS_COUNT = CK_LOSS_CATEGORICAL_CROSSENTROPY_LOGITS + 1 };

typedef enum ck_sparse_loss : int32_t {
  CK_SPARSE_CATEGORICAL_CROSSENTROPY, CK_SPARSE_CATEGORICAL_CROSSENTROPY_LOGITS
} ck_sparse_loss;
enum { CK_SPARSE_LOSS_COUNT = 2 };

#pragma clang assume_nonnull end
#endif
