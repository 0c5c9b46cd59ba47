/*
 * What the processor can do: fused multiply-adds in float32 on vectors as wide as it has, in as many threads as are asked for.
 *
 *     cc -O3 -march=native -pthread bench/peak.c -o peak && ./peak [threads]
 *
 * Prints the best of five runs in 1e9 floating-point operations a second, two for each multiply-add.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#ifdef __AVX512F__
#define WIDTH 16
#else
#define WIDTH 8
#endif
/* More independent sums than a multiply-add takes cycles, times two units; all of them fit into the registers. */
#define SUMS 12
#define ROUNDS 40000000L

typedef float vector __attribute__((vector_size(4 * WIDTH)));

static void *work(void *sink) {
  vector sums[SUMS] = {{0}}, factor, addend;
  for (int i = 0; i < WIDTH; i++) factor[i] = 0.999f, addend[i] = 0.001f;
  for (long round = 0; round < ROUNDS; round++) {
    __asm__ volatile("" : "+x"(factor), "+x"(addend));
#pragma GCC unroll 12
    for (int i = 0; i < SUMS; i++) sums[i] = sums[i] * factor + addend;
  }
  float total = 0;
  for (int i = 0; i < SUMS; i++) total += sums[i][0];
  *(float *)sink = total;
  return NULL;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

int main(int count, char **words) {
  int threads = count > 1 ? atoi(words[1]) : 2;
  double best = 0;
  if (threads < 1 || threads > 256) {
    fprintf(stderr, "Cannot measure as threads must be from 1 to 256: got %s\n", words[1]);
    return 1;
  }
  for (int run = 0; run < 5; run++) {
    pthread_t ids[256];
    float sinks[256];
    double start = seconds();
    for (int i = 0; i < threads; i++) pthread_create(&ids[i], NULL, work, &sinks[i]);
    for (int i = 0; i < threads; i++) pthread_join(ids[i], NULL);
    double rate = 2.0 * WIDTH * SUMS * ROUNDS * threads / (seconds() - start) / 1e9;
    if (rate > best) best = rate;
  }
  printf("%.0f\n", best);
}
