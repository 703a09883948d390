#include "CTestSupport.h"
#include <math.h>

#pragma STDC FP_CONTRACT OFF

double ct_dot(size_t k, const float *a, size_t a_step, const float *b, size_t b_step, double start, double *size) {
  double sum = start, sizes = fabs(start);
  for (size_t p = 0; p < k; p++) {
    double product = (double)a[p * a_step] * (double)b[p * b_step];
    sum += product;
    sizes += fabs(product);
  }
  *size = sizes;
  return sum;
}

float ct_chain(size_t k, const float *a, size_t a_step, const float *b, size_t b_step, float start, int fused) {
  float sum = start;
  for (size_t p = 0; p < k; p++) {
    float x = a[p * a_step], y = b[p * b_step];
    sum = fused ? fmaf(x, y, sum) : sum + x * y;
  }
  return sum;
}
