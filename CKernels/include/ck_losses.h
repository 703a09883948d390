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
 * a, b      parameters of the loss; those it does not name are ignored.
 * weights   one per row, or NULL for 1.
 * factors   f, one per output, or NULL for 1; only where a loss names them.
 * Aliasing  d == p allowed.
 * Error     values relative 2e-6 (focal 1e-5), plus 4e-7 of the terms where they cancel; gradients relative
 *           2e-6 (focal 1e-5), plus scale·w·2e-7 of the terms; for rows of up to 70. Tested by LossTests.
 *
 * Element by element, the mean over the n outputs; e = p - t:
 *
 * mse                      e²
 * mae                      |e|                               derivative 0 at e = 0
 * mape                     100·|e| / max(|t|, ε)             ε = 1e-7; derivative 0 at e = 0
 * msle                     (log(p' + 1) - log(t' + 1))²      x' = max(x, ε); no gradient where clipped
 * huber                    |e| <= a ? e²/2 : a·|e| - a²/2
 * smooth_l1                |e| < a ? e²/(2a) : |e| - a/2
 * log_cosh                 log cosh e                        without overflow
 * poisson                  p - t·log(p + a)                  a: what keeps log 0 away
 * poisson_log              e^p - t·p                         p is the logarithm of the rate
 * hinge                    max(0, 1 - t·p)                   t is ±1; derivative -t at the kink, as Keras has it
 * squared_hinge            max(0, 1 - t·p)²
 * soft_margin              log(1 + e^(-t·p))
 * binary_crossentropy      -(f·s log q + (1 - s) log(1 - q)), q = clip(p, ε, 1 - ε),
 *                          s = t(1 - a) + a/2; no gradient where clipped
 * binary_crossentropy_logits   the same of q = 1/(1 + e^-p), not clipped and without overflow
 * binary_crossentropy_torch    the same with logarithms of at least -100 instead of a clipped q; derivative
 *                          with p(1 - p) of at least 1e-12
 * binary_focal             α·(1 - q*)^a·(binary cross-entropy of q), q* = q where t = 1, 1 - q where t = 0,
 *                          linear between; α = b where t = 1, 1 - b where t = 0, or 1 when b < 0
 * binary_focal_logits      the same of q = 1/(1 + e^-p)
 * kl_divergence_log        t·(log t - p), 0 where t = 0      p is the logarithm of a share
 * output                   p                                 t is not read: the output is the loss
 *
 * Row by row, sums over the n outputs. S = Σ p; s_j = (t_j(1 - a) + a/n)·f_j, T = Σ s:
 *
 * categorical_crossentropy     -Σ s_j log q_j, q = clip(p / S, ε, 1 - ε); no gradient where clipped
 * categorical_crossentropy_logits   -Σ s_j log softmax(p)_j
 * categorical_focal            -Σ b·(1 - q_j)^a·t_j log q_j, the same q
 * categorical_focal_logits     the same, q = clip(softmax(p), ε, 1 - ε)
 * categorical_hinge        max(0, 1 + max((1 - t)·p) - Σ t·p); equals share the gradient of the maximum
 * kl_divergence            Σ t' log(t'/p'), x' = clip(x, ε, 1); no gradient where clipped
 * cosine_similarity        -Σ p·t / (|p|·|t|), divided by n when a is 1; 0 without gradient where a norm is
 *                          below 1e-7
 *
 * Targets given as the index of the class, int32; a class outside 0..<n is ignored: its row adds nothing
 * and its gradient is 0. t_j is 1 at the class, else 0:
 *
 * sparse_categorical_crossentropy   T·log Σ q - Σ s_j log q_j, q = clip(p, ε, 1 - ε), as Keras 3 does it
 * sparse_categorical_crossentropy_logits   as categorical_crossentropy_logits
 * sparse_nll               -f_c·p_c at the class c           p is the logarithm of a probability
 * sparse_multi_margin      Σ over j other than c of max(0, a - p_c + p_j)^b / n, b is 1 or 2
 *
 * Correct   by class: rows whose largest p (the first of equals) is the class, or where the largest t is.
 *           binary: elements with (p > 1/2) == (t > 1/2), on logits (p > 0). By sign (hinges, soft margin):
 *           elements with (p > 0) == (t > 0). Others (numbers, kl_divergence, cosine) count nothing.
 *           A row with NaN is never correct.
 */
typedef void (*ck_loss_fn)(size_t rows, size_t n, float scale, float a, float b, const float *p,
                           const float *t, const float *_Nullable weights,
                           const float *_Nullable factors, float *_Nullable d, ck_tally *tally);
typedef void (*ck_sparse_loss_fn)(size_t rows, size_t n, float scale, float a, float b,
                                  const float *p, const int32_t *t, const float *_Nullable weights,
                                  const float *_Nullable factors, float *_Nullable d,
                                  ck_tally *tally);

/* X(name, NAME), one row per loss; contracts above, bodies in ck_losses.inc, ck_rowlosses.inc and
 * ck_categorical.inc. */
#define CK_LOSSES(X)                                                                               \
  X(mse, MSE)                                                                                      \
  X(mae, MAE)                                                                                      \
  X(mape, MAPE)                                                                                    \
  X(msle, MSLE)                                                                                    \
  X(huber, HUBER)                                                                                  \
  X(smooth_l1, SMOOTH_L1)                                                                          \
  X(log_cosh, LOG_COSH)                                                                            \
  X(poisson, POISSON)                                                                              \
  X(poisson_log, POISSON_LOG)                                                                      \
  X(hinge, HINGE)                                                                                  \
  X(squared_hinge, SQUARED_HINGE)                                                                  \
  X(soft_margin, SOFT_MARGIN)                                                                      \
  X(binary_crossentropy, BINARY_CROSSENTROPY)                                                      \
  X(binary_crossentropy_logits, BINARY_CROSSENTROPY_LOGITS)                                        \
  X(binary_crossentropy_torch, BINARY_CROSSENTROPY_TORCH)                                          \
  X(binary_focal, BINARY_FOCAL)                                                                    \
  X(binary_focal_logits, BINARY_FOCAL_LOGITS)                                                      \
  X(kl_divergence_log, KL_DIVERGENCE_LOG)                                                          \
  X(output, OUTPUT)                                                                                \
  X(categorical_crossentropy, CATEGORICAL_CROSSENTROPY)                                            \
  X(categorical_crossentropy_logits, CATEGORICAL_CROSSENTROPY_LOGITS)                              \
  X(categorical_focal, CATEGORICAL_FOCAL)                                                          \
  X(categorical_focal_logits, CATEGORICAL_FOCAL_LOGITS)                                            \
  X(categorical_hinge, CATEGORICAL_HINGE)                                                          \
  X(kl_divergence, KL_DIVERGENCE)                                                                  \
  X(cosine_similarity, COSINE_SIMILARITY)

#define CK_SPARSE_LOSSES(X)                                                                        \
  X(sparse_categorical_crossentropy, SPARSE_CATEGORICAL_CROSSENTROPY)                              \
  X(sparse_categorical_crossentropy_logits, SPARSE_CATEGORICAL_CROSSENTROPY_LOGITS)                \
  X(sparse_nll, SPARSE_NLL)                                                                        \
  X(sparse_multi_margin, SPARSE_MULTI_MARGIN)

typedef enum ck_loss : int32_t {
#define CK_ROW(name, NAME) CK_LOSS_##NAME,
  CK_LOSSES(CK_ROW)
#undef CK_ROW
} ck_loss;
enum { CK_LOSS_COUNT = CK_LOSS_COSINE_SIMILARITY + 1 };

typedef enum ck_sparse_loss : int32_t {
#define CK_ROW(name, NAME) CK_##NAME,
  CK_SPARSE_LOSSES(CK_ROW)
#undef CK_ROW
} ck_sparse_loss;
enum { CK_SPARSE_LOSS_COUNT = CK_SPARSE_MULTI_MARGIN + 1 };

#pragma clang assume_nonnull end
#endif
