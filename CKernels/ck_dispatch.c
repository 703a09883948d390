/* Which table: by what this build has and this CPU can run, once. */
#include "CKernels.h"
#include "ck_gemm_sizes.h"
#include "ck_tables.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static const char *const ck_isa_names[CK_ISA_COUNT] = {"baseline", "avx2", "avx512", "neon"};

const char *ck_isa_name(ck_isa isa) {
  return (uint32_t)isa < CK_ISA_COUNT ? ck_isa_names[isa] : "unknown";
}

const ck_kernels *ck_kernels_for(ck_isa isa) {
  switch (isa) {
  case CK_BASELINE: return &ck_table_baseline;
#if defined(__x86_64__)
  case CK_AVX2:
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &ck_table_avx2 : NULL;
  case CK_AVX512:
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                   __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
                   __builtin_cpu_supports("fma")
               ? &ck_table_avx512
               : NULL;
#endif
#if defined(__aarch64__)
  case CK_NEON: return &ck_table_neon;
#endif
  default: return NULL;
  }
}

static const ck_kernels *choose_table(void) {
  const char *wanted = getenv("SWIFTLET_ISA");
  const ck_kernels *best = &ck_table_baseline;
  for (int32_t isa = 0; isa < CK_ISA_COUNT; isa++) {
    const ck_kernels *table = ck_kernels_for((ck_isa)isa);
    if (!table) continue;
    if (wanted && strcmp(wanted, ck_isa_names[isa]) == 0) return table;
    best = table;
  }
  return best;
}

/* Two threads that come first both choose, and choose the same. */
const ck_kernels *ck_kernels_best(void) {
  static _Atomic(const ck_kernels *) chosen = NULL;
  const ck_kernels *table = atomic_load_explicit(&chosen, memory_order_acquire);
  if (!table) {
    table = choose_table();
    atomic_store_explicit(&chosen, table, memory_order_release);
  }
  return table;
}

size_t ck_gemm_workspace_f32(ck_gemm_form form, size_t m, size_t n, size_t k) {
  if (m == 0 || n == 0 || k == 0) return 0;
  /* Of the longest slab that fewer rows of a batch could have, where these are k. */
  const size_t rows = k < CK_GEMM_SLAB_ROWS ? k : CK_GEMM_SLAB_ROWS;
  if (form == CK_GEMM_NT ? ck_gemm_packs_transposed(n, k) : ck_gemm_may_pack(m, n, k))
    return rows * (ck_gemm_round_up(ck_gemm_slab_of(n, k).columns) + ck_gemm_left_width(m));
  if (form == CK_GEMM_NT || m >= CK_GEMM_MANY_ROWS) {
    const size_t columns = n < CK_GEMM_COPY_COLUMNS ? ck_gemm_round_up(n) : CK_GEMM_COPY_COLUMNS;
    return rows * columns < CK_GEMM_COPY ? rows * columns : CK_GEMM_COPY;
  }
  return 0;
}
