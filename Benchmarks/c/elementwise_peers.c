/* Nanoseconds per element of the elementary functions, ours and those of SLEEF (u10: at most 1 ULP),
 * one thread, operands in the first-level cache.
 *
 * How      both take turns in rounds of some 20 us (ours, SLEEF, ours, ...), so that a neighbour hurts
 *          both; thread CPU time; the median of the rounds. SLEEF is called as a loop over vectors would
 *          call it, through a pointer, for the same array.
 * Usage    elementwise_peers [--rounds N] [function...]
 *          Prints function,isa,ours_ns,sleef_ns; an empty last field where SLEEF, loaded from
 *          libsleef.so.3, has no such function or is not installed.
 */
#define _GNU_SOURCE
#include "CKernels.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COUNT = 2048, MAX_ROUNDS = 4001 };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

typedef struct function {
  const char *name, *sleef;
  ck_unary kernel;
  float low, high; /* the range of the inputs */
} function;

static const function functions[] = {
    {"exp", "exp", CK_EXPONENTIAL, -20, 20}, {"expm1", "expm1", CK_EXPM1, -5, 5},
    {"log", "log", CK_LOG, 1e-3f, 100},      {"log1p", "log1p", CK_LOG1P, -0.9f, 20},
    {"tanh", "tanh", CK_TANH, -4, 4},        {"sigmoid", NULL, CK_SIGMOID, -10, 10},
    {"softplus", NULL, CK_SOFTPLUS, -10, 10}, {"erf", "erf", CK_ERF, -4, 4},
    {"sin", "sin", CK_SINE, -10, 10},        {"cos", "cos", CK_COSINE, -10, 10},
};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

static _Alignas(64) float input[COUNT], output[COUNT];

typedef double (*timer)(const function *f, const ck_kernels *kernels, void *peer);

static double time_ours(const function *f, const ck_kernels *kernels, void *peer) {
  const double start = now();
  for (int turn = 0; turn < 16; turn++) kernels->unary_f32[f->kernel](COUNT, 0, 0, input, output);
  return (now() - start) / (16.0 * COUNT);
}

#if defined(__x86_64__)
#include <immintrin.h>
typedef __m256 (*function_of_8)(__m256);
typedef __m512 (*function_of_16)(__m512);

__attribute__((target("avx2,fma"))) static double time_sleef_8(const function *f, const ck_kernels *kernels,
                                                              void *peer) {
  const function_of_8 call = (function_of_8)peer;
  const double start = now();
  for (int turn = 0; turn < 16; turn++)
    for (int i = 0; i < COUNT; i += 8) _mm256_store_ps(output + i, call(_mm256_load_ps(input + i)));
  return (now() - start) / (16.0 * COUNT);
}
__attribute__((target("avx512f"))) static double time_sleef_16(const function *f, const ck_kernels *kernels,
                                                               void *peer) {
  const function_of_16 call = (function_of_16)peer;
  const double start = now();
  for (int turn = 0; turn < 16; turn++)
    for (int i = 0; i < COUNT; i += 16) _mm512_store_ps(output + i, call(_mm512_load_ps(input + i)));
  return (now() - start) / (16.0 * COUNT);
}
#endif

/* SLEEF's function for an instruction set and the loop that times it; NULL when there is none. */
static void *sleef_function(void *library, const char *name, ck_isa isa, timer *time) {
  if (!library || !name) return NULL;
  char symbol[64];
#if defined(__x86_64__)
  if (isa == CK_AVX2) {
    snprintf(symbol, sizeof symbol, "Sleef_%sf8_u10avx2", name);
    *time = time_sleef_8;
    return dlsym(library, symbol);
  }
  if (isa == CK_AVX512) {
    snprintf(symbol, sizeof symbol, "Sleef_%sf16_u10avx512f", name);
    *time = time_sleef_16;
    return dlsym(library, symbol);
  }
#endif
  (void)symbol;
  return NULL;
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}
static double median(double *values, int count) {
  qsort(values, (size_t)count, sizeof *values, ascending);
  return values[count / 2];
}

static void measure(const function *f, void *library, int rounds) {
  for (int i = 0; i < COUNT; i++) { /* a stride that is no divisor: neighbours differ in sign and size */
    const float part = (float)((unsigned)i * 1664525u % COUNT) / COUNT;
    input[i] = f->low + (f->high - f->low) * part;
  }
  for (int32_t isa = 0; isa < CK_ISA_COUNT; isa++) {
    const ck_kernels *kernels = ck_kernels_for((ck_isa)isa);
    if (!kernels) continue;
    timer peer_timer = NULL;
    void *peer = sleef_function(library, f->sleef, (ck_isa)isa, &peer_timer);
    static double ours[MAX_ROUNDS], theirs[MAX_ROUNDS];
    for (int round = 0; round < rounds; round++) {
      ours[round] = time_ours(f, kernels, NULL);
      if (peer) theirs[round] = peer_timer(f, kernels, peer);
    }
    printf("%s,%s,%.4f,", f->name, ck_isa_name((ck_isa)isa), median(ours, rounds));
    if (peer) printf("%.4f", median(theirs, rounds));
    printf("\n");
  }
  fflush(stdout);
}

int main(int count, char **arguments) {
  int next = 1, rounds = 201;
  if (count > 2 && strcmp(arguments[1], "--rounds") == 0) rounds = atoi(arguments[2]), next = 3;
  if (rounds < 1 || rounds > MAX_ROUNDS) return fprintf(stderr, "--rounds: 1 to %d\n", MAX_ROUNDS), 2;
  void *library = dlopen("libsleef.so.3", RTLD_NOW);
  if (!library) fprintf(stderr, "libsleef.so.3 is not installed (apt: libsleef3): no peer\n");
  printf("function,isa,ours_ns,sleef_ns\n");
  for (size_t i = 0; i < FUNCTIONS; i++) {
    int wanted = next == count;
    for (int j = next; j < count; j++) wanted |= strcmp(arguments[j], functions[i].name) == 0;
    if (wanted) measure(&functions[i], library, rounds);
  }
  return 0;
}
