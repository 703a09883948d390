#include "huffman.h"

#include <stdlib.h>
#include <string.h>

/* The highest bit of a number above 0. */
static inline unsigned top_bit(unsigned n) { return 31 - (unsigned)__builtin_clz(n); }

/* Lengths and distances grow by powers of two, each cut into four and two. */
unsigned length_symbol(unsigned length) {
  const unsigned n = length - 3;
  if (length == 258) return 285;
  if (n < 8) return 257 + n;
  const unsigned extra = top_bit(n) - 2;
  return 257 + 4 * extra + (n >> extra);
}

unsigned distance_symbol(unsigned distance) {
  const unsigned n = distance - 1;
  if (n < 4) return n;
  const unsigned extra = top_bit(n) - 1;
  return 2 * extra + (n >> extra);
}

void put_length(bit_writer *out, const code_table *table, unsigned length) {
  const unsigned n = length - 3;
  put_code(out, table, length_symbol(length));
  if (length == 258 || n < 8) return;
  const unsigned extra = top_bit(n) - 2;
  put_bits(out, n & ((1u << extra) - 1), extra);
}

void put_distance(bit_writer *out, const code_table *table, unsigned distance) {
  const unsigned n = distance - 1;
  put_code(out, table, distance_symbol(distance));
  if (n < 4) return;
  const unsigned extra = top_bit(n) - 1;
  put_bits(out, n & ((1u << extra) - 1), extra);
}

typedef struct {
  unsigned weight, symbol;
} leaf;

static int by_weight(const void *a, const void *b) {
  const leaf *x = a, *y = b;
  if (x->weight != y->weight) return x->weight < y->weight ? -1 : 1;
  return x->symbol < y->symbol ? -1 : 1; /* equal input, equal output, whatever sorts */
}

/* How many codes have each length: Huffman's tree from two sorted queues, then codes that are too long are shortened
 * until they fit (sum of 2^-length = 1), as zlib does. */
static void count_lengths(const leaf *leaves, unsigned n, unsigned longest, unsigned *per_length) {
  unsigned weight[576], parent[576], depth[576];
  for (unsigned i = 0; i < n; i++) weight[i] = leaves[i].weight;
  unsigned next_leaf = 0, next_pair = n;
  for (unsigned made = n; made < 2 * n - 1; made++) {
    weight[made] = 0;
    for (int child = 0; child < 2; child++) {
      const int takes_leaf = next_leaf < n && (next_pair >= made || weight[next_leaf] <= weight[next_pair]);
      const unsigned taken = takes_leaf ? next_leaf++ : next_pair++;
      weight[made] += weight[taken];
      parent[taken] = made;
    }
  }
  depth[2 * n - 2] = 0;
  memset(per_length, 0, 17 * sizeof *per_length);
  for (unsigned i = 2 * n - 2; i-- > 0;) {
    depth[i] = depth[parent[i]] + 1;
    if (i < n) per_length[depth[i] < longest ? depth[i] : longest]++;
  }
  /* In units of the longest code: what is used, against what there is. */
  unsigned total = 0;
  for (unsigned length = 1; length <= longest; length++) total += per_length[length] << (longest - length);
  while (total > 1u << longest) {
    unsigned length = longest - 1;
    while (per_length[length] == 0) length--;
    per_length[length]--; /* this leaf moves down and takes one of the longest beside it */
    per_length[length + 1] += 2;
    per_length[longest]--;
    total--;
  }
}

static uint16_t reversed(unsigned code, unsigned length) {
  unsigned result = 0;
  for (unsigned i = 0; i < length; i++) result |= (code >> i & 1) << (length - 1 - i);
  return (uint16_t)result;
}

void make_codes(code_table *table, const unsigned *used, unsigned count, unsigned longest) {
  leaf leaves[288];
  unsigned n = 0, per_length[17], next[17];
  memset(table, 0, sizeof *table);
  for (unsigned symbol = 0; symbol < count; symbol++)
    if (used[symbol] > 0) leaves[n++] = (leaf){used[symbol], symbol};
  /* Some readers want two codes where one or none would do. */
  for (unsigned symbol = 0; n < 2; symbol++)
    if (used[symbol] == 0) leaves[n++] = (leaf){1, symbol};
  qsort(leaves, n, sizeof *leaves, by_weight);
  count_lengths(leaves, n, longest, per_length);
  unsigned i = 0;
  for (unsigned length = longest; length > 0; length--)
    for (unsigned k = 0; k < per_length[length]; k++) table->length[leaves[i++].symbol] = (unsigned char)length;
  next[1] = 0;
  for (unsigned length = 1; length < longest; length++) next[length + 1] = (next[length] + per_length[length]) << 1;
  for (unsigned symbol = 0; symbol < count; symbol++) {
    if (table->length[symbol] == 0) continue;
    table->code[symbol] = reversed(next[table->length[symbol]]++, table->length[symbol]);
    table->count = symbol + 1;
  }
}

/* Lengths of codes as a list in which runs are shortened: 16 repeats the last, 17 and 18 are zeroes. */
typedef struct {
  unsigned char symbol[320], extra[320];
  unsigned count;
} run_list;

static void add_run(run_list *list, unsigned symbol, unsigned extra) {
  list->symbol[list->count] = (unsigned char)symbol;
  list->extra[list->count++] = (unsigned char)extra;
}

static void add_runs(run_list *list, const unsigned char *lengths, unsigned count) {
  for (unsigned i = 0; i < count;) {
    unsigned run = 1;
    while (i + run < count && lengths[i + run] == lengths[i]) run++;
    i += run;
    const unsigned char length = lengths[i - 1];
    if (length > 0) {
      add_run(list, length, 0);
      run--;
    }
    while (run >= 3) {
      const unsigned most = length > 0 ? 6 : 138, part = run < most ? run : most;
      if (length > 0) add_run(list, 16, part - 3);
      else if (part <= 10) add_run(list, 17, part - 3);
      else add_run(list, 18, part - 11);
      run -= part;
    }
    while (run-- > 0) add_run(list, length, 0);
  }
}

void put_tables(bit_writer *out, const code_table *lengths, const code_table *distances) {
  static const unsigned char order[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  const unsigned length_count = lengths->count < 257 ? 257 : lengths->count;
  const unsigned distance_count = distances->count < 1 ? 1 : distances->count;
  unsigned char all[320];
  memcpy(all, lengths->length, length_count);
  memcpy(all + length_count, distances->length, distance_count);
  run_list list = {.count = 0};
  add_runs(&list, all, length_count + distance_count);
  unsigned used[19] = {0};
  for (unsigned i = 0; i < list.count; i++) used[list.symbol[i]]++;
  code_table codes;
  make_codes(&codes, used, 19, 7);
  unsigned written = 19;
  while (written > 4 && codes.length[order[written - 1]] == 0) written--;
  put_bits(out, length_count - 257, 5);
  put_bits(out, distance_count - 1, 5);
  put_bits(out, written - 4, 4);
  for (unsigned i = 0; i < written; i++) put_bits(out, codes.length[order[i]], 3);
  for (unsigned i = 0; i < list.count; i++) {
    const unsigned symbol = list.symbol[i];
    put_code(out, &codes, symbol);
    if (symbol >= 16) put_bits(out, list.extra[i], symbol == 16 ? 2 : symbol == 17 ? 3 : 7);
  }
}
