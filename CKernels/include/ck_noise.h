#ifndef CK_NOISE_H
#define CK_NOISE_H
#include "ck_base.h"

#pragma clang assume_nonnull begin

/* Multiplicative and additive noise on the way through a layer: y = factor·x + summand, and backward dx = factor·dy with
 * the same draws. Called as the step NOISE, see ck_steps.h.
 *
 * Draws     draw e is SplitMix64 (Steele et al. 2014) of (stream, e), where e counts the values of the whole batch from
 *           its first: (row in the batch)·n + place in the row. So neither blocks nor threads nor alignment matter, and
 *           nothing has to be kept for the way back. The stream of layer m is draw m of the batch's stream.
 *
 * DROPOUT           0 with probability `rate`, else x/(1 - rate)                   Srivastava et al. 2014
 * ALPHA_DROPOUT     A·x + B, or A·α' + B with probability `rate`; α' = -λα of SELU, A = 1/√((1-rate)(1 + rate·α'²)),
 *                   B = -A·α'·rate: mean 0 and variance 1 stay                      Klambauer et al. 2017
 * GAUSSIAN_NOISE    x + deviation·z, z standard normal; backward: dx = dy
 * GAUSSIAN_DROPOUT  x·(1 + deviation·z)
 *
 * Normal    √(-2 log u)·cos(2πv) (Box & Muller 1958), u and v of 24 bits each: |z| <= 5.8.
 * Aliasing  y == x allowed. NaN and infinity in x stay or become NaN, also where they are dropped.
 */
typedef enum ck_noise : int32_t { CK_DROPOUT, CK_ALPHA_DROPOUT, CK_GAUSSIAN_NOISE, CK_GAUSSIAN_DROPOUT } ck_noise;

#pragma clang assume_nonnull end
#endif
