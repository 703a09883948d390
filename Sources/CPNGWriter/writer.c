#include "CPNGWriter.h"

#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Everything that has to survive a longjmp lives here, on the heap or in the caller's frame: a local that
 * changes after setjmp would be undefined when libpng jumps back. */
typedef struct {
  cpng_result *result;
  size_t capacity;
  png_structp png;
  png_infop info;
  png_text *texts;
  png_byte *row;
  jmp_buf escape;
} encoder;

static void leave(encoder *e, const char *message) {
  strncpy(e->result->message, message, sizeof e->result->message - 1);
  longjmp(e->escape, 1);
}

static void on_error(png_structp png, png_const_charp message) { leave(png_get_error_ptr(png), message); }

static void on_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void on_write(png_structp png, png_bytep bytes, size_t count) {
  encoder *e = png_get_io_ptr(png);
  cpng_result *result = e->result;
  if (count > e->capacity - result->count) {
    size_t capacity = e->capacity ? e->capacity : 1 << 16;
    while (capacity - result->count < count) {
      if (capacity > SIZE_MAX / 2) png_error(png, "the file would be too large");
      capacity *= 2;
    }
    unsigned char *larger = realloc(result->bytes, capacity);
    if (!larger) png_error(png, "out of memory");
    result->bytes = larger;
    e->capacity = capacity;
  }
  memcpy(result->bytes + result->count, bytes, count);
  result->count += count;
}

static void on_flush(png_structp png) { (void)png; }

static int is_ascii(const char *text) {
  for (; *text; text++)
    if ((unsigned char)*text > 126) return 0;
  return 1;
}

static void write_texts(encoder *e, const cpng_text *texts, size_t count) {
  if (count == 0) return;
  e->texts = calloc(count, sizeof *e->texts);
  if (!e->texts) png_error(e->png, "out of memory");
  for (size_t i = 0; i < count; i++) {
    png_text *text = e->texts + i;
    text->key = (png_charp)texts[i].key;
    text->text = (png_charp)texts[i].text;
    if (is_ascii(texts[i].text)) {
      text->compression = PNG_TEXT_COMPRESSION_NONE;
      text->text_length = strlen(texts[i].text);
    } else {
      text->compression = PNG_ITXT_COMPRESSION_NONE;
      text->itxt_length = strlen(texts[i].text);
    }
  }
  png_set_text(e->png, e->info, e->texts, (int)count);
}

static void write_rows(encoder *e, int width, int height, const int *const *rows, int has_opacity) {
  e->row = malloc((size_t)width * 4);
  if (!e->row) png_error(e->png, "out of memory");
  for (int j = 0; j < height; j++) {
    png_byte *out = e->row;
    for (int i = 0; i < width; i++) {
      const unsigned pixel = (unsigned)rows[j][i];
      *out++ = pixel >> 16 & 255;
      *out++ = pixel >> 8 & 255;
      *out++ = pixel & 255;
      if (has_opacity) *out++ = pixel >> 24;
    }
    png_write_row(e->png, e->row);
  }
}

static void write_all(encoder *e, int width, int height, const int *const *rows, int has_opacity,
                      unsigned pixels_per_metre, const cpng_text *texts, size_t text_count) {
  png_set_write_fn(e->png, e, on_write, on_flush);
  png_set_filter(e->png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
  png_set_compression_level(e->png, 6);
  png_set_IHDR(e->png, e->info, (png_uint_32)width, (png_uint_32)height, 8,
               has_opacity ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_sRGB(e->png, e->info, PNG_sRGB_INTENT_PERCEPTUAL);
  png_set_pHYs(e->png, e->info, pixels_per_metre, pixels_per_metre, PNG_RESOLUTION_METER);
  write_texts(e, texts, text_count);
  png_write_info(e->png, e->info);
  write_rows(e, width, height, rows, has_opacity);
  png_write_end(e->png, NULL);
}

int cpng_encode(int width, int height, const int *const *rows, int has_opacity, unsigned pixels_per_metre,
                const cpng_text *texts, size_t text_count, cpng_result *result) {
  memset(result, 0, sizeof *result);
  encoder *e = calloc(1, sizeof *e);
  if (!e) {
    strncpy(result->message, "out of memory", sizeof result->message - 1);
    return 0;
  }
  e->result = result;
  volatile int done = 0;
  if (setjmp(e->escape) == 0) {
    e->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, e, on_error, on_warning);
    if (e->png) e->info = png_create_info_struct(e->png);
    if (!e->info) leave(e, "libpng could not start");
    write_all(e, width, height, rows, has_opacity, pixels_per_metre, texts, text_count);
    done = 1;
  }
  if (e->png) png_destroy_write_struct(&e->png, &e->info);
  free(e->texts);
  free(e->row);
  free(e);
  if (!done) cpng_free(result);
  return done;
}

void cpng_free(cpng_result *result) {
  free(result->bytes);
  result->bytes = NULL;
  result->count = 0;
}
