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
#include <stdint.h>

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

/* Numbers where they are: the i-th at values[i * stride], in float or double. */
typedef struct {
  const void *values;
  size_t stride;
  int is_float;
} cr_column;

/* How many points have two numbers of at most `largest` in size, and where these lie. */
typedef struct {
  size_t count;
  double left, right, low, high;
} cr_span;

/* A value's pixel is floor(f(value) * factor + start): f is the value itself, its logarithm, or, as far from 0 on both
 * sides, sign(value) log(1 + |value| / unit). */
typedef enum { cr_linear, cr_log, cr_symmetric } cr_axis_kind;
typedef struct {
  double factor, start;
  cr_axis_kind kind;
  double unit;
} cr_axis;

void cr_extent(const cr_column *x, const cr_column *y, size_t n, double largest, cr_span *span);
/* Adds 1 to the pixel of each point in the plane of its class (modulo `planes`; all in the first without classes).
 * Points outside and those without a place count nowhere. counts: `planes` of height x width. */
void cr_count(const cr_column *x, const cr_column *y, size_t n, const cr_axis *across, const cr_axis *down,
              const intptr_t *_Nullable classes, int planes, unsigned *counts, int width, int height);
/* How many discs of the radius, one on every point, lie over each pixel of one plane, edges in part. */
void cr_overlap(const unsigned *counts, int width, int height, double radius, float *sums);
/* Colours 0xAARRGGBB of n pixels by the logarithm of their sums, from ramp[0] at 1 to ramp[255] at `most`; below 1
 * clearer. */
void cr_crowd_ramp(const float *sums, size_t n, float most, const unsigned *ramp, unsigned *colours);
/* Colours of n pixels in which the light of the planes' colours (3 numbers each, linear) is mixed by their shares, the
 * more opaque the more points there are, from `least` at 1 to 1 at `most`. */
void cr_crowd_shares(const float *sums, size_t n, int planes, float most, float least, const float *light,
                     unsigned *colours);
/* Blends colours 0xAARRGGBB over `part`, row by row. */
void cr_lay(int *_Nonnull const *_Nonnull rows, cr_bounds part, const unsigned *colours);

#pragma clang assume_nonnull end

#endif
