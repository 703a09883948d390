/* The tables that ck_dispatch.c chooses from; each is defined by the isa_*.c of its name, if at all. */
#ifndef CK_TABLES_H
#define CK_TABLES_H
#include "ck_kernels.h"

extern const ck_kernels ck_table_baseline;
#if defined(__x86_64__)
extern const ck_kernels ck_table_avx2, ck_table_avx512;
#endif
#if defined(__aarch64__)
extern const ck_kernels ck_table_neon;
#endif
#endif
