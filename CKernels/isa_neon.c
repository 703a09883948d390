/* Four lanes with fused multiply-add and 32 registers. `make arm` runs it under emulation. */
#if defined(__aarch64__)
#define CK_WIDTH 4
#define CK_HAS_FMA 1
#define CK_WIDE_FILE
#define CK_TABLE ck_table_neon
#define CK_TABLE_ISA CK_NEON
#include "ck_bodies.inc"
#endif
