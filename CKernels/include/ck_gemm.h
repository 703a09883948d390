#ifndef CK_GEMM_H
#define CK_GEMM_H
#include "ck_activations.h"

#pragma clang assume_nonnull begin

/* Matrix product with a fused epilogue:
 *
 *     C = f(C0 + A·B + bias)        C0 is C itself with CK_GEMM_ACCUMULATE, else 0
 *
 *     ck_gemm_nn_f32   A is m×k, B is k×n      C[i][j] = Σ_p A[i][p]·B[p][j]
 *     ck_gemm_nt_f32   A is m×k, B is n×k      C[i][j] = Σ_p A[i][p]·B[j][p]
 *     ck_gemm_tn_f32   A is k×m, B is k×n      C[i][j] = Σ_p A[p][i]·B[p][j]
 *
 * Sizes     m×n elements of C, sums of length k. k == 0 gives f(C0 + bias).
 * Scalars   flags; `f` is an activation with its parameters fa, fb (CK_LINEAR: none).
 * Strides   lda, ldb, ldc: elements between rows of the stored matrix, at least its row length.
 * bias      n values or NULL.
 * Workspace ck_gemm_workspace_f32(form, m, n, k) floats; may be garbage, is overwritten.
 *           With a size of 0 it is not touched. Fewer rows, or some of the columns with the stride of
 *           all, need no more.
 * Aliasing  C overlaps none of the inputs.
 * Order     C[i][j] is one chain p = 0, 1, ... of fused multiply-adds that starts at C0: the same
 *           bits whatever m, n, the strides or the path taken. So adding the products of two
 *           blocks of rows gives the bits of the product of both at once.
 *           (The baseline set has no fused multiply-add: it multiplies, then adds.)
 * Error     |computed - exact| <= γ(k+2)·(|C0| + |A|·|B| + |bias|) before f, γ(n) = n·u/(1-n·u),
 *           u = 2^-24 (Higham 2002, §3.1).
 */
typedef enum ck_gemm_form : int32_t { CK_GEMM_NN = 0, CK_GEMM_NT = 1, CK_GEMM_TN = 2 } ck_gemm_form;
enum { CK_GEMM_ACCUMULATE = 1 };

typedef void (*ck_gemm_fn)(size_t m, size_t n, size_t k, uint32_t flags, ck_unary f, float fa, float fb,
                           const float *a, size_t lda, const float *b, size_t ldb,
                           const float *_Nullable bias, float *c, size_t ldc,
                           float *_Nullable workspace);

/* Floats of workspace that the product of this form and size needs, on any instruction set. */
size_t ck_gemm_workspace_f32(ck_gemm_form form, size_t m, size_t n, size_t k);

#pragma clang assume_nonnull end
#endif
