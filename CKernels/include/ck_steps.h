#ifndef CK_STEPS_H
#define CK_STEPS_H
#include "ck_activations.h"
#include "ck_indices.h"
#include "ck_noise.h"
#include "ck_normalization.h"

#pragma clang assume_nonnull begin

/* The kernels in the form a plan calls them: a plan is a flat list of ck_step, laid out once, and a
 * training step is
 *
 *     for (size_t i = 0; i < count; i++) steps[i].run(&steps[i], &context);
 *
 * A step reads the number of rows, the scale of its loss and whether this is a later block of the same
 * batch from the context; everything else is fixed in the step. R below is the number of rows:
 * context->rows, or 1 with CK_STEP_ONE_ROW (an operation on parameters alone).
 *
 * Accumulate: a step with CK_STEP_ADD adds to its output; one with CK_STEP_ADD_LATER adds to it when
 * context->later_block is not 0 (gradients of parameters, summed over the blocks of a batch); else
 * it sets it.
 */
typedef struct ck_goal {
  float scale; /* of its gradient: its weight / rows of the whole batch, or as the loss wants */
  ck_tally tally;
} ck_goal;

/* Rows whose losses, weight·(total·log sum - product), wait for a logarithm that they take together. */
enum { CK_WAITING = 16 };
typedef struct ck_waiting {
  size_t count;
  float total[CK_WAITING], sum[CK_WAITING], product[CK_WAITING], weight[CK_WAITING];
} ck_waiting;

typedef struct ck_context {
  size_t rows;         /* of this block */
  int32_t later_block; /* 0 in the first block of a batch (or shard) */
  ck_goal *goals;      /* one per loss of the model, by the m of its step */
  int64_t *counts;     /* what steps count from the m of each on */
  double *sums;        /* what steps add up, likewise */
  uint64_t noise;      /* the stream of this batch, see ck_noise.h */
  size_t first_row;    /* of this block in the batch */
  float penalty_scale; /* of the gradients of penalties on values: 1 / rows of the whole batch */
  double penalty;      /* what PENALTY steps add up */
  ck_waiting waiting;  /* of CHAIN steps */
} ck_context;

struct ck_step;
typedef void (*ck_step_fn)(const struct ck_step *, ck_context *);

enum {
  CK_STEP_ADD = 1,
  CK_STEP_ADD_LATER = 2,
  CK_STEP_ONE_ROW = 4,
  CK_STEP_X_SHARED = 8,  /* operand p0 of a binary has one row for all (stride 0) */
  CK_STEP_Y_SHARED = 16, /* operand p1 likewise */
};

typedef struct ck_step {
  ck_step_fn run;
  uint32_t flags;
  int32_t index; /* which function of its family: ck_unary, ck_binary, ck_rowwise, ck_loss, ck_sparse_loss */
  size_t n, k, m;
  float a, b; /* parameters of the function */
  float *_Nullable p0, *_Nullable p1, *_Nullable p2, *_Nullable p3, *_Nullable p4, *_Nullable p5;
} ck_step;

/* A part of what a step writes, so that several threads can share it: rows × columns of its output from
 * (row, column) on. No part reads what another writes. Which parts a step is cut into changes no bit. */
typedef struct ck_part {
  size_t row, rows, column, columns;
} ck_part;

/* Does a part of a step; the output of each, and the workspace:
 *
 * DENSE                p3, R×n     gemm nn(rows, columns, k)
 * DENSE_GRAD_WEIGHTS   p2, k×n     gemm tn(rows, columns, R); of p3 a share like that of its rows in k
 * DENSE_GRAD_INPUT     p2, R×k     gemm nt(rows, columns, n)
 */
typedef void (*ck_step_part_fn)(const struct ck_step *, const ck_context *, ck_part, float *_Nullable workspace);

/* kind                       does                                             operands
 * DENSE                      p3[R×n] (+)= f(p0[R×k]·p1[k×n] + p2[n])          f = index, a, b; p2 may be NULL;
 *                                                                             p4 workspace of gemm nn(R, n, k)
 * DENSE_GRAD_WEIGHTS         p2[k×n] (+)= p0[R×k]ᵀ·p1[R×n], p3[n] (+)= Σ_r p1   p3 may be NULL; p4 workspace of gemm tn(k, n, R)
 * DENSE_GRAD_INPUT           p2[R×k] (+)= (p0[R×n]·p1[k×n]ᵀ)∘f'               f = index, a, b with its x at p4 and
 *                                                                             y at p5, or CK_LINEAR: no factor (with
 *                                                                             ADD only CK_LINEAR); p3 workspace of gemm nt(R, k, n)
 * UNARY                      p1 = f(p0), R·n elements
 * UNARY_GRAD                 p3 = p2·f'(x = p0, y = p1)
 * BINARY                     p2[R×n] = p0 op p1
 * BINARY_GRAD_X, _GRAD_Y     p4 = p3·∂/∂(p0 or p1), z = p2
 * ROWWISE                    p1 = f(p0), (R·m)×n; f = index, a ck_rowwise
 * ROWWISE_GRAD               p2 = grad(y = p0, dy = p1), (R·m)×n
 * COPY_COLUMNS               p1[r·m + 0..<n] (+)= p0[r·k + 0..<n]             k, m: row strides of p0, p1
 * ZERO                       p0[R×n] = 0
 * COLUMN_SUMS                p1[n] (+)= Σ_r p0[r]
 * AXIS_SUM                   p1[(R·m)×k] = a·Σ p0[(R·m)×n×k] over the middle  no accumulate
 * AXIS_REPEAT                p1[(R·m)×n×k] = a·p0[(R·m)×k]                    no accumulate
 * NORMALIZE_ROWS             p3 = p0 normalised, R·m rows of n                index 1: uncentred; a epsilon; p1 gamma,
 *                                                                             p2 beta, p4 statistics [R·m×3]: each may be NULL
 * NORMALIZE_ROWS_GRAD        p4 = its dx, from p0 x, p1 gamma, p2 statistics, p3 dy   index as above
 * NORMALIZE_ROWS_GRAD_WEIGHTS   p3[n] (+)= dgamma, p4[n] (+)= dbeta             p0 x, p1 statistics, p2 dy; p3, p4 may be NULL
 * BATCH_STATISTICS           p1[3×n] of p0, R·m rows of n; moves p2, p3       index 1: unbiased; a epsilon; b share
 * MOVING_STATISTICS          p2[3×n] from p0 means, p1 variances              a epsilon
 * NORMALIZE_COLUMNS          p4 = p0 by p1 statistics, p2 gamma, p3 beta      gamma and beta may be NULL
 * NORMALIZE_COLUMNS_GRAD     p4 = dx or NULL, p5[2×n] = dgamma, dbeta         p0 x, p1 statistics, p2 gamma, p3 dy;
 *                                                                             index 1: statistics do not depend on x
 * NOISE                      p1 = p0 with noise, R×n                          index ck_noise, a amount, m layer, k 1: backward
 * EMBEDDING                  p2[R·m×n] = p1[p0]                               table of k rows
 * EMBEDDING_GRAD             p2[k×n] (+)= p1 at p0                            p0 indices [R·m], p1 dy
 * ONE_HOT                    p1[R·m×n] of p0[R·m]
 * SWAP_AXES                  p1 = p0 with axes n and k swapped                R·m × n × k × index
 * PENALTY                    context->penalty += Σ a·|p0| + b·p0², R·n elements
 * PENALTY_GRAD               p1 += penalty_scale·(a·sign(p0) + 2·b·p0)
 * LOSS                       index ck_loss, a, b: p0 prediction, p1 target, p2 weights or NULL, p3 gradient or NULL,
 *                            p4 factors or NULL; scale and tally of context->goals[m]
 * SPARSE_LOSS                the same with p1 holding int32
 * COUNT_ARGMAX, _SPARSE, _THRESHOLD (a), _SIGN    context->counts[m] += count(p0, p1), R×n
 * CONFUSION_ARGMAX, _SPARSE  context->counts[m...] of p0 and p1, R×n
 * CONFUSION_THRESHOLD        the same, R·n elements                           a, b: thresholds of p0, p1
 * TOP_K, _SPARSE             context->counts[m] += count(p0, p1), R×n         k; index 1: ordered
 * ERROR_MOMENTS              context->sums[m...] of p0 and p1, R×n
 * CHAIN                      the steps from the one after next on, for one row, as one   n layers of widths up to the table's
 *                            chain_width: n DENSE, m (0 or 1) ROWWISE, LOSS or SPARSE_LOSS, m ROWWISE_GRAD, then
 *                            from the last layer on DENSE_GRAD_WEIGHTS and, but for the first, DENSE_GRAD_INPUT.
 *                            Each reads what the one before has made; only gradients of weights are written, and
 *                            set, not added to. The loss may wait for SETTLE.
 * SETTLE                     losses that wait are added to the tally of context->goals[m], in their order
 */
enum { CK_CHAIN_LAYERS = 8 };
#define CK_STEPS(X)                                                                                \
  X(dense, DENSE)                                                                                  \
  X(dense_grad_weights, DENSE_GRAD_WEIGHTS)                                                        \
  X(dense_grad_input, DENSE_GRAD_INPUT)                                                            \
  X(unary, UNARY)                                                                                  \
  X(unary_grad, UNARY_GRAD)                                                                        \
  X(binary, BINARY)                                                                                \
  X(binary_grad_x, BINARY_GRAD_X)                                                                  \
  X(binary_grad_y, BINARY_GRAD_Y)                                                                  \
  X(rowwise, ROWWISE)                                                                              \
  X(rowwise_grad, ROWWISE_GRAD)                                                                    \
  X(copy_columns, COPY_COLUMNS)                                                                    \
  X(zero, ZERO)                                                                                    \
  X(column_sums, COLUMN_SUMS)                                                                      \
  X(axis_sum, AXIS_SUM)                                                                            \
  X(axis_repeat, AXIS_REPEAT)                                                                      \
  X(normalize_rows, NORMALIZE_ROWS)                                                                \
  X(normalize_rows_grad, NORMALIZE_ROWS_GRAD)                                                      \
  X(normalize_rows_grad_weights, NORMALIZE_ROWS_GRAD_WEIGHTS)                                      \
  X(batch_statistics, BATCH_STATISTICS)                                                            \
  X(moving_statistics, MOVING_STATISTICS)                                                          \
  X(normalize_columns, NORMALIZE_COLUMNS)                                                          \
  X(normalize_columns_grad, NORMALIZE_COLUMNS_GRAD)                                                \
  X(noise, NOISE)                                                                                  \
  X(embedding, EMBEDDING)                                                                          \
  X(embedding_grad, EMBEDDING_GRAD)                                                                \
  X(one_hot, ONE_HOT)                                                                              \
  X(swap_axes, SWAP_AXES)                                                                          \
  X(penalty, PENALTY)                                                                              \
  X(penalty_grad, PENALTY_GRAD)                                                                    \
  X(loss, LOSS)                                                                                    \
  X(sparse_loss, SPARSE_LOSS)                                                                      \
  X(count_argmax, COUNT_ARGMAX)                                                                    \
  X(count_sparse, COUNT_SPARSE)                                                                    \
  X(count_threshold, COUNT_THRESHOLD)                                                              \
  X(count_sign, COUNT_SIGN)                                                                        \
  X(confusion_argmax, CONFUSION_ARGMAX)                                                            \
  X(confusion_sparse, CONFUSION_SPARSE)                                                            \
  X(confusion_threshold, CONFUSION_THRESHOLD)                                                      \
  X(top_k, TOP_K)                                                                                  \
  X(top_k_sparse, TOP_K_SPARSE)                                                                    \
  X(error_moments, ERROR_MOMENTS)                                                                  \
  X(chain, CHAIN)                                                                                  \
  X(settle, SETTLE)

typedef enum ck_step_kind : int32_t {
#define CK_ROW(name, NAME) CK_STEP_##NAME,
  CK_STEPS(CK_ROW)
#undef CK_ROW
} ck_step_kind;
enum { CK_STEP_COUNT = CK_STEP_SETTLE + 1 };

#pragma clang assume_nonnull end
#endif
