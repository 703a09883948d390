/* Fields of class probabilities: the tint of decision regions and the line between them.
 *
 *        column   0       1       2              x = sample, at the middle of a block of step x step pixels;
 *   row 0   x     . x     . x     .              the first and last rows and columns lie half a step outside
 *           ......+-------+-------               the picture's part, so that every pixel centre has four
 *   row 1   x     | x     | x     |              samples around it and the line reaches the frame
 */
#include "CRaster.h"

#include <math.h>
#include <stdlib.h>

static inline float sample(const cr_field *field, int c, int column, int row) {
  return field->samples[((size_t)c * field->height + row) * field->width + column];
}

/* Where a pixel position falls between two samples: the lower index and the fraction. */
static inline int locate(double position, double origin, double step, int count, float *fraction) {
  double at = (position - origin) / step + 0.5;
  if (!(at > 0)) at = 0;
  if (at > count - 1) at = count - 1;
  int index = (int)at;
  if (index > count - 2) index = count - 2;
  *fraction = (float)(at - index);
  return index;
}

static inline unsigned channel(unsigned background, unsigned colour, int shift, float weight) {
  const float below = (float)(background >> shift & 255), above = (float)(colour >> shift & 255);
  return (unsigned)(below + (above - below) * weight + 0.5f) << shift;
}

/* The samples of all classes at the height of a row of pixels: between two rows of the lattice. */
static void blend_rows(const cr_field *field, double y, float *line) {
  float v;
  const int row = locate(y, field->top, field->step, field->height, &v);
  for (int c = 0; c < field->classes; c++) {
    const float *above = field->samples + ((size_t)c * field->height + row) * field->width;
    const float *below = above + field->width;
    for (int i = 0; i < field->width; i++) *line++ = above[i] * (1 - v) + below[i] * v;
  }
}

/* The likeliest class between two columns of a line, and its probability; -1 where one is NaN. */
static inline int winner_at(const cr_field *field, const float *line, int column, float u, float *best) {
  int winner = -1;
  *best = -1;
  for (int c = 0; c < field->classes; c++, line += field->width) {
    const float p = line[column] * (1 - u) + line[column + 1] * u;
    if (p != p) return -1;
    if (p > *best) {
      *best = p;
      winner = c;
    }
  }
  return winner;
}

void cr_tint(int *const *rows, cr_bounds part, const cr_field *field, const unsigned *colours, unsigned background,
             double low, double high) {
  if (field->classes < 2 || field->width < 2 || field->height < 2) return;
  float *line = malloc((size_t)field->classes * field->width * sizeof *line);
  if (!line) return;
  const float floor_p = 1.0f / (float)field->classes;
  for (int j = part.top; j < part.bottom; j++) {
    blend_rows(field, j + 0.5, line);
    for (int i = part.left; i < part.right; i++) {
      float u, best;
      const int column = locate(i + 0.5, field->left, field->step, field->width, &u);
      const int winner = winner_at(field, line, column, u, &best);
      if (winner < 0) continue;
      float certainty = (best - floor_p) / (1 - floor_p);
      certainty = certainty < 0 ? 0 : certainty > 1 ? 1 : certainty;
      const float weight = (float)low + (float)(high - low) * certainty;
      const unsigned colour = colours[winner];
      rows[j][i] = (int)(channel(background, colour, 16, weight) | channel(background, colour, 8, weight) |
                         channel(background, colour, 0, weight));
    }
  }
  free(line);
}

void cr_paint(int *const *rows, cr_bounds part, const unsigned *colours) {
  for (int j = part.top; j < part.bottom; j++)
    for (int i = part.left; i < part.right; i++) rows[j][i] = (int)*colours++;
}

/* p[c] - max(other): positive where class c wins. */
static float margin(const cr_field *field, int c, int column, int row) {
  float other = -HUGE_VALF;
  for (int k = 0; k < field->classes; k++)
    if (k != c) other = fmaxf(other, sample(field, k, column, row));
  return sample(field, c, column, row) - other;
}

typedef struct {
  double x, y;
} spot;

/* The zero between two corners of a cell, in pixels. */
static spot crossing(const cr_field *field, double ca, double ra, float a, double cb, double rb, float b) {
  const double t = a / ((double)a - b);
  return (spot){field->left + (ca + (cb - ca) * t - 0.5) * field->step,
                field->top + (ra + (rb - ra) * t - 0.5) * field->step};
}

static void emit(double *segments, size_t capacity, size_t *count, spot a, spot b) {
  if (*count < capacity) {
    double *out = segments + 4 * *count;
    out[0] = a.x, out[1] = a.y, out[2] = b.x, out[3] = b.y;
  }
  *count += 1;
}

/* One cell; corners clockwise from the upper left: g0 g1 g2 g3. With crossings on all four sides (a saddle)
 * the mean of the corners decides which pairs belong together. */
static void cell(const cr_field *field, int column, int row, const float g[4], double *segments, size_t capacity,
                 size_t *count) {
  const double cs[4] = {column, column + 1, column + 1, column}, rs[4] = {row, row, row + 1, row + 1};
  spot spots[4];
  int crossings = 0;
  for (int k = 0; k < 4; k++) {
    const int next = (k + 1) & 3;
    if ((g[k] > 0) != (g[next] > 0)) spots[crossings++] = crossing(field, cs[k], rs[k], g[k], cs[next], rs[next], g[next]);
  }
  if (crossings == 2) emit(segments, capacity, count, spots[0], spots[1]);
  if (crossings == 4) {
    const int joined = (g[0] + g[1] + g[2] + g[3] > 0) == (g[0] > 0);
    emit(segments, capacity, count, spots[0], spots[joined ? 1 : 3]);
    emit(segments, capacity, count, spots[2], spots[joined ? 3 : 1]);
  }
}

size_t cr_boundary(const cr_field *field, int c, double *segments, size_t capacity) {
  size_t count = 0;
  for (int row = 0; row + 1 < field->height; row++) {
    float left_top = margin(field, c, 0, row), left_bottom = margin(field, c, 0, row + 1);
    for (int column = 0; column + 1 < field->width; column++) {
      const float g[4] = {left_top, margin(field, c, column + 1, row), margin(field, c, column + 1, row + 1), left_bottom};
      left_top = g[1];
      left_bottom = g[2];
      const float sum = g[0] + g[1] + g[2] + g[3];
      if (sum == sum) cell(field, column, row, g, segments, capacity, &count);
    }
  }
  return count < capacity ? count : capacity;
}
