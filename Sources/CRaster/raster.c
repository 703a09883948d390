/* Coverage masks of shapes, and blending: see CRaster.h for the idea.
 *
 * Goals in order: right coverage, no surprise with any finite input, speed. Shapes of a picture are small
 * (markers) or thin (lines), so each loop visits only the pixels that the shape can touch. */
#include "CRaster.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

cr_mask cr_mask_make(unsigned char *coverage, int width, int height) {
  const cr_bounds all = {0, 0, width, height}, none = {width, height, 0, 0};
  return (cr_mask){coverage, width, height, all, none};
}

/* A double as a pixel index inside [low, high], whatever its size. */
static int clamp_index(double value, int low, int high) {
  if (!(value > low)) return low;
  if (value > high) return high;
  return (int)value;
}

/* The pixels of the clip that the box can touch; one pixel of margin for the soft edge. */
static cr_bounds touched(const cr_mask *mask, double left, double top, double right, double bottom) {
  const cr_bounds clip = mask->clip;
  cr_bounds box;
  box.left = clamp_index(floor(left - 1), clip.left, clip.right);
  box.top = clamp_index(floor(top - 1), clip.top, clip.bottom);
  box.right = clamp_index(ceil(right + 1), clip.left, clip.right);
  box.bottom = clamp_index(ceil(bottom + 1), clip.top, clip.bottom);
  return box;
}

static int is_empty(cr_bounds box) { return box.left >= box.right || box.top >= box.bottom; }

static void mark_dirty(cr_mask *mask, cr_bounds box) {
  if (box.left < mask->dirty.left) mask->dirty.left = box.left;
  if (box.top < mask->dirty.top) mask->dirty.top = box.top;
  if (box.right > mask->dirty.right) mask->dirty.right = box.right;
  if (box.bottom > mask->dirty.bottom) mask->dirty.bottom = box.bottom;
}

cr_bounds cr_touch(cr_mask *mask, double left, double top, double right, double bottom) {
  const cr_bounds box = touched(mask, left, top, right, bottom);
  if (!is_empty(box)) mark_dirty(mask, box);
  return box;
}

static inline void cover(unsigned char *pixel, double coverage) {
  if (!(coverage > 0)) return;
  const unsigned char level = coverage >= 1 ? 255 : (unsigned char)(coverage * 255 + 0.5);
  if (level > *pixel) *pixel = level;
}

void cr_disc(cr_mask *mask, double x, double y, double radius) {
  const cr_bounds box = touched(mask, x - radius, y - radius, x + radius, y + radius);
  if (is_empty(box)) return;
  mark_dirty(mask, box);
  for (int j = box.top; j < box.bottom; j++) {
    unsigned char *row = mask->coverage + (size_t)j * mask->width;
    const double dy = j + 0.5 - y;
    for (int i = box.left; i < box.right; i++) {
      const double dx = i + 0.5 - x;
      cover(row + i, 0.5 - (sqrt(dx * dx + dy * dy) - radius));
    }
  }
}

void cr_ring(cr_mask *mask, double x, double y, double radius, double width) {
  const double outer = radius + width / 2;
  const cr_bounds box = touched(mask, x - outer, y - outer, x + outer, y + outer);
  if (is_empty(box)) return;
  mark_dirty(mask, box);
  for (int j = box.top; j < box.bottom; j++) {
    unsigned char *row = mask->coverage + (size_t)j * mask->width;
    const double dy = j + 0.5 - y;
    for (int i = box.left; i < box.right; i++) {
      const double dx = i + 0.5 - x;
      cover(row + i, 0.5 - (fabs(sqrt(dx * dx + dy * dy) - radius) - width / 2));
    }
  }
}

/* Distance of (x, y) from the segment a...b. */
static inline double segment_distance(double x, double y, double ax, double ay, double bx, double by) {
  const double ux = bx - ax, uy = by - ay, vx = x - ax, vy = y - ay;
  const double square = ux * ux + uy * uy;
  double t = square > 0 ? (vx * ux + vy * uy) / square : 0;
  t = t < 0 ? 0 : t > 1 ? 1 : t;
  const double dx = vx - t * ux, dy = vy - t * uy;
  return sqrt(dx * dx + dy * dy);
}

/* A long slanted line touches only a strip of its bounding box: each row visits that strip alone. */
void cr_capsule(cr_mask *mask, double ax, double ay, double bx, double by, double width) {
  const double half = width / 2;
  const cr_bounds box = touched(mask, fmin(ax, bx) - half, fmin(ay, by) - half, fmax(ax, bx) + half,
                                fmax(ay, by) + half);
  if (is_empty(box)) return;
  mark_dirty(mask, box);
  const double ux = bx - ax, uy = by - ay;
  const double reach = fabs(uy) > 1e-9 ? (half + 1) * hypot(ux, uy) / fabs(uy) : 0;
  for (int j = box.top; j < box.bottom; j++) {
    unsigned char *row = mask->coverage + (size_t)j * mask->width;
    const double y = j + 0.5;
    int from = box.left, to = box.right;
    if (reach > 0) {
      const double middle = ax + (y - ay) * ux / uy;
      from = clamp_index(floor(middle - reach - 1), box.left, box.right);
      to = clamp_index(ceil(middle + reach + 1), box.left, box.right);
    }
    for (int i = from; i < to; i++) cover(row + i, 0.5 - (segment_distance(i + 0.5, y, ax, ay, bx, by) - half));
  }
}

/* An edge of a polygon from (ax, ay), with what its distance needs: divided once, not for every pixel. */
typedef struct {
  double ax, ay, ux, uy, by, per_square, slope;
} edge;

static edge edge_between(const double *a, const double *b) {
  const double ux = b[0] - a[0], uy = b[1] - a[1], square = ux * ux + uy * uy;
  return (edge){a[0], a[1], ux, uy, b[1], square > 0 ? 1 / square : 0, uy != 0 ? ux / uy : 0};
}

/* Signed distance from a simple polygon: the nearest edge, negative when an odd number of edges lies to
 * the right of the point. */
static double polygon_distance(double x, double y, const edge *edges, size_t n) {
  double nearest = HUGE_VAL;
  int inside = 0;
  for (const edge *e = edges; e < edges + n; e++) {
    const double vx = x - e->ax, vy = y - e->ay;
    double t = (vx * e->ux + vy * e->uy) * e->per_square;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    const double dx = vx - t * e->ux, dy = vy - t * e->uy, d = dx * dx + dy * dy;
    if (d < nearest) nearest = d;
    if ((e->ay > y) != (e->by > y) && vx < vy * e->slope) inside = !inside;
  }
  return inside ? -sqrt(nearest) : sqrt(nearest);
}

void cr_polygon(cr_mask *mask, const double *corners, size_t n, double grow) {
  if (n < 3) return;
  double left = corners[0], right = corners[0], top = corners[1], bottom = corners[1];
  for (size_t k = 1; k < n; k++) {
    left = fmin(left, corners[2 * k]);
    right = fmax(right, corners[2 * k]);
    top = fmin(top, corners[2 * k + 1]);
    bottom = fmax(bottom, corners[2 * k + 1]);
  }
  const double margin = grow > 0 ? grow : 0;
  const cr_bounds box = touched(mask, left - margin, top - margin, right + margin, bottom + margin);
  edge few[16];
  edge *edges = n <= 16 ? few : malloc(n * sizeof *edges);
  if (is_empty(box) || !edges) {
    if (edges != few) free(edges);
    return;
  }
  for (size_t k = 0; k < n; k++) edges[k] = edge_between(corners + 2 * k, corners + 2 * (k + 1 < n ? k + 1 : 0));
  mark_dirty(mask, box);
  for (int j = box.top; j < box.bottom; j++) {
    unsigned char *row = mask->coverage + (size_t)j * mask->width;
    for (int i = box.left; i < box.right; i++)
      cover(row + i, 0.5 - (polygon_distance(i + 0.5, j + 0.5, edges, n) - grow));
  }
  if (edges != few) free(edges);
}

/* The part of [i, i+1] that lies in [low, high]. */
static inline double overlap(int i, double low, double high) {
  const double part = fmin(i + 1, high) - fmax(i, low);
  return part > 0 ? part : 0;
}

void cr_rectangle(cr_mask *mask, double left, double top, double right, double bottom) {
  const cr_bounds box = touched(mask, left, top, right, bottom);
  if (is_empty(box)) return;
  mark_dirty(mask, box);
  for (int j = box.top; j < box.bottom; j++) {
    unsigned char *row = mask->coverage + (size_t)j * mask->width;
    const double part = overlap(j, top, bottom);
    for (int i = box.left; i < box.right; i++) cover(row + i, part * overlap(i, left, right));
  }
}

/* One channel, with weight out of 65025 = 255 * 255, rounded to the nearest. */
static inline unsigned mixed(unsigned below, unsigned above, unsigned weight) {
  return (below * (65025 - weight) + above * weight + 32512) / 65025;
}

void cr_blend(cr_mask *mask, int *const *rows, unsigned colour, unsigned opacity) {
  const cr_bounds box = mask->dirty;
  const unsigned red = colour >> 16 & 255, green = colour >> 8 & 255, blue = colour & 255;
  for (int j = box.top; j < box.bottom; j++) {
    unsigned char *coverage = mask->coverage + (size_t)j * mask->width;
    int *row = rows[j];
    for (int i = box.left; i < box.right; i++) {
      // Most of the box of a line is empty: eight pixels at a time are passed over.
      uint64_t eight;
      while (i + 8 <= box.right && (memcpy(&eight, coverage + i, 8), eight == 0)) i += 8;
      if (i >= box.right) break;
      const unsigned weight = coverage[i] * opacity;
      if (weight == 0) continue;
      const unsigned below = (unsigned)row[i];
      row[i] = (int)(mixed(below >> 16 & 255, red, weight) << 16 | mixed(below >> 8 & 255, green, weight) << 8 |
                     mixed(below & 255, blue, weight));
    }
    if (box.left < box.right) memset(coverage + box.left, 0, (size_t)(box.right - box.left));
  }
  mask->dirty = (cr_bounds){mask->width, mask->height, 0, 0};
}
