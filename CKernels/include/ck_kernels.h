#ifndef CK_KERNELS_H
#define CK_KERNELS_H
#include "ck_activations.h"
#include "ck_elementwise.h"
#include "ck_gather.h"
#include "ck_gemm.h"
#include "ck_losses.h"
#include "ck_metrics.h"
#include "ck_optimizers.h"
#include "ck_peak.h"
#include "ck_reductions.h"
#include "ck_shuffle.h"
#include "ck_softmax.h"
#include "ck_steps.h"
#include "ck_waves.h"
#include "ck_weights.h"

#pragma clang assume_nonnull begin

/* Every kernel of one instruction set. Indexed arrays follow the enum of their family. */
typedef struct ck_kernels {
  ck_isa isa;
  size_t chain_width; /* the widest layer of a CHAIN step */
  ck_gemm_fn _Nonnull gemm_f32[3]; /* by ck_gemm_form */
  ck_unary_fn _Nonnull unary_f32[CK_UNARY_COUNT];
  ck_unary_grad_fn _Nonnull unary_grad_f32[CK_UNARY_COUNT];
  ck_binary_fn _Nonnull binary_f32[CK_BINARY_COUNT];
  ck_binary_grad_fn _Nonnull binary_grad_x_f32[CK_BINARY_COUNT];
  ck_binary_grad_fn _Nonnull binary_grad_y_f32[CK_BINARY_COUNT];
  ck_rowwise_fn _Nonnull rowwise_f32[CK_ROWWISE_COUNT];
  ck_rowwise_grad_fn _Nonnull rowwise_grad_f32[CK_ROWWISE_COUNT];
  ck_loss_fn _Nonnull loss_f32[CK_LOSS_COUNT];
  ck_sparse_loss_fn _Nonnull sparse_loss_f32[CK_SPARSE_LOSS_COUNT];
  ck_count_argmax_fn count_argmax_f32;
  ck_count_sparse_fn count_sparse_f32;
  ck_count_threshold_fn count_threshold_f32;
  ck_count_sign_fn count_sign_f32;
  ck_confusion_argmax_fn confusion_argmax_f32;
  ck_confusion_sparse_fn confusion_sparse_f32;
  ck_confusion_threshold_fn confusion_threshold_f32;
  ck_top_k_fn top_k_f32;
  ck_top_k_sparse_fn top_k_sparse_f32;
  ck_error_moments_fn error_moments_f32;
  ck_sgd_fn sgd_f32;
  ck_momentum_keras_fn momentum_keras_f32;
  ck_momentum_torch_fn momentum_torch_f32;
  ck_rmsprop_fn rmsprop_f32;
  ck_adam_fn adam_f32;
  ck_adagrad_fn adagrad_f32;
  ck_adadelta_fn adadelta_f32;
  ck_adamax_fn adamax_f32;
  ck_nadam_fn nadam_f32;
  ck_lion_fn lion_f32;
  ck_rprop_fn rprop_f32;
  ck_scale_fn scale_f32;
  ck_scale_fn clip_f32;
  ck_add_scaled_fn add_scaled_f32;
  ck_add_scaled_fn approach_f32;
  ck_swap_fn swap_f32;
  ck_dot_f64_fn dot_f64;
  ck_largest_f64_fn largest_f64;
  ck_largest_f64_fn absolute_sum_f64;
  ck_combine_f64_fn combine_f64;
  ck_scale_f64_fn scale_f64;
  ck_widen_fn widen_f64;
  ck_narrow_fn narrow_f64;
  ck_penalty_fn penalty_f32;
  ck_orthogonal_penalty_fn orthogonal_penalty_f32;
  ck_limit_norms_fn limit_norms_f32;
  ck_clip_negative_fn clip_negative_f32;
  ck_orthonormalize_fn orthonormalize_f64;
  ck_column_sums_fn column_sums_f32;
  ck_axis_fn axis_sum_f32;
  ck_axis_fn axis_repeat_f32;
  ck_sum_fn sum_f64;
  ck_sum_fn sum_squares_f64;
  ck_weigh_rows_fn weigh_rows_f32;
  ck_find_fn first_nonfinite_f32;
  ck_gather_rows_fn gather_rows_f32;
  ck_gather_i32_fn gather_i32;
  ck_shuffle_fn shuffle_i32;
  ck_copy_columns_fn copy_columns_f32;
  ck_wave_scores_fn wave_scores_f32;
  ck_wave_class_scores_fn wave_class_scores_f32;
  ck_wave_remove_fn wave_remove_f32;
  ck_peak_fn peak_f32;
  ck_step_fn _Nonnull steps[CK_STEP_COUNT]; /* by ck_step_kind: the kernels in the form a plan calls */
  ck_step_part_fn _Nullable parts[CK_STEP_COUNT]; /* likewise; NULL for steps that are not shared */
} ck_kernels;

static inline ck_step_part_fn _Nullable ck_step_part_function(const ck_kernels *kernels, ck_step_kind kind) {
  return kernels->parts[kind];
}
/* A step of the table, by kind: fixed arrays reach Swift as tuples, which cannot be indexed. */
static inline ck_step_fn ck_step_function(const ck_kernels *kernels, ck_step_kind kind) {
  return kernels->steps[kind];
}
static inline ck_gemm_fn ck_gemm_function(const ck_kernels *kernels, ck_gemm_form form) {
  return kernels->gemm_f32[form];
}
static inline ck_binary_fn ck_binary_function(const ck_kernels *kernels, ck_binary binary) {
  return kernels->binary_f32[binary];
}

/* The table of an instruction set, or NULL when this build or this CPU has not got it. */
const ck_kernels *_Nullable ck_kernels_for(ck_isa isa);

/* The best table that this CPU can run. The environment variable SWIFTLET_ISA (baseline, avx2,
 * avx512, neon), read at the first call, forces one; a name that is unknown or cannot run here is
 * ignored here, and refused by the functions of Swift that train and predict. */
const ck_kernels *ck_kernels_best(void);

/* "baseline", "avx2", "avx512", "neon". */
const char *ck_isa_name(ck_isa isa);

#pragma clang assume_nonnull end
#endif
