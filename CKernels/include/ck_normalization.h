#ifndef CK_NORMALIZATION_H
#define CK_NORMALIZATION_H
#include "ck_base.h"

#pragma clang assume_nonnull begin

/* Normalisation of rows (layer, root mean square) and of columns (batch). They are called as steps, see
 * ck_steps.h; here is what they compute. N is the number of rows, n their length.
 *
 *     d = x - mean          y = d·r·gamma + beta          r = 1/√(variance + epsilon)
 *
 * Statistics  three floats: mean high, mean low, r. The mean is a sum of two floats, so a row or column
 *             around 1e6 that varies by 1 keeps its digits. Of rows: N×3. Of columns: 3×n.
 *             Mean and variance (dividing by the count) are summed in Double, in two passes.
 * gamma, beta NULL stand for 1 and 0.
 * Aliasing    y == x and dx == dy allowed.
 * Domain      epsilon > 0. NaN or infinity anywhere in a row (column) makes it NaN.
 * Error       y: 4 ULP of |gamma|·|d|·r + |beta|, where r is rounded once; dx: γ of the two sums of n terms.
 * Source      Ba et al. 2016; Zhang & Sennrich 2019; Ioffe & Szegedy 2015.
 *
 * normalize_rows               rows by their own statistics; uncentred (root mean square): mean = 0
 * normalize_rows_grad          dx = r·(g - Σg/n - x̂·Σ(g·x̂)/n), g = gamma·dy, x̂ = d·r; uncentred: without Σg/n
 * normalize_rows_grad_weights  dgamma (+)= Σ_rows dy·x̂, dbeta (+)= Σ_rows dy, each one chain down the rows
 * batch_statistics             statistics of columns, and of the moving ones: moving += share·(value - moving).
 *                              Unbiased: the moving variance takes N/(N - 1) of it; with N == 1, which has no
 *                              such value, both stay.
 * moving_statistics            statistics from given means and variances
 * normalize_columns            y by the statistics of columns
 * normalize_columns_grad       sums = Σ dy·x̂ (n), Σ dy (n); dx = gamma·r·(dy - Σdy/N - x̂·Σ(dy·x̂)/N), or, with
 *                              statistics that do not depend on x, dx = gamma·r·dy
 */

#pragma clang assume_nonnull end
#endif
