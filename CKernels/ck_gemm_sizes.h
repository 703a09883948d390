/* How a product is cut: shared by the bodies and by ck_gemm_workspace_f32, which must agree.
 * Depends on sizes alone, never on the instruction set. */
#ifndef CK_GEMM_SIZES_H
#define CK_GEMM_SIZES_H
#include "ck_gemm.h"


enum {
  CK_GEMM_DIRECT = 512 * 1024, /* floats of B (2 MB: L2 and what it fetches ahead) that are read where they lie */
  CK_GEMM_SLAB_ROWS = 2048,    /* rows of B packed at a time: a panel of 32 columns is 256 KB, a quarter of an L2 of 1 MB */
  CK_GEMM_SLAB_COLUMNS = 512,  /* with as many columns 4 MB of L3 */
  CK_GEMM_PANEL = 32,          /* the most columns that a tile has on any set */
  CK_GEMM_COPY = 64 * 1024,    /* floats of B copied at a time, 32 columns of the longest: a quarter of an L2 of 1 MB */
  CK_GEMM_COPY_COLUMNS = 128,  /* and the most columns of them */
  CK_GEMM_NEAR = 4096,         /* floats of a panel that lies in L1, beside a tile's rows of A */
  CK_GEMM_MIDDLING = 64 * 1024, /* floats of B, a quarter of L2: of more, panels of one line are better copied */
  CK_GEMM_ALIAS = 1024,        /* a row stride of whole 4096-byte pages maps rows to one cache set */
  CK_GEMM_FEW_ROWS = 12,       /* B is read once: packing it cannot pay */
  CK_GEMM_MANY_ROWS = 64,      /* a panel of B is read so often that copying it is a small part */
  CK_GEMM_GROUP = 48,          /* rows of A packed at a time, whole tiles on every set: 384 KB of L2 */
  CK_GEMM_GROUP_WIDTH = 64,    /* the same with each tile's rows rounded up to vectors */
};

typedef struct ck_gemm_slab {
  size_t rows, columns; /* of B, packed at a time */
} ck_gemm_slab;

/* Whether a k×n operand is more than fits in L2; sizes whose product overflows are. */
static inline int ck_gemm_is_large(size_t n, size_t k) {
  size_t elements;
  return __builtin_mul_overflow(n, k, &elements) || elements > CK_GEMM_DIRECT;
}

/* Slabs of equal size: rows of 3000 are cut into 1500 and 1500. */
static inline ck_gemm_slab ck_gemm_slab_of(size_t n, size_t k) {
  size_t slabs = (k + CK_GEMM_SLAB_ROWS - 1) / CK_GEMM_SLAB_ROWS;
  return (ck_gemm_slab){(k + slabs - 1) / slabs, n < CK_GEMM_SLAB_COLUMNS ? n : CK_GEMM_SLAB_COLUMNS};
}

/* Width of what is packed of A: at most 2m + 16, as no tile has less than 6 rows, nor vectors that
 * round them up to more than 4/3. */
static inline size_t ck_gemm_left_width(size_t m) {
  return m < CK_GEMM_GROUP_WIDTH / 2 - 8 ? 2 * m + 16 : CK_GEMM_GROUP_WIDTH;
}

static inline size_t ck_gemm_round_up(size_t n) { return (n + 15) / 16 * 16; }

/* Whether a product whose B is k×n by rows may want it packed, for some stride. */
static inline int ck_gemm_may_pack(size_t m, size_t n, size_t k) {
  if (m <= CK_GEMM_FEW_ROWS || k == 0) return 0;
  return (n % CK_GEMM_ALIAS == 0 && k > 64) || ck_gemm_is_large(n, k);
}

/* Whether a product with B transposed packs it slab by slab; else it copies it panel by panel. */
static inline int ck_gemm_packs_transposed(size_t n, size_t k) {
  return k > CK_GEMM_SLAB_ROWS || ck_gemm_is_large(n, k);
}

/* Columns of B that are copied at a time, of at most CK_GEMM_SLAB_ROWS rows. */
static inline size_t ck_gemm_copy_columns(size_t k) {
  const size_t columns = k ? CK_GEMM_COPY / k / CK_GEMM_PANEL * CK_GEMM_PANEL : CK_GEMM_COPY_COLUMNS;
  return columns < CK_GEMM_COPY_COLUMNS ? columns : CK_GEMM_COPY_COLUMNS;
}

/* Whether B by rows may be copied panel by panel, for some stride. */
static inline int ck_gemm_may_copy(size_t m, size_t k) { return m >= CK_GEMM_MANY_ROWS && k <= CK_GEMM_SLAB_ROWS; }
#endif
