/* Nanoseconds of every kernel on every instruction set, operands in the first-level cache, one thread.
 *
 * How      the sets take turns in rounds of some 20 us, so that a neighbour hurts all; thread CPU time; the median
 *          of the rounds. A call works on 1024 elements (products: 48·48·48; steps and rows: 64 rows of 16).
 * Bound    where a wider set gains less than 1.5 times, what binds: copy (bytes moved, the baseline's vectors move
 *          as many per cycle), lookup (an index per row, no arithmetic), chain (each addition waits for the one
 *          before: the order is promised), rows (shuffles of rows of 16 and calls, not arithmetic), scalar (plain
 *          loops, the same on every set by contract), double (half the lanes, one rounding per element), root (the
 *          divider's throughput, which per lane hardly grows with the width).
 *          For products, "peak" where less than 3 times: what the multiply-adds of the set can gain is the first row.
 * Ceiling  the first row: 1024 multiply-adds in registers (of the baseline: a multiplication and an addition). Those
 *          of divisions and of copies are unary reciprocal and linear.
 * Usage    isa_table [--rounds N]; prints family,kernel,<set>_ns...,<set>_gain...,bound
 */
#define _GNU_SOURCE
#include "../../Tests/CDriver/every_kernel.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MAX_ROUNDS = 1001, MAX_SETS = CK_ISA_COUNT };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}
static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static work operands;

/* The table has no product of this size: its own, larger than the comparison's. */
enum { EDGE = 48 };
static _Alignas(64) float left[EDGE * EDGE], right[EDGE * EDGE], product[EDGE * EDGE], space[4 * EDGE * EDGE];
static void call_product(const ck_kernels *k, work *w, int form) {
  (void)w;
  k->gemm_f32[form](EDGE, EDGE, EDGE, 0, CK_LINEAR, 0, 0, left, EDGE, right, EDGE, NULL, product, EDGE, space);
}

static volatile float kept;
static void call_peak(const ck_kernels *k, work *w, int index) {
  static size_t rounds[MAX_SETS]; /* of 1024 multiply-adds, by set */
  (void)w, (void)index;
  if (rounds[k->isa] == 0) rounds[k->isa] = (size_t)(64 * 2048 / (k->peak_f32(64, 1).operations / 64));
  kept = k->peak_f32(rounds[k->isa], 1).value; /* 64 times as many: the call and its sum count little */
}

static double time_of(const kernel_case *c, const ck_kernels *k, int turns) {
  const double start = now();
  for (int turn = 0; turn < turns; turn++) {
    c->call(k, &operands, c->index);
    __asm__ volatile("" ::: "memory");
  }
  return (now() - start) / turns / (c->call == call_peak ? 64 : 1);
}

static const char *bound_of(const kernel_case *c) {
  static const struct {
    const char *family, *name, *bound;
  } reasons[] = {
      {"gemm", "", "peak"},
      {"copy", "gather_rows", "copy"},       {"copy", "gather_i32", "lookup"},      {"copy", "copy_columns", "copy"},
      {"step", "embedding", "lookup"},       {"step", "embedding_grad", "lookup"},  {"step", "one_hot", "lookup"},
      {"step", "swap_axes", "scalar"},       {"step", "zero", "copy"},              {"step", "moving_statistics",
      "root"},
      {"count", "", "rows"},                 {"reduction", "weigh_rows", "scalar"}, {"reduction", "column_sums",
      "chain"},
      {"reduction", "axis_sum", "chain"},    {"reduction", "axis_repeat", "copy"},  {"reduction", "", "double"},
      {"vector, double", "largest", "chain"}, {"vector, double", "", "double"},     {"vector", "", "copy"},
      {"weights", "orthonormalize", "scalar"},
      {"weights", "limit_norms", "double"},  {"weights", "orthogonal_penalty", "rows"}, {"weights", "penalty",
      "double"},
      {"weights", "clip_negative", "copy"},  {"row by row", "sparsemax", "rows"},   {"row by row, 64", "sparsemax",
      "rows"},
      {"row by row gradient", "", "rows"},   {"unary", "sqrt", "root"},             {"unary", "reciprocal", "root"},
      {"unary", "softsign", "root"},         {"unary", "squareplus", "root"},       {"unary", "", "copy"},
      {"unary gradient", "sqrt", "root"},    {"unary gradient", "reciprocal", "root"}, {"unary gradient", "log",
      "root"},
      {"unary gradient", "squareplus", "root"}, {"unary gradient", "", "copy"},     {"binary", "divide", "root"},
      {"binary, shared row", "", "rows"},    {"binary", "", "copy"},                {"binary gradient x", "divide",
      "root"},
      {"binary gradient y", "divide", "root"}, {"binary gradient x", "", "copy"},   {"binary gradient y", "", "copy"},
      {"optimizer", "sgd", "copy"},          {"optimizer", "momentum_keras", "copy"}, {"optimizer",
      "momentum_torch", "copy"},
      {"optimizer", "lion", "copy"},         {"optimizer", "rprop", "copy"},        {"optimizer", "", "root"},
      {"loss", "output", "rows"},            {"loss", "sparse_nll", "lookup"},      {"loss", "", "rows"},
      {"step", "", "rows"},
  };
  for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
    if (strcmp(c->family, reasons[i].family) == 0 && (!*reasons[i].name || strcmp(c->name, reasons[i].name) == 0))
      return reasons[i].bound;
  return "";
}

static void measure(const kernel_case *c, const ck_kernels *const *sets, int count, int rounds) {
  static double times[MAX_SETS][MAX_ROUNDS];
  double median[MAX_SETS];
  fill(&operands);
  const int turns = 1 + (int)(20000 / (time_of(c, sets[0], 3) + 1));
  for (int round = 0; round < rounds; round++)
    for (int set = 0; set < count; set++) {
      fill(&operands); /* what a call changes in place starts anew: no drift into subnormals */
      c->call(sets[set], &operands, c->index);
      times[set][round] = time_of(c, sets[set], turns);
    }
  printf("\"%s\",%s", c->family, c->name);
  double least = 1e9;
  for (int set = 0; set < count; set++) {
    qsort(times[set], (size_t)rounds, sizeof **times, ascending);
    median[set] = times[set][rounds / 2];
    printf(",%.1f", median[set]);
  }
  for (int set = 1; set < count; set++) {
    const double gain = median[0] / median[set];
    least = gain < least ? gain : least;
    printf(",%.2f", gain);
  }
  const double wanted = c->call == call_product ? 3 : 1.5;
  printf(",%s\n", count > 1 && least < wanted ? bound_of(c) : "");
  fflush(stdout);
}

int main(int count, char **arguments) {
  int rounds = 51;
  if (count > 2 && strcmp(arguments[1], "--rounds") == 0) rounds = atoi(arguments[2]);
  if (rounds < 1 || rounds > MAX_ROUNDS) return fprintf(stderr, "--rounds: 1 to %d\n", MAX_ROUNDS), 2;
  const ck_kernels *sets[MAX_SETS];
  int available = 0;
  for (int32_t isa = 0; isa < CK_ISA_COUNT; isa++)
    if (ck_kernels_for((ck_isa)isa)) sets[available++] = ck_kernels_for((ck_isa)isa);
  uint64_t state = 3;
  for (int i = 0; i < EDGE * EDGE; i++) left[i] = next_part(&state), right[i] = next_part(&state);
  printf("family,kernel");
  for (int set = 0; set < available; set++) printf(",%s_ns", ck_isa_name(sets[set]->isa));
  for (int set = 1; set < available; set++) printf(",%s_gain", ck_isa_name(sets[set]->isa));
  printf(",bound\n");
  const kernel_case peak = {"ceiling", "multiply-add", call_peak, 0};
  measure(&peak, sets, available, rounds);
  for (size_t i = 0; i < KERNEL_CASES; i++) {
    kernel_case c = every_kernel[i];
    if (c.call == call_gemm) c.call = call_product;
    measure(&c, sets, available, rounds);
  }
  return 0;
}
