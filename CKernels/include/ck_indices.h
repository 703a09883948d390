#ifndef CK_INDICES_H
#define CK_INDICES_H
#include "ck_base.h"

#pragma clang assume_nonnull begin

/* Values that are whole numbers 0...count - 1 held in floats, and the order of axes. Called as steps, see ck_steps.h.
 *
 * embedding        y[i] = table[x[i]], rows of n floats; x has `indices` of them
 * embedding_grad   dtable[x[i]] (+)= dy[i], in the order of i; without accumulate dtable is set to 0 first
 * one_hot          y[i][j] = 1 where j == x[i], else 0, n values each
 * swap_axes        y[o][j][i] = x[o][i][j] of `inner` floats each; x is outer×a×b×inner
 *
 * Aliasing  none. Domain: indices are checked by the caller; one that is no index (also NaN) is read as the nearest,
 * so that memory beyond the table is never touched. Exact.
 */

#pragma clang assume_nonnull end
#endif
