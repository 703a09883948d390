/* How far the elementary functions are from the exact value, over every float32: 2^32 patterns, every
 * instruction set that this CPU runs, one worker per processor.
 *
 * What     error = |computed - exact| in units of the last place of the exact value (2^-149 among the
 *          subnormals). The exact value is that of the C library's double, whose own error is below
 *          1e-8 of such a unit. NaN must give NaN, an infinite limit that infinity, and what rounds to an
 *          infinity that infinity: anything else is an infinite error.
 * Bounds   1 unit everywhere; sine and cosine 1 unit for |x| <= 10^4 and 1e-3 absolutely beyond it.
 * Usage    ulp [--stride N] [function...]: every N-th pattern (1), the functions named (all).
 *          Prints function,isa,max_ulp,at,computed,exact,above_1 (how many inputs) and exits with 1 above a bound.
 */
#include "CKernels.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BLOCK = 1024, MAX_WORKERS = 64 };

static double sigmoid(double x) { return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)); }
static double softplus(double x) { return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)); }

typedef struct function {
  const char *name;
  ck_unary kernel;
  double (*exact)(double);
  double limit; /* |x| up to which the bound is 1 unit; beyond it, 1e-3 absolutely */
} function;

static const function functions[] = {
    {"exp", CK_EXPONENTIAL, exp, INFINITY}, {"expm1", CK_EXPM1, expm1, INFINITY},
    {"log", CK_LOG, log, INFINITY},         {"log1p", CK_LOG1P, log1p, INFINITY},
    {"tanh", CK_TANH, tanh, INFINITY},      {"sigmoid", CK_SIGMOID, sigmoid, INFINITY},
    {"softplus", CK_SOFTPLUS, softplus, INFINITY}, {"erf", CK_ERF, erf, INFINITY},
    {"sin", CK_SINE, sin, 1e4},             {"cos", CK_COSINE, cos, 1e4},
};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

typedef struct worst {
  double ulps, exact;
  float at, computed;
  uint64_t above; /* inputs with more than 1 unit */
  double far;     /* the largest absolute error beyond the limit */
} worst;

static double unit_of(double exact) {
  const double size = fabs(exact);
  if (size < 0x1p-126) return 0x1p-149;
  uint64_t pattern;
  memcpy(&pattern, &size, sizeof pattern);
  pattern = (pattern & 0x7ff0000000000000) - ((uint64_t)23 << 52);
  double unit;
  memcpy(&unit, &pattern, sizeof unit);
  return unit;
}

static double ulps_of(float computed, double exact) {
  if (isnan(exact)) return isnan(computed) ? 0 : INFINITY;
  if (isinf((float)exact) || !isfinite(computed)) return (float)exact == computed ? 0 : INFINITY;
  return fabs(computed - exact) / unit_of(exact);
}

static void compare(const function *f, size_t n, const float *x, const float *y, const double *exact, worst *w) {
  for (size_t i = 0; i < n; i++) {
    if (fabsf(x[i]) > f->limit && isfinite(x[i])) {
      const double error = fabs(y[i] - exact[i]);
      w->far = isnan(error) ? INFINITY : fmax(w->far, error);
      continue;
    }
    if (y[i] == (float)exact[i]) continue; /* as near as can be: most are */
    const double error = ulps_of(y[i], exact[i]);
    w->above += error > 1;
    if (error > w->ulps) *w = (worst){error, exact[i], x[i], y[i], w->above, w->far};
  }
}

/* Blocks number first, first + step, ...: every worker meets all magnitudes. */
static void walk(const function *f, uint64_t stride, uint64_t first, uint64_t step, worst w[CK_ISA_COUNT]) {
  static float x[BLOCK], y[BLOCK];
  static double exact[BLOCK];
  const uint64_t count = ((uint64_t)1 << 32) / stride;
  for (uint64_t block = first; block * BLOCK < count; block += step) {
    size_t n = 0;
    for (; n < BLOCK && block * BLOCK + n < count; n++) {
      const uint32_t pattern = (uint32_t)((block * BLOCK + n) * stride);
      memcpy(&x[n], &pattern, sizeof pattern);
      exact[n] = f->exact(x[n]);
    }
    for (int32_t isa = 0; isa < CK_ISA_COUNT; isa++) {
      const ck_kernels *kernels = ck_kernels_for((ck_isa)isa);
      if (!kernels) continue;
      kernels->unary_f32[f->kernel](n, 0, 0, x, y);
      compare(f, n, x, y, exact, &w[isa]);
    }
  }
}

static void merge(worst *all, const worst *part) {
  const uint64_t above = all->above + part->above;
  const double far = fmax(all->far, part->far);
  if (part->ulps > all->ulps) *all = *part;
  all->above = above, all->far = far;
}

static int report(const function *f, const worst w[CK_ISA_COUNT]) {
  int failed = 0;
  for (int32_t isa = 0; isa < CK_ISA_COUNT; isa++) {
    if (!ck_kernels_for((ck_isa)isa)) continue;
    printf("%s,%s,%.4f,%a,%a,%a,%llu", f->name, ck_isa_name((ck_isa)isa), w[isa].ulps, w[isa].at, w[isa].computed,
           w[isa].exact, (unsigned long long)w[isa].above);
    printf(isinf(f->limit) ? "\n" : ",beyond %g absolutely %.1e\n", f->limit, w[isa].far);
    failed |= !(w[isa].ulps <= 1 && w[isa].far <= 1e-3);
  }
  fflush(stdout);
  return failed;
}

static int check(const function *f, uint64_t stride) {
  const long processors = sysconf(_SC_NPROCESSORS_ONLN);
  const int workers = processors > MAX_WORKERS ? MAX_WORKERS : processors < 1 ? 1 : (int)processors;
  worst(*parts)[CK_ISA_COUNT] =
      mmap(NULL, sizeof *parts * MAX_WORKERS, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (parts == MAP_FAILED) return perror("mmap"), 1;
  for (int worker = 0; worker < workers; worker++) {
    const pid_t child = fork();
    if (child < 0) return perror("fork"), 1;
    if (child > 0) continue;
    walk(f, stride, (uint64_t)worker, (uint64_t)workers, parts[worker]);
    _exit(0);
  }
  int failed = 0;
  for (int status; wait(&status) > 0;) failed |= status != 0;
  worst all[CK_ISA_COUNT] = {0};
  for (int worker = 0; worker < workers; worker++)
    for (int isa = 0; isa < CK_ISA_COUNT; isa++) merge(&all[isa], &parts[worker][isa]);
  munmap(parts, sizeof *parts * MAX_WORKERS);
  return report(f, all) | failed;
}

int main(int count, char **arguments) {
  uint64_t stride = 1;
  int next = 1, failed = 0;
  if (count > 2 && strcmp(arguments[1], "--stride") == 0) stride = strtoull(arguments[2], NULL, 10), next = 3;
  if (stride == 0) return fprintf(stderr, "--stride: at least 1\n"), 2;
  printf("function,isa,max_ulp,at,computed,exact,above_1\n");
  fflush(stdout);
  for (size_t i = 0; i < FUNCTIONS; i++) {
    int wanted = next == count;
    for (int j = next; j < count; j++) wanted |= strcmp(arguments[j], functions[i].name) == 0;
    if (wanted) failed |= check(&functions[i], stride);
  }
  return failed;
}
