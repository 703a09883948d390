#ifndef CK_WAVES_H
#define CK_WAVES_H
#include "ck_base.h"

#pragma clang assume_nonnull begin

/* How strongly targets go along with waves: for each candidate c with angular frequencies w[·][c] and rows x[i],
 * t_i = Σ_j w[j][c]·x[i][j], the size of the gradient on the output weights of the neurons sin t and cos t while
 * these weights are still 0.
 *
 * ck_wave_scores_f32: for amounts,
 *   scores[c] = Σ_o [(Σ_i g[i][o]·sin t_i)² + (Σ_i g[i][o]·cos t_i)²] / rows²
 * ck_wave_class_scores_f32: the same for g = onehot(class) - share of the class, from rows in the order of their
 *   classes, those of class k being ends[k-1] ..< ends[k] (0 before the first). It costs two additions per candidate
 *   and row beside sine and cosine, whatever the number of classes.
 *
 * Sizes     w [dims][candidates], rows of w `stride` apart; x [rows][dims]; g [rows][outputs]; scores [candidates];
 *           dims >= 1. Without rows or outputs the scores are 0. A class may be without rows.
 * Aliasing  none.
 * Domain    |t| <= 1e4 and sums whose squares are finite. A t that is not finite gives NaN,
 *           a g that is not finite NaN or infinity.
 * Error     of t at most (2·dims + 2)·u·Σ_j |w_j·x_j| with u = 2^-24, of sine and cosine 3u beside it; sums of m rows
 *           as by at most m/256 + 257 additions of two; so that for e = 3u + max (2·dims + 2)·u·Σ|w_j·x_j|
 *           + (rows/256 + 259)·u each sum is off by at most e·Σ_i |g_io|, and for classes by e·rows of its class.
 * Bits      of a candidate depend on it and the rows alone: candidates may be cut anywhere.
 *
 * ck_wave_remove_f32: takes one wave out of what is left of the targets, in place:
 *   g[i][o] -= a_o·sin t_i + b_o·cos t_i with a_o, b_o that leave the smallest Σ_i g[i][o]² (of a wave that is constant
 *   over the rows, one of the two alone).
 *
 * Sizes     w [dims], the others as above. Aliasing none but g, which is read and written.
 * Error     of an element at most 8·e·max |g| for rows whose sines and cosines are not alike, e = 3u + the error of t.
 */
typedef void (*ck_wave_scores_fn)(size_t candidates, size_t dims, size_t rows, size_t outputs, const float *w,
                                  size_t stride, const float *x, const float *g, float *scores);
typedef void (*ck_wave_class_scores_fn)(size_t candidates, size_t dims, size_t classes, const size_t *ends,
                                        const float *w, size_t stride, const float *x, float *scores);
typedef void (*ck_wave_remove_fn)(size_t dims, size_t rows, size_t outputs, const float *w, const float *x, float *g);

#pragma clang assume_nonnull end
#endif
