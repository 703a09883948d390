#ifndef CK_PEAK_H
#define CK_PEAK_H
#include "ck_base.h"

#pragma clang assume_nonnull begin

/* The ceiling that products are measured against: `rounds` times one multiply-add (a multiplication and an addition
 * where the set has no fused one) on each of a set of registers, without memory. Enough of them are independent to
 * hide the latency, so its time is that of the arithmetic units alone. */
typedef struct ck_peak_work {
  double operations; /* floating-point operations done: two for each lane of each multiply-add */
  float value;       /* the mean of all lanes: so the work cannot be left out. It is `start` again */
} ck_peak_work;
typedef ck_peak_work (*ck_peak_fn)(size_t rounds, float start);

#pragma clang assume_nonnull end
#endif
