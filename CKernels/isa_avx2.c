/* Eight lanes with fused multiply-add. */
#if defined(__x86_64__)
#include <immintrin.h>
#include "CKernels.h"
#define CK_WIDTH 8
#define CK_HAS_FMA 1
#define CK_MASK_AVX2
#define CK_TABLE ck_table_avx2
#define CK_TABLE_ISA CK_AVX2
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "ck_bodies.inc"
#pragma clang attribute pop
#endif
