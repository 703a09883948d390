/* Areas with any outline, concave or crossing itself: the exact part of each pixel that the outline encloses.
 *
 * Every edge adds to a row of cells how much the area right of it grows from one pixel to the next; the running sum
 * of a row is then the coverage. The way of font renderers (R. Levien, font-rs, 2016). */
#include "CRaster.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
  float *cells;
  int width, height;
} sheet;

/* An edge inside one row, x0 <= x1 in cells, `rise` high (negative: the edge runs upwards). */
static void add_to_row(float *row, double x0, double x1, double rise) {
  const double floor0 = floor(x0), ceil1 = ceil(x1);
  const int i0 = (int)floor0, i1 = (int)ceil1;
  if (i1 <= i0 + 1) {
    const double middle = 0.5 * (x0 + x1) - floor0;
    row[i0] += (float)(rise - rise * middle);
    row[i0 + 1] += (float)(rise * middle);
    return;
  }
  const double slope = 1 / (x1 - x0), f0 = x0 - floor0, f1 = x1 - ceil1 + 1;
  const double first = 0.5 * slope * (1 - f0) * (1 - f0), last = 0.5 * slope * f1 * f1;
  row[i0] += (float)(rise * first);
  if (i1 == i0 + 2) {
    row[i0 + 1] += (float)(rise * (1 - first - last));
  } else {
    const double second = slope * (1.5 - f0);
    row[i0 + 1] += (float)(rise * (second - first));
    for (int i = i0 + 2; i < i1 - 1; i++) row[i] += (float)(rise * slope);
    row[i1 - 1] += (float)(rise * (1 - (second + (i1 - i0 - 3) * slope) - last));
  }
  row[i1] += (float)(rise * last);
}

/* An edge with both ends inside the sheet's columns; rows above and below are cut off. */
static void add_inside(sheet *s, double ax, double ay, double bx, double by) {
  if (ay == by) return;
  const double sign = ay < by ? 1 : -1;
  const double top = fmin(ay, by), bottom = fmax(ay, by);
  const double from = ay < by ? ax : bx, slope = (bx - ax) / (by - ay);
  const int first = top > 0 ? (int)floor(top) : 0;
  const int end = bottom < s->height ? (int)ceil(bottom) : s->height;
  for (int j = first; j < end; j++) {
    const double y0 = fmax(top, j), y1 = fmin(bottom, j + 1);
    if (!(y1 > y0)) continue;
    double x0 = from + (y0 - top) * slope, x1 = from + (y1 - top) * slope;
    if (x0 > x1) {
      const double swap = x0;
      x0 = x1, x1 = swap;
    }
    x0 = fmin(fmax(x0, 0), s->width), x1 = fmin(fmax(x1, 0), s->width);
    add_to_row(s->cells + (size_t)j * (s->width + 2), x0, x1, sign * (y1 - y0));
  }
}

/* Cuts an edge at the sheet's sides; what lies beyond a side runs along it, so that the winding stays. */
static void add_edge(sheet *s, double ax, double ay, double bx, double by) {
  const double sides[2] = {0, s->width};
  double cuts[4] = {0, 1, 1, 1};
  int n = 1;
  for (int k = 0; k < 2; k++) {
    const double t = (sides[k] - ax) / (bx - ax);
    if (t > 0 && t < 1) cuts[n++] = t;
  }
  if (n == 3 && cuts[1] > cuts[2]) {
    const double swap = cuts[1];
    cuts[1] = cuts[2], cuts[2] = swap;
  }
  cuts[n] = 1;
  double px = ax, py = ay;
  for (int k = 1; k <= n; k++) {
    const double qx = k == n ? bx : ax + (bx - ax) * cuts[k], qy = k == n ? by : ay + (by - ay) * cuts[k];
    const double x0 = fmin(fmax(px, 0), s->width), x1 = fmin(fmax(qx, 0), s->width);
    add_inside(s, x0, py, x1, qy);
    px = qx, py = qy;
  }
}

void cr_area(cr_mask *mask, const double *corners, size_t n) {
  if (n < 3) return;
  double left = corners[0], right = corners[0], top = corners[1], bottom = corners[1];
  for (size_t k = 1; k < n; k++) {
    left = fmin(left, corners[2 * k]);
    right = fmax(right, corners[2 * k]);
    top = fmin(top, corners[2 * k + 1]);
    bottom = fmax(bottom, corners[2 * k + 1]);
  }
  const cr_bounds box = cr_touch(mask, left, top, right, bottom);
  if (box.left >= box.right || box.top >= box.bottom) return;
  sheet s = {NULL, box.right - box.left, box.bottom - box.top};
  s.cells = calloc((size_t)s.height * (size_t)(s.width + 2), sizeof(float));
  if (!s.cells) return;
  for (size_t k = 0, previous = n - 1; k < n; previous = k++)
    add_edge(&s, corners[2 * previous] - box.left, corners[2 * previous + 1] - box.top, corners[2 * k] - box.left,
             corners[2 * k + 1] - box.top);
  for (int j = 0; j < s.height; j++) {
    unsigned char *row = mask->coverage + (size_t)(box.top + j) * mask->width + box.left;
    const float *cells = s.cells + (size_t)j * (s.width + 2);
    float sum = 0;
    for (int i = 0; i < s.width; i++) {
      sum += cells[i];
      const float part = fminf(fabsf(sum), 1);
      const unsigned char level = (unsigned char)(part * 255 + 0.5f);
      if (level > row[i]) row[i] = level;
    }
  }
  free(s.cells);
}

static inline float at(const float *values, int columns, int column, int row) {
  return values[(size_t)row * columns + column];
}

/* The index of the sample before a place, and how far it lies towards the next. */
static inline int before(double place, int count, float *fraction) {
  const double p = fmin(fmax(place, 0), count - 1);
  int index = (int)p;
  if (index > count - 2) index = count - 2;
  *fraction = (float)(p - index);
  return index;
}

void cr_shade(unsigned *colours, int width, int height, const float *values, int columns, int rows, double x0,
              double y0, double dx, double dy, double low, double high, const unsigned *ramp, unsigned background) {
  if (columns < 2 || rows < 2) return;
  const float base = (float)low, factor = (float)(255 / (high - low));
  for (int j = 0; j < height; j++) {
    float v;
    const int row = before(y0 + j * dy, rows, &v);
    for (int i = 0; i < width; i++) {
      float u;
      const int column = before(x0 + i * dx, columns, &u);
      const float above = at(values, columns, column, row) * (1 - u) + at(values, columns, column + 1, row) * u;
      const float below = at(values, columns, column, row + 1) * (1 - u) + at(values, columns, column + 1, row + 1) * u;
      const float level = (above * (1 - v) + below * v - base) * factor;
      *colours++ = level == level ? ramp[(int)(fminf(fmaxf(level, 0), 255) + 0.5f)] : background;
    }
  }
}
