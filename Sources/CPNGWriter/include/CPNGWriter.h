/* CPNGWriter: libpng's writing half behind one function, so that its setjmp never crosses Swift. */
#ifndef CPNGWRITER_H
#define CPNGWRITER_H

#include <stddef.h>

#pragma clang assume_nonnull begin

/* A line of metadata: keyword of 1...79 printable ASCII characters, UTF-8 text without NUL. Written as tEXt
 * when the text is ASCII, as uncompressed iTXt otherwise. */
typedef struct {
  const char *key;
  const char *text;
} cpng_text;

typedef struct {
  unsigned char *_Nullable bytes; /* to be given back with cpng_free */
  size_t count;
  char message[160]; /* libpng's words when it failed */
} cpng_result;

/* Encodes width x height pixels 0x00RRGGBB as an 8-bit RGB PNG in memory, or 0xAARRGGBB as one with opacity.
 *
 * Filter NONE and level 6: smaller and faster than libpng's own choice for flat pictures. Chunks: IHDR, sRGB,
 * pHYs, texts in the order given, IDAT, IEND; no time and no version, so equal pixels give equal bytes with
 * the same libpng and zlib. Sizes have to be positive (the caller's part). Returns 1, or 0 with a message. */
int cpng_encode(int width, int height, const int *_Nonnull const *_Nonnull rows, int has_opacity,
                unsigned pixels_per_metre, const cpng_text *_Nullable texts, size_t text_count, cpng_result *result);

void cpng_free(cpng_result *result);

#pragma clang assume_nonnull end

#endif
