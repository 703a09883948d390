/* CRPalette: few colours for many, for pictures in files that hold 256.
 *
 * Colours are counted in 64 levels per channel. The palette takes the colours that many pixels have, and as many of the
 * rest as leave none far from all that were taken. */
#ifndef CRPALETTE_H
#define CRPALETTE_H

#include <stddef.h>

#pragma clang assume_nonnull begin

enum { cr_cell_count = 1 << 18 };

/* How often colours of one cell were seen, and which of them most. Zero at first. */
typedef struct {
  unsigned count, colour, votes;
} cr_cell;

/* Counts the pixels (0x00RRGGBB) of a picture. */
void cr_census(cr_cell *cells, const int *_Nonnull const *_Nonnull rows, int width, int height);

/* Chooses at most `limit` colours and returns how many; 0 when memory is short or nothing was counted. The order follows
 * from the counts alone. */
size_t cr_choose(const cr_cell *cells, size_t limit, unsigned *colours);

/* The nearest of `n` colours (at most 256) for every cell. */
void cr_nearest(const cr_cell *cells, const unsigned *colours, size_t n, unsigned char *table);

/* The part of a picture that a film has to change: half-open, empty when nothing changes. */
typedef struct {
  int left, top, right, bottom;
} cr_change;

/* Finds the colour number of every pixel.
 *
 * shown: what the film shows at each pixel before, and after this call. Without `is_first` a pixel stays as it is where
 * that is no more than `tolerance` from its colour in each channel, and gets the number `unchanged` in `out`. */
cr_change cr_index(const int *_Nonnull const *_Nonnull rows, int width, int height, const unsigned char *table,
                   const unsigned *colours, int is_first, int tolerance, unsigned char unchanged,
                   unsigned char *shown, unsigned char *out);

#pragma clang assume_nonnull end

#endif
