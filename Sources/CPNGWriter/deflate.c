#include "deflate.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "huffman.h"

enum {
  window = 32768,      /* how far back a match may lie */
  room = 4 * window,   /* bytes held: the window and what is not yet compressed */
  least = 4,           /* the shortest match that is looked for */
  longest = 258,
  enough = 96,         /* a match this long ends the search */
  tries = 12,          /* places of a chain that are tried */
  hash_bits = 15,
  block = 24576,       /* tokens that share one table of codes */
};

struct deflater {
  deflater_sink sink;
  void *context;
  size_t row;
  uint32_t sum_a, sum_b; /* of Adler-32 */
  size_t filled, at;     /* bytes in `bytes`, and how many of them are compressed */
  size_t tokens;
  unsigned char bytes[room + 8];
  uint32_t heads[1 << hash_bits]; /* the last place of a hash, plus 1 */
  uint32_t earlier[window];       /* the place before it, plus 1 */
  uint32_t token[block];          /* length << 16 | distance, or a byte */
  unsigned lengths_used[288], distances_used[32];
  bit_writer out;
};

deflater *deflater_make(size_t row, deflater_sink sink, void *context) {
  deflater *d = calloc(1, sizeof *d);
  if (!d) return NULL;
  d->sink = sink;
  d->context = context;
  d->row = row;
  d->sum_a = 1;
  put_bits(&d->out, 0x78, 8); /* deflate with a window of 32 KB, */
  put_bits(&d->out, 0x9C, 8); /* of the usual strength */
  return d;
}

void deflater_free(deflater *d) { free(d); }

static void drain(deflater *d) {
  d->sink(d->context, d->out.bytes, d->out.count);
  d->out.count = 0;
}

/* In 16 sums side by side, so that the compiler can use vectors; 5552 bytes overflow nothing (RFC 1950). */
static void adler(deflater *d, const unsigned char *bytes, size_t count) {
  while (count > 0) {
    const size_t part = count < 5552 ? count : 5552, whole = part & ~(size_t)15;
    uint32_t a = d->sum_a, b = d->sum_b;
    for (size_t i = 0; i < whole; i += 16) {
      uint32_t plain = 0, weighted = 0;
      for (unsigned k = 0; k < 16; k++) {
        plain += bytes[i + k];
        weighted += bytes[i + k] * (16 - k);
      }
      b += 16 * a + weighted;
      a += plain;
    }
    for (size_t i = whole; i < part; i++) b += a += bytes[i];
    d->sum_a = a % 65521;
    d->sum_b = b % 65521;
    bytes += part;
    count -= part;
  }
}

static void end_block(deflater *d, int is_last) {
  code_table lengths, distances;
  d->lengths_used[256] = 1;
  make_codes(&lengths, d->lengths_used, 286, 15);
  make_codes(&distances, d->distances_used, 30, 15);
  put_bits(&d->out, (unsigned)is_last | 2 << 1, 3);
  put_tables(&d->out, &lengths, &distances);
  for (size_t i = 0; i < d->tokens; i++) {
    const uint32_t token = d->token[i];
    if (token >> 16) {
      put_length(&d->out, &lengths, token >> 16);
      put_distance(&d->out, &distances, token & 65535);
    } else {
      put_code(&d->out, &lengths, token);
    }
    if (d->out.count > sizeof d->out.bytes - 16) drain(d);
  }
  put_code(&d->out, &lengths, 256);
  drain(d);
  memset(d->lengths_used, 0, sizeof d->lengths_used);
  memset(d->distances_used, 0, sizeof d->distances_used);
  d->tokens = 0;
}

static void literal(deflater *d, unsigned char byte) {
  d->lengths_used[byte]++;
  d->token[d->tokens++] = byte;
  if (d->tokens == block) end_block(d, 0);
}

static void copy(deflater *d, size_t length, size_t distance) {
  d->lengths_used[length_symbol((unsigned)length)]++;
  d->distances_used[distance_symbol((unsigned)distance)]++;
  d->token[d->tokens++] = (uint32_t)(length << 16 | distance);
  if (d->tokens == block) end_block(d, 0);
}

/* How many bytes from `at` on are those `distance` before. */
static inline size_t matching(const unsigned char *at, size_t distance, size_t limit) {
  size_t n = 0;
  const unsigned char *before = at - distance;
  while (n + 8 <= limit) {
    uint64_t a, b;
    memcpy(&a, at + n, 8);
    memcpy(&b, before + n, 8);
    if (a != b) {
      while (at[n] == before[n]) n++;
      return n;
    }
    n += 8;
  }
  while (n < limit && at[n] == before[n]) n++;
  return n;
}

static inline uint32_t hash_of(const unsigned char *at) {
  uint32_t four;
  memcpy(&four, at, 4);
  return four * 2654435761u >> (32 - hash_bits);
}

static inline void remember(deflater *d, size_t at) {
  const uint32_t h = hash_of(d->bytes + at);
  d->earlier[at & (window - 1)] = d->heads[h];
  d->heads[h] = (uint32_t)at + 1;
}

typedef struct {
  size_t length, distance;
} match;

/* A longer match has to pay for the bits of a larger distance. */
static inline void consider(match *best, size_t length, size_t distance) {
  const size_t margin = distance > 4096 && best->distance <= 64 && best->distance > 0 ? 1 : 0;
  if (length > best->length + margin) *best = (match){length, distance};
}

static match best_match(const deflater *d, size_t at, size_t limit) {
  match best = {least - 1, 0};
  const unsigned char *here = d->bytes + at;
  if (at >= 3) consider(&best, matching(here, 3, limit), 3);
  if (best.length < enough && d->row <= window && at >= d->row) consider(&best, matching(here, d->row, limit), d->row);
  uint32_t place = d->heads[hash_of(here)];
  for (int i = 0; i < tries && place > 0 && best.length < enough; i++) {
    const size_t before = place - 1;
    if (before >= at || at - before > window) break;
    if (best.length >= limit) break;
    if (here[best.length] == d->bytes[before + best.length]) consider(&best, matching(here, at - before, limit), at - before);
    place = d->earlier[before & (window - 1)];
  }
  return best;
}

/* Compresses up to `end`; matches may reach to the end of what is there. */
static void compress(deflater *d, size_t end) {
  while (d->at < end) {
    const size_t left = d->filled - d->at, limit = left < longest ? left : longest;
    if (limit < least) {
      literal(d, d->bytes[d->at++]);
      continue;
    }
    match found = best_match(d, d->at, limit);
    remember(d, d->at);
    if (found.distance == 0) {
      literal(d, d->bytes[d->at++]);
      continue;
    }
    /* One byte later there may be a match that is longer by more than that byte. */
    if (found.length < 32 && limit > least) {
      const match next = best_match(d, d->at + 1, limit - 1);
      if (next.length > found.length + 1) {
        literal(d, d->bytes[d->at++]);
        remember(d, d->at);
        found = next;
      }
    }
    copy(d, found.length, found.distance);
    /* Inside a long run every place looks the same: its ends are enough. */
    const size_t after = d->at + found.length, last = d->filled >= least ? d->filled - least : 0;
    const size_t step = found.length > 64 ? 13 : 1;
    for (size_t i = d->at + 1; i < after && i <= last; i += step) remember(d, i);
    d->at = after;
  }
}

/* Forgets what lies further back than the window. */
static void slide(deflater *d) {
  if (d->at <= 2 * window) return;
  const size_t gone = (d->at - window) & ~(size_t)(window - 1);
  memmove(d->bytes, d->bytes + gone, d->filled - gone);
  for (size_t i = 0; i < 1 << hash_bits; i++) d->heads[i] = d->heads[i] > gone ? d->heads[i] - (uint32_t)gone : 0;
  for (size_t i = 0; i < window; i++) d->earlier[i] = d->earlier[i] > gone ? d->earlier[i] - (uint32_t)gone : 0;
  d->at -= gone;
  d->filled -= gone;
}

void deflater_add(deflater *d, const unsigned char *bytes, size_t count) {
  adler(d, bytes, count);
  while (count > 0) {
    const size_t free_room = room - d->filled, part = count < free_room ? count : free_room;
    memcpy(d->bytes + d->filled, bytes, part);
    d->filled += part;
    bytes += part;
    count -= part;
    if (d->filled == room) {
      compress(d, d->filled - longest - 1);
      slide(d);
    }
  }
}

void deflater_finish(deflater *d) {
  compress(d, d->filled);
  end_block(d, 1);
  align(&d->out);
  const uint32_t sum = d->sum_b << 16 | d->sum_a;
  for (int shift = 24; shift >= 0; shift -= 8) put_bits(&d->out, sum >> shift & 255, 8);
  drain(d);
}
