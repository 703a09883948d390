#ifndef CK_SHUFFLE_H
#define CK_SHUFFLE_H
#include "ck_base.h"

#pragma clang assume_nonnull begin

/* ck_shuffle_i32: for i = n - 1, n - 2, ... 1 element i of `order` and element ⌊u·(i + 1)/2^32⌋ change places (Fisher
 * and Yates), u being the upper half of the next draw of a SplitMix64 stream, from draw `first` (counted from 0) on:
 * n - 1 of them.
 * Domain: n < 2^32.
 */
typedef void (*ck_shuffle_fn)(size_t n, uint64_t stream, uint64_t first, int32_t *order);

#pragma clang assume_nonnull end
#endif
