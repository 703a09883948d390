/* CRaster: the pixel loops of the pictures.
 *
 * A shape is drawn in two steps: its coverage (how much of each pixel it hides, 0...255) goes into a mask,
 * the larger value winning where shapes of one mark overlap; then the mask is blended once, in one colour,
 * into rows of 0x00RRGGBB pixels, and cleared. So joints of a half-transparent line are not blended twice.
 *
 * Coordinates are in pixels; pixel (i, j) covers [i, i+1) x [j, j+1), y downwards. Every coordinate has to
 * be finite; anything outside the clip rectangle costs nothing. Coverage of a shape with signed distance d
 * (negative inside) is clamp(0.5 - d): exact for straight edges that are parallel to the pixel grid, and
 * within 1 % of the area for discs of radius 3 and more (CanvasTests measures both). */
#ifndef CRASTER_H
#define CRASTER_H

#include <stddef.h>

#include "CRPalette.h"

#pragma clang assume_nonnull begin

/* Half-open: left <= x < right, top <= y < bottom. */
typedef struct {
  int left, top, right, bottom;
} cr_bounds;

/* coverage is width x height, row-major, all zero between two marks; dirty bounds what is not. */
typedef struct {
  unsigned char *coverage;
  int width, height;
  cr_bounds clip, dirty;
} cr_mask;

/* A mask with nothing dirty and a clip of all of it. coverage has to hold zeroes. */
cr_mask cr_mask_make(unsigned char *coverage, int width, int height);

void cr_disc(cr_mask *mask, double x, double y, double radius);
/* A circle's line of the given width, half of it on each side of the radius. */
void cr_ring(cr_mask *mask, double x, double y, double radius, double width);
/* A line of the given width with round ends. */
void cr_capsule(cr_mask *mask, double ax, double ay, double bx, double by, double width);
/* A simple polygon, convex or not, of n corners (x, y pairs), grown by `grow` pixels all round
 * (negative: shrunk); grown corners are round. For markers: the cost is n per pixel. */
void cr_polygon(cr_mask *mask, const double *corners, size_t n, double grow);
/* Any outline of n corners (x, y pairs), closed from the last to the first, concave or crossing itself: exact areas.
 * Made for large shapes, the area under a curve: the cost is that of the pixels it spans. */
void cr_area(cr_mask *mask, const double *corners, size_t n);
/* The pixels of the clip that a box can touch, which count as drawn on from now on. */
cr_bounds cr_touch(cr_mask *mask, double left, double top, double right, double bottom);
/* An axis-parallel rectangle, edges at fractions of a pixel included. */
void cr_rectangle(cr_mask *mask, double left, double top, double right, double bottom);

/* Blends colour (0x00RRGGBB) with opacity 0...255 into rows where the mask is set, and clears the mask. */
void cr_blend(cr_mask *mask, int *_Nonnull const *_Nonnull rows, unsigned colour, unsigned opacity);

/* A field of class probabilities, sampled on a lattice: p[c][row][column], `classes` planes of height x width
 * floats. Sample (column, row) lies at pixel position (left + (column - 0.5) * step, top + (row - 0.5) * step),
 * so the lattice reaches half a step over every edge of the picture's part it covers. */
typedef struct {
  const float *samples;
  int classes, width, height;
  double left, top, step;
} cr_field;

/* Paints every pixel of `part` with mix(background, colour of the likeliest class,
 * low + (high - low) * (p - 1/K) / (1 - 1/K)), probabilities interpolated bilinearly.
 * Where a probability is NaN the background stays. colours: one 0x00RRGGBB per class. */
void cr_tint(int *_Nonnull const *_Nonnull rows, cr_bounds part, const cr_field *field, const unsigned *colours,
             unsigned background, double low, double high);

/* Where class c begins to win: the zero line of p[c] - max(other) by marching squares. Writes segments as
 * x0 y0 x1 y1 in pixels, at most `capacity` of them (2 per cell suffice), and returns how many there are. */
size_t cr_boundary(const cr_field *field, int c, double *segments, size_t capacity);

/* Sets every pixel of `part` to its colour (0x00RRGGBB): colours row by row, as many as `part` has pixels. */
void cr_paint(int *_Nonnull const *_Nonnull rows, cr_bounds part, const unsigned *colours);

/* Colours of a function known on a lattice of columns x rows: pixel (i, j) of width x height lies at column x0 + i dx,
 * row y0 + j dy, values between by bilinear interpolation; `low` has the first colour of the ramp of 256, `high` the last.
 * Where a value is NaN, `background`. */
void cr_shade(unsigned *colours, int width, int height, const float *values, int columns, int rows, double x0,
              double y0, double dx, double dy, double low, double high, const unsigned *ramp, unsigned background);

#pragma clang assume_nonnull end

#endif
