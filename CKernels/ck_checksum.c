/* One table of 16 in place of one of 256: it fits on a cache line, can be checked by eye, and a model's file is read
 * in milliseconds either way (two look-ups per byte). */
#include "ck_checksum.h"

/* Entry i is the remainder of the four bits i, low bit first. */
static const uint32_t remainders[16] = {
  0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
  0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
};

uint32_t ck_crc32(uint32_t sum, size_t n, const uint8_t *bytes) {
  sum = ~sum;
  for (size_t i = 0; i < n; ++i) {
    sum ^= bytes[i];
    sum = sum >> 4 ^ remainders[sum & 15];
    sum = sum >> 4 ^ remainders[sum & 15];
  }
  return ~sum;
}
