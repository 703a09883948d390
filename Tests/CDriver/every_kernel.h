/* Every kernel of a table on one set of operands: what the driver compares between instruction sets and what
 * Benchmarks/c/isa_table.c times.
 *
 * A call reads the const arrays of `work` and writes to the others, so that a comparison of all of them misses
 * nothing. rows·n = COUNT elements per array; the arrays that one call uses lie in the first-level cache.
 */
#ifndef EVERY_KERNEL_H
#define EVERY_KERNEL_H
#include "CKernels.h"
#include <string.h>

enum { ROWS = 64, COLUMNS = 16, COUNT = ROWS * COLUMNS, SIDE = 32 };
enum { ROOM = COUNT + 16 }; /* a cache line more: arrays 4096 bytes apart would wait for each other's stores */

typedef struct work {
  _Alignas(64) float x[ROOM], y[ROOM]; /* in (-4, 4) */
  float part[ROOM], goal[ROOM];        /* in (0, 1), away from the ends */
  int32_t classes[ROWS];               /* 0..<COLUMNS */
  int32_t order[ROWS];                 /* 0..<ROWS */
  double wide[COUNT];
  /* Results. */
  float out[COUNT + 3 * COLUMNS], more[3 * ROWS + 3 * COLUMNS], p[ROOM], v[ROOM], m[ROOM], h[ROOM];
  double wide_out[COUNT], sums[12 * COLUMNS], value;
  int64_t counts[COLUMNS * COLUMNS + 8];
  ck_tally tally;
  float scratch[8 * COUNT];
} work;

typedef void (*kernel_call)(const ck_kernels *k, work *w, int index);
typedef struct kernel_case {
  const char *family, *name;
  kernel_call call;
  int index;
} kernel_case;

static inline float next_part(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (float)(*state >> 40) * 0x1p-24f;
}

static inline void fill(work *w) {
  uint64_t state = 7;
  memset(w, 0, sizeof *w);
  for (int i = 0; i < COUNT; i++) {
    w->x[i] = 8 * next_part(&state) - 4, w->y[i] = 8 * next_part(&state) - 4;
    w->part[i] = 0.02f + 0.96f * next_part(&state), w->goal[i] = 0.02f + 0.96f * next_part(&state);
    w->wide[i] = next_part(&state);
    w->p[i] = w->x[i], w->v[i] = w->part[i], w->m[i] = w->y[i] * 0.1f, w->h[i] = w->part[i];
  }
  for (int r = 0; r < ROWS; r++) w->classes[r] = r * 5 % COLUMNS, w->order[r] = r * 13 % ROWS;
}

#define CALL(name, ...)                                                                            \
  static inline void call_##name(const ck_kernels *k, work *w, int index) {                        \
    (void)index;                                                                                   \
    __VA_ARGS__;                                                                                   \
  }

CALL(gemm, k->gemm_f32[index](SIDE, SIDE, SIDE, 0, CK_LINEAR, 0, 0, w->x, SIDE, w->y, SIDE, NULL, w->out, SIDE,
    w->scratch))
CALL(unary, k->unary_f32[index](COUNT, 1.25f, 0.5f, w->part, w->out))
CALL(unary_grad, k->unary_grad_f32[index](COUNT, 1.25f, 0.5f, w->part, w->part, w->y, w->out))
CALL(binary, k->binary_f32[index](ROWS, COLUMNS, w->x, COLUMNS, w->y, COLUMNS, w->out))
CALL(binary_shared, k->binary_f32[index](ROWS, COLUMNS, w->x, COLUMNS, w->y, 0, w->out))
CALL(binary_grad_x,
     k->binary_grad_x_f32[index](ROWS, COLUMNS, w->x, COLUMNS, w->y, COLUMNS, w->part, w->goal, w->out))
CALL(binary_grad_y,
     k->binary_grad_y_f32[index](ROWS, COLUMNS, w->x, COLUMNS, w->y, COLUMNS, w->part, w->goal, w->out))
CALL(rowwise, k->rowwise_f32[index](ROWS, COLUMNS, w->x, w->out))
CALL(rowwise_wide, k->rowwise_f32[index](ROWS / 4, 4 * COLUMNS, w->x, w->out))
CALL(rowwise_grad, k->rowwise_grad_f32[index](ROWS, COLUMNS, w->part, w->y, w->out))
CALL(loss, k->loss_f32[index](ROWS, COLUMNS, 0.5f, 0.25f, 1, w->part, w->goal, NULL, NULL, w->out, &w->tally))
CALL(sparse_loss, k->sparse_loss_f32[index](ROWS, COLUMNS, 0.5f, 0.25f, 1, w->part, w->classes, NULL, NULL, w->out,
                                            &w->tally))
CALL(count_argmax, w->counts[0] = k->count_argmax_f32(ROWS, COLUMNS, w->part, w->goal))
CALL(count_sparse, w->counts[0] = k->count_sparse_f32(ROWS, COLUMNS, w->part, w->classes))
CALL(count_threshold, w->counts[0] = k->count_threshold_f32(COUNT, 0.5f, w->part, w->goal))
CALL(count_sign, w->counts[0] = k->count_sign_f32(COUNT, w->x, w->y))
CALL(confusion_argmax, k->confusion_argmax_f32(ROWS, COLUMNS, w->part, w->goal, w->counts))
CALL(confusion_sparse, k->confusion_sparse_f32(ROWS, COLUMNS, w->part, w->classes, w->counts))
CALL(confusion_threshold, k->confusion_threshold_f32(COUNT, 0.5f, 0.5f, w->part, w->goal, w->counts))
CALL(top_k, w->counts[0] = k->top_k_f32(ROWS, COLUMNS, 3, 0, w->part, w->goal))
CALL(top_k_sparse, w->counts[0] = k->top_k_sparse_f32(ROWS, COLUMNS, 3, 1, w->part, w->classes))
CALL(error_moments, k->error_moments_f32(ROWS, COLUMNS, w->part, w->goal, w->sums))
CALL(sgd, k->sgd_f32(COUNT, 0.01f, w->y, w->p))
CALL(momentum_keras, k->momentum_keras_f32(COUNT, 0.01f, 0.9f, 1, w->y, w->p, w->v))
CALL(momentum_torch, k->momentum_torch_f32(COUNT, 0.01f, 0.9f, 1, 1, w->y, w->p, w->v))
CALL(rmsprop, k->rmsprop_f32(COUNT, 0, 0.01f, 0.9f, 1e-7f, 0, w->y, w->p, w->v, NULL, NULL))
CALL(rmsprop_full, k->rmsprop_f32(COUNT, 1, 0.01f, 0.9f, 10, 0.9f, w->y, w->p, w->v, w->m, w->h))
CALL(adam, k->adam_f32(COUNT, 0.01f, 0.1f, 0.001f, 1, 1e-7f, w->y, w->p, w->m, w->v, NULL))
CALL(adam_vmax, k->adam_f32(COUNT, 0.01f, 0.1f, 0.001f, 1, 1e-7f, w->y, w->p, w->m, w->v, w->h))
CALL(adagrad, k->adagrad_f32(COUNT, 0, 0.01f, 1e-7f, w->y, w->p, w->v))
CALL(adadelta, k->adadelta_f32(COUNT, 0.01f, 0.95f, 1e-7f, w->y, w->p, w->v, w->h))
CALL(adamax, k->adamax_f32(COUNT, 0, 0.01f, 0.1f, 0.999f, 1e-7f, w->y, w->p, w->m, w->v))
CALL(nadam, k->nadam_f32(COUNT, 0.01f, 0.01f, 0.1f, 0.001f, 1, 1e-7f, w->y, w->p, w->m, w->v))
CALL(lion, k->lion_f32(COUNT, 0.01f, 0.1f, 0.01f, w->y, w->p, w->m))
CALL(rprop, k->rprop_f32(COUNT, 0.5f, 1.2f, 1e-6f, 50, w->y, w->p, w->m, w->h))
CALL(scale, k->scale_f32(COUNT, -1, w->p))
CALL(clip, k->clip_f32(COUNT, 2.5f, w->p))
CALL(add_scaled, k->add_scaled_f32(COUNT, 0.01f, w->x, w->p))
CALL(approach, k->approach_f32(COUNT, 0.25f, w->x, w->v))
CALL(swap, k->swap_f32(COUNT, w->p, w->v))
CALL(dot, w->value = k->dot_f64(COUNT, w->wide, w->wide))
CALL(largest, w->value = k->largest_f64(COUNT, w->wide))
CALL(absolute_sum, w->value = k->absolute_sum_f64(COUNT, w->wide))
CALL(combine, k->combine_f64(COUNT, 0.5, w->wide, w->wide, w->wide_out))
CALL(scale_wide, k->scale_f64(COUNT, -1, w->wide_out))
CALL(widen, k->widen_f64(COUNT, w->x, w->wide_out))
CALL(narrow, k->narrow_f64(COUNT, w->wide, w->out))
CALL(penalty, w->value = k->penalty_f32(COUNT, 0.1f, 0.2f, 1, 0, w->x, w->out))
CALL(orthogonal_penalty,
     w->value = k->orthogonal_penalty_f32(ROWS, COLUMNS, 1, 1, w->x, w->scratch, w->out))
CALL(limit_norms, k->limit_norms_f32(ROWS, COLUMNS, 0, 2, 1, w->p))
CALL(clip_negative, k->clip_negative_f32(COUNT, w->p))
CALL(orthonormalize, memcpy(w->wide_out, w->wide, sizeof w->wide);
     k->orthonormalize_f64(ROWS, COLUMNS, w->wide_out, (double *)(void *)w->sums))
CALL(column_sums, k->column_sums_f32(ROWS, COLUMNS, 0, w->x, w->out))
CALL(axis_sum, k->axis_sum_f32(8, 8, COLUMNS, 0.5f, w->x, w->out))
CALL(axis_repeat, k->axis_repeat_f32(8, 8, COLUMNS, 0.5f, w->x, w->out))
CALL(sum, w->value = k->sum_f64(COUNT, w->x))
CALL(sum_squares, w->value = k->sum_squares_f64(COUNT, w->x))
CALL(weigh_rows, ck_weighing weighing = k->weigh_rows_f32(ROWS, w->order, w->part);
     w->value = weighing.sum, w->counts[0] = weighing.nonzero)
CALL(first_nonfinite, w->counts[0] = (int64_t)k->first_nonfinite_f32(COUNT, w->x))
CALL(gather_rows, k->gather_rows_f32(ROWS, COLUMNS, w->order, w->x, w->out))
CALL(gather_i32, k->gather_i32(ROWS, w->order, w->classes, (int32_t *)(void *)w->more))
CALL(shuffle_i32, k->shuffle_i32(COUNT, 7, 3, (int32_t *)(void *)w->out))
CALL(wave_scores, k->wave_scores_f32(COLUMNS, 2, ROWS, 3, w->x, COLUMNS, w->y, w->part, w->out))
CALL(wave_class_scores, {
  const size_t ends[3] = {ROWS / 4, ROWS / 2, ROWS};
  k->wave_class_scores_f32(COLUMNS, 2, 3, ends, w->x, COLUMNS, w->y, w->out);
})
CALL(wave_remove, k->wave_remove_f32(2, ROWS, 3, w->x, w->y, w->p))
CALL(copy_columns, k->copy_columns_f32(ROWS, COLUMNS / 2, 0, w->x, COLUMNS, w->out, COLUMNS))

/* Steps that are no table entry of their own, or join several. `index` counts them. */
static inline void call_step(const ck_kernels *k, work *w, int index) {
  float *x = w->x, *y = w->y, *out = w->out, *more = w->more, *row = w->part, *codes = w->h;
  for (int r = 0; r < ROWS; r++) codes[r] = (float)w->classes[r];
  for (int j = 0; j < COLUMNS; j++) w->m[j] = y[j], w->m[COLUMNS + j] = 1 + row[j], w->m[2 * COLUMNS + j] = 1 + row[j];
  for (int r = 0; r < 3 * ROWS; r++) w->v[r] = 0.5f + row[r];
  const size_t n = COLUMNS;
  const ck_step steps[] = {
      {k->steps[CK_STEP_DENSE], 0, CK_TANH, n, n, 0, 0, 0, x, y, row, out, w->scratch, 0},
      {k->steps[CK_STEP_DENSE_GRAD_WEIGHTS], 0, 0, n, n, 0, 0, 0, x, y, out, more, w->scratch, 0},
      {k->steps[CK_STEP_DENSE_GRAD_INPUT], 0, CK_TANH, n, n, 0, 0, 0, x, y, out, w->scratch, row, row},
      {k->steps[CK_STEP_NORMALIZE_ROWS], 0, 0, n, 0, 1, 1e-3f, 0, x, row, y, out, more, 0},
      {k->steps[CK_STEP_NORMALIZE_ROWS_GRAD], 0, 0, n, 0, 1, 1e-3f, 0, x, row, w->v, y, out, 0},
      {k->steps[CK_STEP_NORMALIZE_ROWS_GRAD_WEIGHTS], 0, 0, n, 0, 1, 1e-3f, 0, x, w->v, y, out, more, 0},
      {k->steps[CK_STEP_BATCH_STATISTICS], 0, 1, n, 0, 1, 1e-3f, 0.1f, x, out, more, more + n, 0, 0},
      {k->steps[CK_STEP_MOVING_STATISTICS], 0, 0, n, 0, 1, 1e-3f, 0, x, row, out, 0, 0, 0},
      {k->steps[CK_STEP_NORMALIZE_COLUMNS], 0, 0, n, 0, 1, 1e-3f, 0, x, w->m, row, y, out, 0},
      {k->steps[CK_STEP_NORMALIZE_COLUMNS_GRAD], 0, 0, n, 0, 1, 1e-3f, 0, x, w->m, row, y, out, more},
      {k->steps[CK_STEP_NOISE], 0, CK_DROPOUT, n, 0, 1, 0.3f, 0, x, out, 0, 0, 0, 0},
      {k->steps[CK_STEP_NOISE], 0, CK_GAUSSIAN_NOISE, n, 0, 1, 0.3f, 0, x, out, 0, 0, 0, 0},
      {k->steps[CK_STEP_EMBEDDING], 0, 0, n, COLUMNS, 1, 0, 0, codes, x, out, 0, 0, 0},
      {k->steps[CK_STEP_EMBEDDING_GRAD], 0, 0, n, COLUMNS, 1, 0, 0, codes, x, out, 0, 0, 0},
      {k->steps[CK_STEP_ONE_HOT], 0, 0, n, 0, 1, 0, 0, codes, out, 0, 0, 0, 0},
      {k->steps[CK_STEP_SWAP_AXES], 0, 1, 4, 4, 1, 0, 0, x, out, 0, 0, 0, 0},
      {k->steps[CK_STEP_PENALTY], 0, 0, n, 0, 0, 0.1f, 0.2f, x, 0, 0, 0, 0, 0},
      {k->steps[CK_STEP_PENALTY_GRAD], 0, 0, n, 0, 0, 0.1f, 0.2f, x, out, 0, 0, 0, 0},
      {k->steps[CK_STEP_ZERO], 0, 0, n, 0, 0, 0, 0, w->p, 0, 0, 0, 0, 0},
  };
  ck_context context = {.rows = ROWS, .noise = 12345, .penalty_scale = 0.5f};
  steps[index].run(&steps[index], &context);
  w->value = context.penalty;
}

#define UNARY(name, NAME) {"unary", #name, call_unary, CK_##NAME},
#define UNARY_GRAD(name, NAME) {"unary gradient", #name, call_unary_grad, CK_##NAME},
#define ROWWISE_CASES(name, NAME)                                                                  \
  {"row by row", #name, call_rowwise, CK_##NAME}, {"row by row, 64", #name, call_rowwise_wide, CK_##NAME}, \
      {"row by row gradient", #name, call_rowwise_grad, CK_##NAME},
#define BINARY_CASES(name, NAME)                                                                   \
  {"binary", #name, call_binary, CK_##NAME}, {"binary, shared row", #name, call_binary_shared, CK_##NAME}, \
      {"binary gradient x", #name, call_binary_grad_x, CK_##NAME},                                 \
      {"binary gradient y", #name, call_binary_grad_y, CK_##NAME},
#define LOSS(name, NAME) {"loss", #name, call_loss, CK_LOSS_##NAME},
#define SPARSE_LOSS(name, NAME) {"loss", #name, call_sparse_loss, CK_##NAME},
#define ONE(family, name) {family, #name, call_##name, 0}
#define STEP(name, index) {"step", name, call_step, index}

static const kernel_case every_kernel[] = {
    {"gemm", "nn", call_gemm, CK_GEMM_NN}, {"gemm", "nt", call_gemm, CK_GEMM_NT}, {"gemm", "tn", call_gemm,
    CK_GEMM_TN},
    CK_ACTIVATIONS(UNARY) CK_ELEMENTARY(UNARY) CK_ACTIVATIONS(UNARY_GRAD) CK_ELEMENTARY(UNARY_GRAD)
    BINARY_CASES(add, ADD) BINARY_CASES(subtract, SUBTRACT) BINARY_CASES(multiply, MULTIPLY)
    BINARY_CASES(divide, DIVIDE) BINARY_CASES(larger, LARGER) BINARY_CASES(smaller, SMALLER) BINARY_CASES(prelu, PRELU)
    CK_ROWWISE(ROWWISE_CASES) CK_LOSSES(LOSS) CK_SPARSE_LOSSES(SPARSE_LOSS)
    ONE("count", count_argmax), ONE("count", count_sparse), ONE("count", count_threshold), ONE("count", count_sign),
    ONE("count", confusion_argmax), ONE("count", confusion_sparse), ONE("count", confusion_threshold),
    ONE("count", top_k), ONE("count", top_k_sparse), ONE("count", error_moments),
    ONE("optimizer", sgd), ONE("optimizer", momentum_keras), ONE("optimizer", momentum_torch),
    ONE("optimizer", rmsprop), ONE("optimizer", rmsprop_full), ONE("optimizer", adam), ONE("optimizer", adam_vmax),
    ONE("optimizer", adagrad), ONE("optimizer", adadelta), ONE("optimizer", adamax), ONE("optimizer", nadam),
    ONE("optimizer", lion), ONE("optimizer", rprop),
    ONE("vector", scale), ONE("vector", clip), ONE("vector", add_scaled), ONE("vector", approach), ONE("vector", swap),
    ONE("vector, double", dot), ONE("vector, double", largest), ONE("vector, double", absolute_sum),
    ONE("vector, double", combine), ONE("vector, double", scale_wide), ONE("vector, double", widen),
    ONE("vector, double", narrow),
    ONE("weights", penalty), ONE("weights", orthogonal_penalty), ONE("weights", limit_norms),
    ONE("weights", clip_negative), ONE("weights", orthonormalize),
    ONE("reduction", column_sums), ONE("reduction", axis_sum), ONE("reduction", axis_repeat), ONE("reduction", sum),
    ONE("reduction", sum_squares), ONE("reduction", weigh_rows), ONE("reduction", first_nonfinite),
    ONE("copy", gather_rows), ONE("copy", gather_i32), ONE("copy", shuffle_i32), ONE("copy", copy_columns),
    ONE("waves", wave_scores), ONE("waves", wave_class_scores), ONE("waves", wave_remove),
    STEP("dense", 0), STEP("dense_grad_weights", 1), STEP("dense_grad_input", 2), STEP("normalize_rows", 3),
    STEP("normalize_rows_grad", 4), STEP("normalize_rows_grad_weights", 5), STEP("batch_statistics", 6),
    STEP("moving_statistics", 7), STEP("normalize_columns", 8), STEP("normalize_columns_grad", 9),
    STEP("dropout", 10), STEP("gaussian_noise", 11), STEP("embedding", 12), STEP("embedding_grad", 13),
    STEP("one_hot", 14), STEP("swap_axes", 15), STEP("penalty", 16), STEP("penalty_grad", 17), STEP("zero", 18),
};
enum { KERNEL_CASES = sizeof every_kernel / sizeof *every_kernel };
#endif
