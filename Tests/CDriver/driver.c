/* The kernels of every instruction set that this build and CPU have, tested without Swift: for CPUs that are
 * emulated (scripts/check-arm.sh) and for a quick look after a change.
 *
 * Products    against sums in double, within γ(k + 2)·(|A|·|B| + |bias|), for sizes around the tiles; the first
 *             element of each also against itself alone, bit for bit.
 * Functions   every 65,537th float against the C library's double, within the units that the headers promise.
 * Places      the bits of every function of one number, alone and in a row.
 * Updates, reductions, softmax, losses   some against plain loops in double.
 * Everything  against the baseline set (which the Swift tests compare with references of their own), within 3e-5.
 *
 * Prints each fault, and what was compared; exits with 1 when there is a fault.
 */
#include "every_kernel.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int faults, checks;
static void expect(int holds, const char *isa, const char *what, double actual, double expected) {
  checks++;
  if (holds) return;
  faults++;
  if (faults < 50) printf("FAULT %s: %s: %.9g, expected %.9g\n", isa, what, actual, expected);
}
static const char *isa_of(const ck_kernels *k) { return ck_isa_name(k->isa); }

/* Products */

static double element(ck_gemm_form form, const float *a, const float *b, size_t i, size_t j, size_t m, size_t n,
    size_t k,
                      double *size) {
  double sum = 0;
  for (size_t p = 0; p < k; p++) {
    const double left = form == CK_GEMM_TN ? a[p * m + i] : a[i * k + p];
    const double right = form == CK_GEMM_NT ? b[j * k + p] : b[p * n + j];
    sum += left * right, *size += fabs(left * right);
  }
  return sum;
}

static void check_product(const ck_kernels *kernels, ck_gemm_form form, size_t m, size_t n, size_t k) {
  static const char *const names[] = {"gemm nn", "gemm nt", "gemm tn"};
  uint64_t state = m * 31 + n * 7 + k;
  float *a = malloc(4 * m * k), *b = malloc(4 * n * k), *c = malloc(4 * (m * n + 1)), *bias = malloc(4 * n);
  float *space = malloc(4 * ck_gemm_workspace_f32(form, m, n, k) + 4);
  for (size_t i = 0; i < m * k; i++) a[i] = next_part(&state) - 0.5f;
  for (size_t i = 0; i < n * k; i++) b[i] = next_part(&state) - 0.5f;
  for (size_t i = 0; i < n; i++) bias[i] = next_part(&state) - 0.5f;
  c[m * n] = 42;
  const size_t lda = form == CK_GEMM_TN ? m : k, ldb = form == CK_GEMM_NT ? k : n;
  kernels->gemm_f32[form](m, n, k, 0, CK_RELU, 0, 0, a, lda, b, ldb, bias, c, n, space);
  for (size_t i = 0; i < m * n; i++) {
    double size = fabs(bias[i % n]), exact = element(form, a, b, i / n, i % n, m, n, k, &size) + bias[i % n];
    const double units = (double)(k + 2) * 0x1p-24;
    expect(fabs(c[i] - fmax(exact, 0)) <= units / (1 - units) * size, isa_of(kernels), names[form], c[i],
        fmax(exact, 0));
  }
  expect(c[m * n] == 42, isa_of(kernels), "gemm writes behind its matrix", c[m * n], 42);
  float alone;
  if (form == CK_GEMM_NN) {
    kernels->gemm_f32[form](1, 1, k, 0, CK_RELU, 0, 0, a, lda, b, ldb, bias, &alone, 1, space);
    expect(alone == c[0], isa_of(kernels), "gemm of one element", alone, c[0]);
  }
  free(a), free(b), free(c), free(bias), free(space);
}

static void check_products(const ck_kernels *kernels) {
  static const size_t sizes[][3] = {{1, 1, 1},    {1, 3, 2},    {2, 3, 5},    {3, 17, 9},   {5, 4, 33},  {7, 31, 8},
                                    {8, 12, 16},  {9, 13, 17},  {12, 33, 64}, {13, 10, 70}, {16, 16, 16}, {31, 47, 20},
                                    {64, 1, 40},  {1, 64, 100}, {65, 66, 67}, {33, 130, 3}, {128, 10, 50}, {40, 300,
                                    260},
                                    {150, 520, 700}};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    for (int form = 0; form < 3; form++)
      check_product(kernels, (ck_gemm_form)form, sizes[i][0], sizes[i][1], sizes[i][2]);
}

/* Functions of one number */

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }
static double softplus(double x) { return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)); }
static double log_sigmoid(double x) { return -softplus(-x); }
static double silu(double x) { return x < -1000 ? 0 : x / (1 + exp(-x)); }
static double mish(double x) { return x < -1000 ? 0 : x * tanh(log1p(exp(x))); }
static double gelu(double x) { return x < -40 ? 0 : x * 0.5 * erfc(-x * M_SQRT1_2); }
static double gaussian(double x) { return exp(-x * x); }
static double relu(double x) { return x < 0 ? 0 : x; }
static double softsign(double x) { return isinf(x) ? copysign(1, x) : x / (1 + fabs(x)); }
static double square(double x) { return x * x; }

static double ulps(float actual, double exact) {
  if (isnan(exact) || isnan(actual)) return isnan(exact) && isnan(actual) ? 0 : INFINITY;
  if (isinf((float)exact) || isinf(actual)) return (float)exact == actual ? 0 : INFINITY;
  int exponent;
  frexp(exact, &exponent);
  return fabs(actual - exact) / ldexp(1, exponent < -125 ? -149 : exponent - 24);
}

static void check_functions(const ck_kernels *kernels) {
  static const struct {
    const char *name;
    ck_unary kernel;
    double (*exact)(double);
    double bound;
  } functions[] = {
      {"exp", CK_EXPONENTIAL, exp, 1},     {"expm1", CK_EXPM1, expm1, 1},         {"log", CK_LOG, log, 1},
      {"log1p", CK_LOG1P, log1p, 1},       {"tanh", CK_TANH, tanh, 1},            {"sigmoid", CK_SIGMOID, sigmoid, 1},
      {"softplus", CK_SOFTPLUS, softplus, 1}, {"erf", CK_ERF, erf, 1},            {"sin", CK_SINE, sin, 1},
      {"cos", CK_COSINE, cos, 1},          {"log_sigmoid", CK_LOG_SIGMOID, log_sigmoid, 1}, {"silu", CK_SILU, silu,
      0.51},
      {"mish", CK_MISH, mish, 0.51},       {"gelu", CK_GELU, gelu, 0.51},         {"gaussian", CK_GAUSSIAN,
      gaussian, 0.51},
      {"relu", CK_RELU, relu, 0},          {"softsign", CK_SOFTSIGN, softsign, 1.5}, {"square", CK_SQUARE, square,
      0.5},
      {"sqrt", CK_SQRT, sqrt, 0.5},        {"abs", CK_ABS, fabs, 0},
  };
  for (size_t f = 0; f < sizeof functions / sizeof *functions; f++) {
    for (uint64_t first = 0; first < (uint64_t)1 << 32;) {
      float x[251], y[251];
      size_t n = 0;
      for (; n < 251 && first < (uint64_t)1 << 32; n++, first += 65537) {
        const uint32_t pattern = (uint32_t)first;
        memcpy(&x[n], &pattern, sizeof pattern);
      }
      kernels->unary_f32[functions[f].kernel](n, 0, 0, x, y);
      for (size_t i = 0; i < n; i++) {
        const double exact = functions[f].exact(x[i]), error = ulps(y[i], exact);
        const int far = (functions[f].kernel == CK_SINE || functions[f].kernel == CK_COSINE) && fabsf(x[i]) > 1e4f;
        expect(error <= functions[f].bound || (far && fabs(y[i] - exact) <= 1e-3), isa_of(kernels),
            functions[f].name, y[i],
               exact);
      }
    }
  }
}

/* An element's bits depend on the element alone: in a row of all kinds of numbers, and by itself. */
static void check_places(const ck_kernels *kernels) {
  enum { N = 39 };
  float x[N] = {INFINITY, -INFINITY, NAN, 0, -0.0f, 1e-40f, -1e-40f, 3e38f, 1e5f, -2e4f, 1e9f}, y[N], alone;
  uint64_t state = 5;
  for (int i = 11; i < N; i++) x[i] = 20 * next_part(&state) - 10;
  for (int f = 0; f < CK_UNARY_COUNT; f++) {
    kernels->unary_f32[f](N, 0.5f, 0.25f, x, y);
    for (int i = 0; i < N; i++) {
      kernels->unary_f32[f](1, 0.5f, 0.25f, &x[i], &alone);
      expect(memcmp(&alone, &y[i], 4) == 0 || (isnan(alone) && isnan(y[i])), isa_of(kernels), "place changes bits",
          alone,
             y[i]);
    }
  }
}

/* Some plain loops */

static void near(const ck_kernels *k, const char *what, double actual, double expected, double part) {
  expect(fabs(actual - expected) <= part * fabs(expected) + 1e-7, isa_of(k), what, actual, expected);
}

static void check_loops(const ck_kernels *k) {
  static work w;
  fill(&w);
  k->adam_f32(COUNT, 0.01f, 0.1f, 0.001f, 1, 1e-7f, w.y, w.p, w.m, w.v, NULL);
  for (int i = 0; i < COUNT; i++) {
    const double g = w.y[i], m = g * 0.1f + 0.1f * (g - g * 0.1f), v = w.part[i] + 0.001f * (g * g - w.part[i]);
    near(k, "adam", w.p[i], w.x[i] - 0.01f * m / (sqrt(v) + 1e-7), 2e-6);
  }
  double sum = 0, squares = 0, loss = 0, entropy = 0;
  for (int i = 0; i < COUNT; i++) sum += w.x[i], squares += (double)w.x[i] * w.x[i];
  for (int i = 0; i < COUNT; i++) loss += (w.part[i] - (double)w.goal[i]) * (w.part[i] - (double)w.goal[i]) / COLUMNS;
  near(k, "sum", k->sum_f64(COUNT, w.x), sum, 1e-12);
  near(k, "sum of squares", k->sum_squares_f64(COUNT, w.x), squares, 1e-12);
  k->rowwise_f32[CK_SOFTMAX](ROWS, COLUMNS, w.x, w.out);
  for (int r = 0; r < ROWS; r++) {
    double whole = 0;
    for (int j = 0; j < COLUMNS; j++) whole += exp(w.x[r * COLUMNS + j]);
    for (int j = 0; j < COLUMNS; j++)
      near(k, "softmax", w.out[r * COLUMNS + j], exp(w.x[r * COLUMNS + j]) / whole, 4e-7);
    entropy += log(whole) - w.x[r * COLUMNS + w.classes[r]];
  }
  ck_tally tally = {0};
  k->loss_f32[CK_LOSS_MSE](ROWS, COLUMNS, 1, 0, 0, w.part, w.goal, NULL, NULL, w.out, &tally);
  near(k, "mse", tally.loss, loss, 2e-6);
  tally = (ck_tally){0};
  k->sparse_loss_f32[CK_SPARSE_CATEGORICAL_CROSSENTROPY_LOGITS](ROWS, COLUMNS, 1, 0, 0, w.x, w.classes, NULL, NULL,
      w.out,
                                                                &tally);
  near(k, "sparse_categorical_crossentropy_logits", tally.loss, entropy, 2e-6);
  k->column_sums_f32(ROWS, COLUMNS, 0, w.x, w.out);
  for (int j = 0; j < COLUMNS; j++) {
    double column = 0, size = 0;
    for (int r = 0; r < ROWS; r++) column += w.x[r * COLUMNS + j], size += fabsf(w.x[r * COLUMNS + j]);
    expect(fabs(w.out[j] - column) <= ROWS * 0x1p-24 * size, isa_of(k), "column_sums", w.out[j], column);
  }
}

/* Everything, against the baseline set */

static void compare(const ck_kernels *k, const kernel_case *c, size_t n, const float *actual, const float *expected) {
  char what[96];
  snprintf(what, sizeof what, "%s %s differs from baseline", c->family, c->name);
  /* A product is a sum of SIDE terms of at most 16: twice γ(SIDE) of that. */
  const int sums = strcmp(c->family, "gemm") == 0 || strcmp(c->family, "step") == 0;
  const double floor = sums ? 2 * SIDE * 0x1p-24 * SIDE * 16 : 3e-6;
  for (size_t i = 0; i < n; i++) {
    const double error = fabs((double)actual[i] - expected[i]);
    const int same = isnan(actual[i]) ? isnan(expected[i]) : error <= 3e-5 * fabs(expected[i]) + floor;
    expect(same, isa_of(k), what, actual[i], expected[i]);
  }
}
static void compare_wide(const ck_kernels *k, const kernel_case *c, size_t n, const double *actual,
    const double *expected) {
  char what[96];
  snprintf(what, sizeof what, "%s %s differs from baseline", c->family, c->name);
  for (size_t i = 0; i < n; i++)
    expect(fabs(actual[i] - expected[i]) <= 3e-6 * fabs(expected[i]) + 1e-9, isa_of(k), what, actual[i], expected[i]);
}

static void check_everything(const ck_kernels *kernels, const ck_kernels *baseline) {
  static work ours, theirs;
  for (size_t i = 0; i < KERNEL_CASES; i++) {
    const kernel_case *c = &every_kernel[i];
    fill(&ours), fill(&theirs);
    c->call(kernels, &ours, c->index), c->call(baseline, &theirs, c->index);
    compare(kernels, c, sizeof ours.out / 4, ours.out, theirs.out);
    compare(kernels, c, sizeof ours.more / 4, ours.more, theirs.more);
    compare(kernels, c, COUNT, ours.p, theirs.p), compare(kernels, c, COUNT, ours.v, theirs.v);
    compare(kernels, c, COUNT, ours.m, theirs.m), compare(kernels, c, COUNT, ours.h, theirs.h);
    compare_wide(kernels, c, COUNT, ours.wide_out, theirs.wide_out);
    compare_wide(kernels, c, sizeof ours.sums / 8, ours.sums, theirs.sums);
    compare_wide(kernels, c, 1, &ours.value, &theirs.value), compare_wide(kernels, c, 1, &ours.tally.loss,
        &theirs.tally.loss);
    expect(ours.tally.correct == theirs.tally.correct && !memcmp(ours.counts, theirs.counts, sizeof ours.counts),
           isa_of(kernels), c->name, (double)ours.counts[0], (double)theirs.counts[0]);
  }
}

int main(void) {
  const ck_kernels *baseline = ck_kernels_for(CK_BASELINE);
  for (int32_t isa = 0; isa < CK_ISA_COUNT; isa++) {
    const ck_kernels *kernels = ck_kernels_for((ck_isa)isa);
    if (!kernels) continue;
    checks = 0;
    check_products(kernels);
    check_functions(kernels);
    check_places(kernels);
    check_loops(kernels);
    check_everything(kernels, baseline);
    printf("%s: %d comparisons, %d kernels\n", isa_of(kernels), checks, (int)KERNEL_CASES);
    fflush(stdout);
  }
  if (faults) printf("%d faults\n", faults);
  return faults != 0;
}
