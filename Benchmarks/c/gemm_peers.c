/* Matrix products side by side: ours, OpenBLAS, BLIS and oneDNN as shares of the FMA peak, one thread.
 *
 *     clang -O2 -I CKernels/include Benchmarks/c/gemm_peers.c CKernels/[all].c -ldl -lm -o gemm-peers
 *     gemm-peers [isa] [rounds] [form,m,n,k ...]          isa: baseline, avx2, avx512, best
 *
 * Prints CSV: form,m,n,k,ours,openblas,blis,onednn,ns. A peer that is not installed has an empty field; `ns`
 * is the time of one of our calls.
 *
 * How it measures: every round times the peak loop and then each contender on the same operands, so that a
 * slow moment hits all of them. Time is that of the thread, not of the wall; a sample is as many calls as
 * fill about 100 µs (the first round, which finds that number, is not counted). A share is the quotient
 * within a round, and the median over the rounds is printed.
 *
 * The peers are opened by dlopen, so that none is needed to build this; each is told to use one thread before
 * it is opened, and what would slow it down is taken out of the environment.
 */
#define _GNU_SOURCE
#include "CKernels.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PEERS = 4, MOST_ROUNDS = 101 };
static const char *const form_names[3] = {"nn", "nt", "tn"};

typedef struct shape {
  int form, m, n, k;
} shape;

/* The squares, what networks ask for in a step, and what a step of the benchmark's workloads does. */
static const shape all_shapes[] = {
    {0, 16, 16, 16}, {0, 32, 32, 32}, {0, 64, 64, 64}, {0, 128, 128, 128}, {0, 256, 256, 256},
    {0, 512, 512, 512}, {0, 1024, 1024, 1024}, {0, 2048, 2048, 2048},
    {0, 1, 3, 2}, {0, 32, 3, 2}, {0, 128, 3, 2}, {0, 256, 3, 2}, {0, 128, 5, 2}, {0, 256, 5, 2},
    {0, 32, 20, 5}, {0, 32, 2, 20}, {0, 1, 64, 64}, {0, 32, 64, 64}, {0, 128, 64, 64}, {0, 256, 64, 64},
    {0, 128, 128, 784}, {0, 1, 512, 512}, {0, 1, 512, 784}, {0, 1, 256, 512}, {0, 32, 512, 512},
    {0, 32, 512, 784}, {0, 128, 512, 784}, {0, 32, 10, 512}, {0, 128, 10, 512}, {0, 256, 10, 512},
    {2, 784, 512, 128}, {1, 128, 512, 512}, {2, 512, 10, 128},
    {0, 128, 512, 512}, {1, 128, 512, 10}, {2, 512, 512, 128},
    {0, 32, 128, 64}, {0, 32, 10, 128}, {1, 32, 128, 10}, {2, 64, 128, 32}, {2, 128, 10, 32},
    {0, 128, 32, 4}, {0, 128, 16, 32}, {0, 128, 4, 16}, {1, 128, 32, 16}, {1, 128, 16, 4},
    {2, 4, 32, 128}, {2, 32, 16, 128}, {2, 16, 4, 128}, {1, 32, 20, 2}, {2, 5, 20, 32}, {2, 20, 2, 32},
};

/* Operands of one product. */
typedef struct product {
  shape size;
  const float *a, *b;
  float *c, *workspace;
} product;

static size_t row_length(shape s, int of_a) {
  if (of_a) return s.form == CK_GEMM_TN ? (size_t)s.m : (size_t)s.k;
  return s.form == CK_GEMM_NT ? (size_t)s.k : (size_t)s.n;
}

/* --- the contenders ------------------------------------------------------------------------------- */

typedef void cblas_sgemm_fn(int, int, int, int, int, int, float, const float *, int, const float *, int, float,
                            float *, int);
typedef int dnnl_sgemm_fn(char, char, int64_t, int64_t, int64_t, float, const float *, int64_t, const float *,
                          int64_t, float, float *, int64_t);

static const ck_kernels *kernels;
static cblas_sgemm_fn *openblas, *blis;
static dnnl_sgemm_fn *onednn;

static void run_ours(const product *p) {
  const shape s = p->size;
  kernels->gemm_f32[s.form]((size_t)s.m, (size_t)s.n, (size_t)s.k, 0, CK_LINEAR, 0, 0, p->a, row_length(s, 1),
                            p->b, row_length(s, 0), NULL, p->c, (size_t)s.n, p->workspace);
}

static void run_cblas(cblas_sgemm_fn *gemm, const product *p) {
  enum { ROW_MAJOR = 101, PLAIN = 111, TRANSPOSED = 112 };
  const shape s = p->size;
  gemm(ROW_MAJOR, s.form == CK_GEMM_TN ? TRANSPOSED : PLAIN, s.form == CK_GEMM_NT ? TRANSPOSED : PLAIN, s.m, s.n,
       s.k, 1, p->a, (int)row_length(s, 1), p->b, (int)row_length(s, 0), 0, p->c, s.n);
}
static void run_openblas(const product *p) { run_cblas(openblas, p); }
static void run_blis(const product *p) { run_cblas(blis, p); }

static void run_onednn(const product *p) {
  const shape s = p->size;
  onednn(s.form == CK_GEMM_TN ? 'T' : 'N', s.form == CK_GEMM_NT ? 'T' : 'N', s.m, s.n, s.k, 1, p->a,
         (int64_t)row_length(s, 1), p->b, (int64_t)row_length(s, 0), 0, p->c, s.n);
}

static void (*contenders[PEERS])(const product *) = {run_ours, NULL, NULL, NULL};

/* The first of the names that opens; its symbols stay its own, since two of the peers export cblas_sgemm. */
static void *open_first(const char *const *names) {
  for (; *names; names++) {
    void *library = dlopen(*names, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
    if (library) return library;
  }
  return NULL;
}

static void open_peers(void) {
  unsetenv("OPENBLAS_CORETYPE"); /* halves OpenBLAS where it names an older CPU */
  unsetenv("OPENBLAS_L2_SIZE");
  const char *const threads[] = {"OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "OMP_NUM_THREADS"};
  for (size_t i = 0; i < 3; i++) setenv(threads[i], "1", 1);
  /* BLIS 0.9 takes a CPU younger than itself for a generic one. */
  if (ck_kernels_for(CK_AVX512)) setenv("BLIS_ARCH_TYPE", "skx", 0);
  void *library = open_first((const char *const[]){"libopenblas.so.0", "libopenblas.so", NULL});
  if (library && (openblas = (cblas_sgemm_fn *)dlsym(library, "cblas_sgemm"))) contenders[1] = run_openblas;
  const char *(*core)(void) = library ? (const char *(*)(void))dlsym(library, "openblas_get_corename") : NULL;
  if (core) fprintf(stderr, "OpenBLAS runs as %s\n", core());
  library = open_first((const char *const[]){"libblis.so.4", "libblis.so", NULL});
  if (library && (blis = (cblas_sgemm_fn *)dlsym(library, "cblas_sgemm"))) contenders[2] = run_blis;
  library = open_first((const char *const[]){"libdnnl.so.3", "libdnnl.so.2", "libdnnl.so", NULL});
  if (library && (onednn = (dnnl_sgemm_fn *)dlsym(library, "dnnl_sgemm"))) contenders[3] = run_onednn;
}

/* --- the ceiling ---------------------------------------------------------------------------------- */

/* Independent multiply-adds in registers; returns floating-point operations. */
#define PEAK_LOOP(name, width, sums, attributes, multiply_add)                                     \
  attributes static double name(long turns) {                                                      \
    typedef float vector __attribute__((ext_vector_type(width)));                                  \
    vector sum[sums], x = (vector)0.999f, y = (vector)1e-6f;                                       \
    for (int i = 0; i < sums; i++) sum[i] = (vector)(float)i;                                      \
    for (long t = 0; t < turns; t++) {                                                             \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < sums; i++) sum[i] = multiply_add;     \
      __asm__ volatile("" : "+" PEAK_REGISTER(x), "+" PEAK_REGISTER(y));                           \
    }                                                                                              \
    for (int i = 1; i < sums; i++) sum[0] += sum[i];                                               \
    volatile float kept = sum[0][0];                                                               \
    (void)kept;                                                                                    \
    return (double)turns * (sums) * 2.0 * (width);                                                 \
  }
#define FUSED __builtin_elementwise_fma(sum[i], x, y)
#if defined(__x86_64__)
#define PEAK_REGISTER(v) "v"(v)
PEAK_LOOP(peak_avx512, 16, 24, __attribute__((target("avx512f"))), FUSED)
#undef PEAK_REGISTER
#define PEAK_REGISTER(v) "x"(v)
PEAK_LOOP(peak_avx2, 8, 12, __attribute__((target("avx2,fma"))), FUSED)
PEAK_LOOP(peak_baseline, 4, 12, , sum[i] * x + y)
static double (*const peaks[CK_ISA_COUNT])(long) = {peak_baseline, peak_avx2, peak_avx512, NULL};
#else
#define PEAK_REGISTER(v) "w"(v)
PEAK_LOOP(peak_baseline, 4, 12, , sum[i] * x + y)
PEAK_LOOP(peak_neon, 4, 24, , FUSED)
static double (*const peaks[CK_ISA_COUNT])(long) = {peak_baseline, NULL, NULL, peak_neon};
#endif

/* --- measuring ------------------------------------------------------------------------------------ */

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double seconds_of(int contender, const product *p, long calls) {
  void (*run)(const product *) = contenders[contender];
  run(p); /* brings its code and the operands back into the caches */
  double start = seconds();
  for (long i = 0; i < calls; i++) run(p);
  return (seconds() - start) / (double)calls;
}

/* So many calls that a sample takes about 100 µs. */
static long calls_of(int contender, const product *p) {
  long calls = 1;
  for (;; calls *= 4) {
    double each = seconds_of(contender, p, calls), sample = 100e-6;
    if (each * (double)calls > sample / 4) return each > sample ? 1 : (long)(sample / each);
  }
}

static int ascending(const void *x, const void *y) {
  double a = *(const double *)x, b = *(const double *)y;
  return (a > b) - (a < b);
}
static double median(double *values, int count) {
  qsort(values, (size_t)count, sizeof *values, ascending);
  return values[count / 2];
}

static float *random_floats(size_t count) {
  float *values = aligned_alloc(64, (count * sizeof(float) / 64 + 1) * 64);
  for (size_t i = 0; i < count; i++) values[i] = (float)rand() / (float)RAND_MAX - 0.5f;
  return values;
}

static void measure(shape s, int rounds) {
  static double shares[PEERS][MOST_ROUNDS], nanoseconds[MOST_ROUNDS];
  size_t m = (size_t)s.m, n = (size_t)s.n, k = (size_t)s.k;
  float *a = random_floats(m * k), *b = random_floats(k * n), *c = random_floats(m * n);
  float *workspace = random_floats(ck_gemm_workspace_f32((ck_gemm_form)s.form, m, n, k));
  const product p = {s, a, b, c, workspace};
  long calls[PEERS] = {0};
  for (int i = 0; i < PEERS; i++)
    if (contenders[i]) calls[i] = calls_of(i, &p);
  for (int round = 0; round < rounds; round++) {
    double start = seconds(), peak = peaks[kernels->isa](100000);
    peak /= seconds() - start;
    for (int i = 0; i < PEERS; i++) {
      if (!contenders[i]) continue;
      double each = seconds_of(i, &p, calls[i]);
      shares[i][round] = 2.0 * (double)(m * n) * (double)k / each / peak;
      if (i == 0) nanoseconds[round] = each * 1e9;
    }
  }
  printf("%s,%d,%d,%d", form_names[s.form], s.m, s.n, s.k);
  for (int i = 0; i < PEERS; i++) {
    if (contenders[i]) printf(",%.3f", median(shares[i], rounds));
    else printf(",");
  }
  printf(",%.1f\n", median(nanoseconds, rounds));
  fflush(stdout);
  free(a), free(b), free(c), free(workspace);
}

static int form_named(const char *name) {
  for (int form = 0; form < 3; form++)
    if (strcmp(name, form_names[form]) == 0) return form;
  return -1;
}

int main(int count, char **arguments) {
  kernels = ck_kernels_best();
  for (int32_t isa = 0; count > 1 && isa < CK_ISA_COUNT; isa++)
    if (strcmp(arguments[1], ck_isa_name((ck_isa)isa)) == 0) kernels = ck_kernels_for((ck_isa)isa);
  int rounds = count > 2 ? atoi(arguments[2]) : 11;
  if (!kernels || rounds < 1 || rounds > MOST_ROUNDS) return fprintf(stderr, "no such set or number\n"), 2;
  open_peers();
  printf("form,m,n,k,ours,openblas,blis,onednn,ns\n");
  for (int i = 3; i < count; i++) {
    char name[3];
    shape s;
    if (sscanf(arguments[i], "%2[a-z],%d,%d,%d", name, &s.m, &s.n, &s.k) != 4 || (s.form = form_named(name)) < 0 ||
        s.m < 1 || s.n < 1 || s.k < 1)
      return fprintf(stderr, "not a form,m,n,k: %s\n", arguments[i]), 2;
    measure(s, rounds);
  }
  for (size_t i = 0; count <= 3 && i < sizeof all_shapes / sizeof *all_shapes; i++) measure(all_shapes[i], rounds);
  return 0;
}
