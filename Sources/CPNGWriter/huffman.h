/* Codes of variable length for deflate.c, as RFC 1951 numbers and writes them. */
#ifndef CPNG_HUFFMAN_H
#define CPNG_HUFFMAN_H

#include <stddef.h>
#include <stdint.h>

/* Bits from the lowest on; `bytes` is for its owner to empty before it is full. */
typedef struct {
  uint64_t waiting;
  unsigned held;
  size_t count;
  unsigned char bytes[16384];
} bit_writer;

typedef struct {
  uint16_t code[288]; /* as they are written: the first bit lowest */
  unsigned char length[288];
  unsigned count;
} code_table;

static inline void put_bits(bit_writer *out, unsigned bits, unsigned count) {
  out->waiting |= (uint64_t)bits << out->held;
  out->held += count;
  while (out->held >= 8) {
    out->bytes[out->count++] = (unsigned char)out->waiting;
    out->waiting >>= 8;
    out->held -= 8;
  }
}

static inline void put_code(bit_writer *out, const code_table *table, unsigned symbol) {
  put_bits(out, table->code[symbol], table->length[symbol]);
}

/* Fills up the last byte with zeroes. */
static inline void align(bit_writer *out) {
  if (out->held > 0) put_bits(out, 0, 8 - out->held);
}

/* The best code of at most `longest` bits for symbols that occur so often; at least two symbols get one. */
void make_codes(code_table *table, const unsigned *used, unsigned count, unsigned longest);
/* The tables at the head of a block. */
void put_tables(bit_writer *out, const code_table *lengths, const code_table *distances);

unsigned length_symbol(unsigned length);     /* 3...258 to 257...285 */
unsigned distance_symbol(unsigned distance); /* 1...32768 to 0...29 */
void put_length(bit_writer *out, const code_table *table, unsigned length);
void put_distance(bit_writer *out, const code_table *table, unsigned distance);

#endif
