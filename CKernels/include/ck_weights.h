#ifndef CK_WEIGHTS_H
#define CK_WEIGHTS_H
#include "ck_base.h"

#pragma clang assume_nonnull begin

/* What is done to weights beside moving them along their gradient. Nothing overlaps; sizes of 0 give 0 and do
 * nothing. NaN in, NaN out.
 *
 * ck_penalty_f32: Σ l1·|x| + l2·x² over n elements, in double.
 *   d (n, or NULL): (+)= scale·(l1·sign(x) + 2·l2·x), sign(0) = 0; added with accumulate, else set.
 *   Error: each slope 3 roundings, one more with accumulate.
 *
 * ck_orthogonal_penalty_f32 (Keras's OrthogonalRegularizer): w is rows×n; with `columns` its columns are the
 *   vectors, else its rows. For c vectors of length m, uᵢ = wᵢ/|wᵢ| (0 for a vector of zeros):
 *
 *       P = factor·Σ_{i<j} |uᵢ·uⱼ| / (c(c - 1)/2),  0 for c < 2
 *
 *   is returned. d (rows×n, or NULL): += ∂P/∂w; where two vectors are orthogonal their slope is 0.
 *   work: 2·rows·n + c floats. O(c²·m).
 *   Error: each product of unit vectors γ(m + 4).
 *
 * ck_limit_norms_f32 (Keras's constraints, axis 0): w is rows×n; each column of norm v is multiplied with
 *
 *       (rate·clip(v, low, high) + (1 - rate)·v) / (v + 1e-7)
 *
 *   Norms and factors in double; error: 2 roundings.
 *
 * ck_clip_negative_f32: w = max(w, 0), n elements.
 *
 * ck_orthonormalize_f64: the columns of a (m×n, m >= n) become orthonormal: a = Q·R with a positive diagonal of R,
 *   and Q takes its place (Householder 1958; the sign makes Q uniformly distributed for a normal a, Mezzadri
 *   2007). work: 3·n doubles. O(m·n²). Plain loops, so that the bits are those of every set without FMA.
 */
typedef double (*ck_penalty_fn)(size_t n, float l1, float l2, float scale, int accumulate, const float *x,
                                float *_Nullable d);
typedef double (*ck_orthogonal_penalty_fn)(size_t rows, size_t n, int columns, float factor, const float *w,
                                           float *work, float *_Nullable d);
typedef void (*ck_limit_norms_fn)(size_t rows, size_t n, double low, double high, double rate, float *w);
typedef void (*ck_clip_negative_fn)(size_t n, float *w);
typedef void (*ck_orthonormalize_fn)(size_t m, size_t n, double *a, double *work);

#pragma clang assume_nonnull end
#endif
