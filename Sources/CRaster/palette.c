#include "CRPalette.h"

#include <stdint.h>
#include <stdlib.h>

static inline size_t cell_of(unsigned colour) {
  return (colour >> 18 & 63) << 12 | (colour >> 10 & 63) << 6 | (colour >> 2 & 63);
}

static inline int channel(unsigned colour, int shift) { return (int)(colour >> shift & 255); }

static inline int gap(unsigned a, unsigned b, int shift) { return abs(channel(a, shift) - channel(b, shift)); }

/* The largest difference of a channel. */
static inline int reach(unsigned a, unsigned b) {
  const int red = gap(a, b, 16), green = gap(a, b, 8), blue = gap(a, b, 0);
  const int larger = red > green ? red : green;
  return larger > blue ? larger : blue;
}

static inline int squared(unsigned a, unsigned b) {
  const int red = gap(a, b, 16), green = gap(a, b, 8), blue = gap(a, b, 0);
  return red * red + green * green + blue * blue;
}

void cr_census(cr_cell *cells, const int *const *rows, int width, int height) {
  for (int j = 0; j < height; j++) {
    for (int i = 0; i < width; i++) {
      const unsigned colour = (unsigned)rows[j][i] & 0xFFFFFF;
      cr_cell *cell = cells + cell_of(colour);
      if (cell->count < UINT32_MAX) cell->count++;
      /* Boyer and Moore's vote: a colour that most pixels of the cell have wins. */
      if (cell->votes == 0) cell->colour = colour;
      if (cell->colour == colour) {
        cell->votes++;
      } else {
        cell->votes--;
      }
    }
  }
}

typedef struct {
  unsigned colour, count;
  int reach, squared;
} candidate;

static candidate *candidates_of(const cr_cell *cells, size_t *count) {
  size_t n = 0;
  for (size_t i = 0; i < cr_cell_count; i++) n += cells[i].count > 0;
  candidate *list = n ? malloc(n * sizeof *list) : NULL;
  if (!list) return NULL;
  *count = 0;
  for (size_t i = 0; i < cr_cell_count; i++)
    if (cells[i].count) list[(*count)++] = (candidate){cells[i].colour, cells[i].count, 256, 3 * 256 * 256};
  return list;
}

/* The candidate farthest from all that were taken, or the one that spoils most pixels most. */
static size_t worst(const candidate *list, size_t n, int by_reach) {
  size_t best = 0;
  uint64_t highest = 0;
  for (size_t i = 0; i < n; i++) {
    const uint64_t score = by_reach ? (uint64_t)list[i].reach : (uint64_t)list[i].squared * list[i].count;
    if (score > highest) {
      highest = score;
      best = i;
    }
  }
  return best;
}

static int farthest(const candidate *list, size_t n) {
  int most = 0;
  for (size_t i = 0; i < n; i++)
    if (list[i].reach > most) most = list[i].reach;
  return most;
}

size_t cr_choose(const cr_cell *cells, size_t limit, unsigned *colours) {
  /* Colours that many pixels have come first; then whatever is this far from all; then again what most pixels miss. */
  const size_t common = limit / 6, far = 3 * limit / 4;
  const int near = 14, exact = 2;
  size_t n = 0, taken = 0;
  candidate *list = candidates_of(cells, &n);
  if (!list) return 0;
  int most = 256;
  while (taken < limit && most > exact) {
    const int by_reach = taken >= common && taken < far && most > near;
    const unsigned colour = list[worst(list, n, by_reach)].colour;
    colours[taken++] = colour;
    for (size_t i = 0; i < n; i++) {
      const int away = reach(list[i].colour, colour), square = squared(list[i].colour, colour);
      if (away < list[i].reach) list[i].reach = away;
      if (square < list[i].squared) list[i].squared = square;
    }
    most = farthest(list, n);
  }
  free(list);
  return taken;
}

void cr_nearest(const cr_cell *cells, const unsigned *colours, size_t n, unsigned char *table) {
  for (size_t i = 0; i < cr_cell_count; i++) {
    const unsigned middle = (unsigned)((i >> 12 & 63) << 18 | (i >> 6 & 63) << 10 | (i & 63) << 2) | 0x020202;
    const unsigned colour = cells[i].count ? cells[i].colour : middle;
    int least = INT32_MAX;
    for (size_t k = 0; k < n; k++) {
      const int square = squared(colour, colours[k]);
      if (square < least) {
        least = square;
        table[i] = (unsigned char)k;
      }
    }
  }
}

cr_change cr_index(const int *const *rows, int width, int height, const unsigned char *table, const unsigned *colours,
                   int is_first, int tolerance, unsigned char unchanged, unsigned char *shown, unsigned char *out) {
  cr_change change = {width, height, 0, 0};
  for (int j = 0; j < height; j++) {
    for (int i = 0; i < width; i++) {
      const size_t at = (size_t)j * (size_t)width + (size_t)i;
      const unsigned colour = (unsigned)rows[j][i] & 0xFFFFFF;
      const unsigned char number = table[cell_of(colour)];
      if (!is_first && (number == shown[at] || reach(colours[shown[at]], colour) <= tolerance)) {
        out[at] = unchanged;
        continue;
      }
      out[at] = shown[at] = number;
      if (i < change.left) change.left = i;
      if (i >= change.right) change.right = i + 1;
      if (j < change.top) change.top = j;
      if (j >= change.bottom) change.bottom = j + 1;
    }
  }
  if (change.right == 0) change = (cr_change){0, 0, 0, 0};
  return change;
}
