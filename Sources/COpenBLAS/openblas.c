#define _GNU_SOURCE
#include "COpenBLAS.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { row_major = 101, no_transpose = 111, transposed = 112, lower = 122, non_unit = 131 };
enum { left_side = 141, right_side = 142 };

/// Every routine used: result type, name in the library, parameter types. LAPACK's character arguments carry their
/// lengths at the end, as Fortran compilers pass them.
#define ROUTINES(R)                                                                                \
  R(char *, openblas_get_config, (void))                                                           \
  R(char *, openblas_get_corename, (void))                                                         \
  R(void, openblas_set_num_threads, (int))                                                         \
  R(void, cblas_dgemm,                                                                             \
    (int, int, int, int, int, int, double, const double *, int, const double *, int, double,       \
     double *, int))                                                                               \
  R(void, cblas_sgemm,                                                                             \
    (int, int, int, int, int, int, float, const float *, int, const float *, int, float, float *,  \
     int))                                                                                         \
  R(void, cblas_dsyrk,                                                                             \
    (int, int, int, int, int, double, const double *, int, double, double *, int))                 \
  R(void, cblas_ssyrk, (int, int, int, int, int, float, const float *, int, float, float *, int))  \
  R(void, cblas_dgemv,                                                                             \
    (int, int, int, int, double, const double *, int, const double *, int, double, double *, int)) \
  R(void, cblas_sgemv,                                                                             \
    (int, int, int, int, float, const float *, int, const float *, int, float, float *, int))      \
  R(void, cblas_dtrsm,                                                                             \
    (int, int, int, int, int, int, int, double, const double *, int, double *, int))               \
  R(void, cblas_dtrmm,                                                                             \
    (int, int, int, int, int, int, int, double, const double *, int, double *, int))               \
  R(void, dpotrf_, (const char *, const int *, double *, const int *, int *, size_t))              \
  R(void, dtrtri_,                                                                                 \
    (const char *, const char *, const int *, double *, const int *, int *, size_t, size_t))       \
  R(void, dsyevd_,                                                                                 \
    (const char *, const char *, const int *, double *, const int *, double *, double *,           \
     const int *, int *, const int *, int *, size_t, size_t))

#define DECLARE(result, name, parameters) static result(*name) parameters;
ROUTINES(DECLARE)

static char failure[512];
static char path[512];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void *open_library(void) {
  const char *chosen = getenv("MALLEUS_OPENBLAS");
  if (chosen != NULL && chosen[0] != '\0') return dlopen(chosen, RTLD_NOW | RTLD_LOCAL);
#if defined(__APPLE__)
  const char *names[] = {"libopenblas.dylib", "/opt/homebrew/opt/openblas/lib/libopenblas.dylib"};
#else
  const char *names[] = {"libopenblas.so.0", "libopenblas.so"};
#endif
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (library != NULL) return library;
  }
  return NULL;
}

/// OpenBLAS reads its thread count while it is being loaded and would start a pool then. The variable is put back
/// afterwards, because child processes inherit it.
static void *open_single_threaded(void) {
  const char *set = getenv("OPENBLAS_NUM_THREADS");
  char *former = set != NULL ? strdup(set) : NULL;
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
  void *library = open_library();
  if (former != NULL) {
    setenv("OPENBLAS_NUM_THREADS", former, 1);
    free(former);
  } else {
    unsetenv("OPENBLAS_NUM_THREADS");
  }
  return library;
}

static void load(void) {
  void *library = open_single_threaded();
  if (library == NULL) {
    const char *reason = dlerror();
    snprintf(failure, sizeof failure, "%s", reason != NULL ? reason : "libopenblas was not found");
    return;
  }
#define RESOLVE(result, name, parameters)                                                          \
  name = (result(*) parameters)dlsym(library, #name);                                              \
  if (name == NULL && failure[0] == '\0')                                                          \
    snprintf(failure, sizeof failure, "the library has no routine named %s", #name);
  ROUTINES(RESOLVE)
  if (failure[0] != '\0') return;
  if (strstr(openblas_get_config(), "USE64BITINT") != NULL) {
    snprintf(failure, sizeof failure, "the library takes 64-bit integers; the 32-bit build is needed");
    return;
  }
  openblas_set_num_threads(1);
  Dl_info where;
  bool known = dladdr((void *)cblas_dgemm, &where) != 0 && where.dli_fname != NULL;
  snprintf(path, sizeof path, "%s", known ? where.dli_fname : "unknown");
}

const char *malleus_blas_load(void) {
  pthread_once(&once, load);
  return failure[0] == '\0' ? NULL : failure;
}

const char *malleus_blas_config(void) { return openblas_get_config(); }
const char *malleus_blas_core(void) { return openblas_get_corename(); }
const char *malleus_blas_path(void) { return path; }

static int op(bool transpose) { return transpose ? transposed : no_transpose; }
static int side(bool right) { return right ? right_side : left_side; }

void malleus_dgemm(bool transpose_a, bool transpose_b, int m, int n, int k, double alpha,
                   const double *a, int lda, const double *b, int ldb, double beta, double *c,
                   int ldc) {
  cblas_dgemm(row_major, op(transpose_a), op(transpose_b), m, n, k, alpha, a, lda, b, ldb, beta, c,
              ldc);
}

void malleus_sgemm(bool transpose_a, bool transpose_b, int m, int n, int k, float alpha,
                   const float *a, int lda, const float *b, int ldb, float beta, float *c,
                   int ldc) {
  cblas_sgemm(row_major, op(transpose_a), op(transpose_b), m, n, k, alpha, a, lda, b, ldb, beta, c,
              ldc);
}

void malleus_dsyrk(bool transpose, int n, int k, double alpha, const double *a, int lda,
                   double beta, double *c, int ldc) {
  cblas_dsyrk(row_major, lower, op(transpose), n, k, alpha, a, lda, beta, c, ldc);
}

void malleus_ssyrk(bool transpose, int n, int k, float alpha, const float *a, int lda, float beta,
                   float *c, int ldc) {
  cblas_ssyrk(row_major, lower, op(transpose), n, k, alpha, a, lda, beta, c, ldc);
}

void malleus_dgemv(bool transpose, int m, int n, double alpha, const double *a, int lda,
                   const double *x, int step_x, double beta, double *y, int step_y) {
  cblas_dgemv(row_major, op(transpose), m, n, alpha, a, lda, x, step_x, beta, y, step_y);
}

void malleus_sgemv(bool transpose, int m, int n, float alpha, const float *a, int lda,
                   const float *x, int step_x, float beta, float *y, int step_y) {
  cblas_sgemv(row_major, op(transpose), m, n, alpha, a, lda, x, step_x, beta, y, step_y);
}

void malleus_dtrsm(bool right, bool transpose, int m, int n, double alpha, const double *l, int ldl,
                   double *b, int ldb) {
  cblas_dtrsm(row_major, side(right), lower, op(transpose), non_unit, m, n, alpha, l, ldl, b, ldb);
}

void malleus_dtrmm(bool right, bool transpose, int m, int n, double alpha, const double *l, int ldl,
                   double *b, int ldb) {
  cblas_dtrmm(row_major, side(right), lower, op(transpose), non_unit, m, n, alpha, l, ldl, b, ldb);
}

int malleus_dpotrf(int n, double *a, int lda) {
  int status = 0;
  dpotrf_("U", &n, a, &lda, &status, 1);
  return status;
}

int malleus_dtrtri(int n, double *a, int lda) {
  int status = 0;
  dtrtri_("U", "N", &n, a, &lda, &status, 1, 1);
  return status;
}

int malleus_dsyevd(bool vectors, int n, double *a, int lda, double *values, double *work,
                   int work_count, int *iwork, int iwork_count) {
  int status = 0;
  dsyevd_(vectors ? "V" : "N", "U", &n, a, &lda, values, work, &work_count, iwork, &iwork_count,
          &status, 1, 1);
  return status;
}
