/* Checksums: whether bytes are still what they were. */
#ifndef CK_CHECKSUM_H
#define CK_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/* ck_crc32: the CRC-32 of ISO 3309 (polynomial 0x04C11DB7 reflected, all bits inverted before and after), as zlib's
 * crc32() and gzip compute it.
 *
 * Sizes     n bytes; n == 0 gives `sum` back.
 * Chaining  sum is 0 at first, then what the call before gave: parts one after the other give the sum of the whole.
 * Error     none. Every change of up to 32 bits in a row is found; any other with probability 1 - 2^-32.
 * Source    ISO 3309:1993, annex A; "123456789" gives 0xCBF43926.
 */
uint32_t ck_crc32(uint32_t sum, size_t n, const uint8_t *bytes);

#pragma clang assume_nonnull end

#endif
