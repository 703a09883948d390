/* Crowds of points: how many lie in each pixel, how many markers would lie over each other there, and the colour
 * of that. The points are read where they are, in Float or Double, side by side or in a table. */
#include "CRaster.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static inline double coordinate(const cr_column *column, size_t i) {
  return column->is_float ? (double)((const float *)column->values)[i * column->stride]
                          : ((const double *)column->values)[i * column->stride];
}

void cr_extent(const cr_column *x, const cr_column *y, size_t n, double largest, cr_span *span) {
  *span = (cr_span){0, HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL};
  for (size_t i = 0; i < n; i++) {
    const double a = coordinate(x, i), b = coordinate(y, i);
    if (!(fabs(a) <= largest) || !(fabs(b) <= largest)) continue;
    span->count++;
    if (a < span->left) span->left = a;
    if (a > span->right) span->right = a;
    if (b < span->low) span->low = b;
    if (b > span->high) span->high = b;
  }
}

/* The pixel of a value, or -1. */
static inline int place(const cr_axis *axis, double value, int count) {
  if (axis->kind == cr_log) value = log(value);
  if (axis->kind == cr_symmetric) value = copysign(log1p(fabs(value) / axis->unit), value);
  const double at = value * axis->factor + axis->start;
  return at >= 0 && at < count ? (int)at : -1;
}

void cr_count(const cr_column *x, const cr_column *y, size_t n, const cr_axis *across, const cr_axis *down,
              const intptr_t *classes, int planes, unsigned *counts, int width, int height) {
  const size_t plane = (size_t)width * height;
  for (size_t i = 0; i < n; i++) {
    const int column = place(across, coordinate(x, i), width), row = place(down, coordinate(y, i), height);
    if (column < 0 || row < 0) continue;
    const intptr_t rest = classes ? classes[i] % planes : 0;
    counts[plane * (size_t)(rest < 0 ? rest + planes : rest) + (size_t)row * width + column]++;
  }
}

/* Adds `weight` times the counts, moved by (dx, dy), to the sums. */
static void add_moved(const unsigned *counts, int width, int height, int dx, int dy, float weight, float *sums) {
  const int from = dx > 0 ? dx : 0, to = dx < 0 ? width + dx : width;
  for (int j = dy > 0 ? dy : 0; j < (dy < 0 ? height + dy : height); j++) {
    const unsigned *source = counts + (size_t)(j - dy) * width - dx;
    float *sum = sums + (size_t)j * width;
    for (int i = from; i < to; i++) sum[i] += weight * (float)source[i];
  }
}

void cr_overlap(const unsigned *counts, int width, int height, double radius, float *sums) {
  const int reach = (int)ceil(radius + 0.5);
  memset(sums, 0, (size_t)width * height * sizeof *sums);
  for (int dy = -reach; dy <= reach; dy++)
    for (int dx = -reach; dx <= reach; dx++) {
      const double coverage = 0.5 - (sqrt((double)dx * dx + (double)dy * dy) - radius);
      if (coverage > 0) add_moved(counts, width, height, dx, dy, (float)(coverage > 1 ? 1 : coverage), sums);
    }
}

/* sRGB's curve for 4096 levels of light: light is mixed, levels are shown. */
static void fill_levels(unsigned char *levels) {
  for (int i = 0; i < 4096; i++) {
    const double light = (i + 0.5) / 4096;
    const double level = light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055;
    levels[i] = (unsigned char)(level * 255 + 0.5);
  }
}

static inline unsigned level_of(const unsigned char *levels, float light) {
  const int index = (int)(light * 4096);
  return levels[index < 0 ? 0 : index > 4095 ? 4095 : index];
}

/* 0 for one point, 1 for `most` and above. */
static inline float strength(float points, float inverse_log) {
  if (points <= 1) return 0;
  const float u = logf(points) * inverse_log;
  return u > 1 ? 1 : u;
}

void cr_crowd_ramp(const float *sums, size_t n, float most, const unsigned *ramp, unsigned *colours) {
  const float inverse_log = most > 1 ? 1 / logf(most) : 0;
  for (size_t i = 0; i < n; i++) {
    const float points = sums[i], alpha = points < 1 ? points : 1;
    colours[i] = (unsigned)(alpha * 255 + 0.5f) << 24 | ramp[(int)(strength(points, inverse_log) * 255 + 0.5f)];
  }
}

void cr_crowd_shares(const float *sums, size_t n, int planes, float most, float least, const float *light,
                     unsigned *colours) {
  const float inverse_log = most > 1 ? 1 / logf(most) : 0;
  unsigned char levels[4096];
  fill_levels(levels);
  for (size_t i = 0; i < n; i++) {
    float points = 0, red = 0, green = 0, blue = 0;
    for (int k = 0; k < planes; k++) {
      const float share = sums[(size_t)k * n + i];
      points += share;
      red += share * light[3 * k];
      green += share * light[3 * k + 1];
      blue += share * light[3 * k + 2];
    }
    colours[i] = 0;
    if (!(points > 0)) continue;
    const float weight = (least + (1 - least) * strength(points, inverse_log)) * (points < 1 ? points : 1);
    colours[i] = (unsigned)(weight * 255 + 0.5f) << 24 | level_of(levels, red / points) << 16 |
                 level_of(levels, green / points) << 8 | level_of(levels, blue / points);
  }
}

void cr_lay(int *const *rows, cr_bounds part, const unsigned *colours) {
  for (int j = part.top; j < part.bottom; j++)
    for (int i = part.left; i < part.right; i++) {
      const unsigned above = *colours++, alpha = above >> 24, below = (unsigned)rows[j][i];
      unsigned mixed = 0;
      for (int shift = 0; shift < 24; shift += 8)
        mixed |= ((below >> shift & 255) * (255 - alpha) + (above >> shift & 255) * alpha + 127) / 255 << shift;
      rows[j][i] = (int)mixed;
    }
}
