#ifndef CK_BASE_H
#define CK_BASE_H
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/* Instruction sets. Values are stable; a set that this build or CPU lacks has no table. */
typedef enum ck_isa : int32_t { CK_BASELINE = 0, CK_AVX2 = 1, CK_AVX512 = 2, CK_NEON = 3 } ck_isa;
enum { CK_ISA_COUNT = 4 };

/* What a pass over a batch counts. Both grow with the data, so neither is a float. */
typedef struct ck_tally {
  double loss;     /* sum over rows of weight * per-sample loss */
  int64_t correct; /* rows (or elements, see the loss) predicted right */
} ck_tally;

#pragma clang assume_nonnull end
#endif
