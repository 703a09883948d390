/* CKernels: float32 kernels, pure functions over pointers and sizes.
 *
 * Nothing here allocates, does I/O, starts a thread or keeps state, but for one table of functions
 * per instruction set. Take a table once (`ck_kernels_best`, or `ck_kernels_for` to force a set)
 * and call through it:
 *
 *     const ck_kernels *k = ck_kernels_best();
 *     k->softmax_f32(rows, n, x, y);
 *
 * Conventions, everywhere: sizes are in elements, never bytes; matrices are row-major; parameters
 * come in the order sizes, scalars, inputs, outputs; a pointer may be unaligned; sizes of 0 do
 * nothing; NaN is never lost. Bits may differ between instruction sets. On one set, the bits of a
 * row depend on that row and on the sizes of its row alone: not on how many rows stand beside it,
 * nor on its position, nor on alignment (the order of a sum depends on its length only, and a tail
 * runs the body's arithmetic under a mask).
 */
#ifndef CKERNELS_H
#define CKERNELS_H
#include "ck_activations.h"
#include "ck_checksum.h"
#include "ck_elementwise.h"
#include "ck_gather.h"
#include "ck_gemm.h"
#include "ck_indices.h"
#include "ck_kernels.h"
#include "ck_losses.h"
#include "ck_metrics.h"
#include "ck_noise.h"
#include "ck_normalization.h"
#include "ck_optimizers.h"
#include "ck_peak.h"
#include "ck_reductions.h"
#include "ck_shuffle.h"
#include "ck_softmax.h"
#include "ck_steps.h"
#include "ck_threads.h"
#include "ck_waves.h"
#include "ck_weights.h"
#endif
