/* A compressor for the rows of pictures, in the format of zlib (RFC 1950, RFC 1951).
 *
 * Pictures of this kind are flat: long runs of one colour, rows like the row above, shapes that come again. The
 * matches tried first are those (the pixel before, the row above), then a short chain of places with the same four
 * bytes. Against zlib's level 6 it takes a fraction of the time and gives files of about the same size, and equal
 * pixels give equal bytes whatever zlib is installed. */
#ifndef CPNG_DEFLATE_H
#define CPNG_DEFLATE_H

#include <stddef.h>

typedef struct deflater deflater;

/* Takes compressed bytes as they are ready. */
typedef void (*deflater_sink)(void *context, const unsigned char *bytes, size_t count);

/* NULL when memory is short. `row` is the distance of bytes that lie above each other. */
deflater *deflater_make(size_t row, deflater_sink sink, void *context);
void deflater_add(deflater *d, const unsigned char *bytes, size_t count);
void deflater_finish(deflater *d);
void deflater_free(deflater *d);

#endif
