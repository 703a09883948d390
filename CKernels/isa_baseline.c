/* Four lanes, no fused multiply-add: what every CPU of the target has (SSE2 on x86-64). */
#define CK_WIDTH 4
#define CK_HAS_FMA 0
#define CK_TABLE ck_table_baseline
#define CK_TABLE_ISA CK_BASELINE
#include "ck_bodies.inc"
