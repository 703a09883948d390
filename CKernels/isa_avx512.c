/* Sixteen lanes with masks and fused multiply-add. */
#if defined(__x86_64__)
#include <immintrin.h>
#include "CKernels.h"
#define CK_WIDTH 16
#define CK_HAS_FMA 1
#define CK_MASK_AVX512
#define CK_TABLE ck_table_avx512
#define CK_TABLE_ISA CK_AVX512
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,fma"))), apply_to = function)
#include "ck_bodies.inc"
#pragma clang attribute pop
#endif
