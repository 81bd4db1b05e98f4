/// OpenBLAS, found at run time. Prototypes and forwarding only; no policy.
///
/// Matrices are row-major with the given leading dimension (elements from one row to the next). The LAPACK
/// routines keep LAPACK's own column-major view: what is the lower triangle of a row-major matrix is "U" to them.
/// Every routine needs `malleus_blas_load` to have returned NULL before.
#ifndef MALLEUS_COPENBLAS_H
#define MALLEUS_COPENBLAS_H

#include <stdbool.h>

/// Loads the library on the first call: the file named by MALLEUS_OPENBLAS, or else the system's. Returns NULL, or
/// what went wrong. The library runs on one thread.
const char *malleus_blas_load(void);

/// OpenBLAS's own description of its build, such as "OpenBLAS 0.3.21 DYNAMIC_ARCH ...".
const char *malleus_blas_config(void);

/// The processor family whose kernels OpenBLAS chose, such as "Zen".
const char *malleus_blas_core(void);

/// The file that was loaded.
const char *malleus_blas_path(void);

/// c ← alpha·op(a)·op(b) + beta·c, with c m×n and k the inner length.
void malleus_dgemm(bool transpose_a, bool transpose_b, int m, int n, int k, double alpha,
                   const double *a, int lda, const double *b, int ldb, double beta, double *c,
                   int ldc);
void malleus_sgemm(bool transpose_a, bool transpose_b, int m, int n, int k, float alpha,
                   const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc);

/// The lower triangle of c ← alpha·a·aᵀ + beta·c (alpha·aᵀ·a when transposed), with c n×n.
void malleus_dsyrk(bool transpose, int n, int k, double alpha, const double *a, int lda,
                   double beta, double *c, int ldc);
void malleus_ssyrk(bool transpose, int n, int k, float alpha, const float *a, int lda, float beta,
                   float *c, int ldc);

/// y ← alpha·op(a)·x + beta·y, with a m×n before op.
void malleus_dgemv(bool transpose, int m, int n, double alpha, const double *a, int lda,
                   const double *x, int step_x, double beta, double *y, int step_y);
void malleus_sgemv(bool transpose, int m, int n, float alpha, const float *a, int lda,
                   const float *x, int step_x, float beta, float *y, int step_y);

/// Solves op(L)·X = alpha·B (left) or X·op(L) = alpha·B (right) in place of B (m×n); L is lower triangular.
void malleus_dtrsm(bool right, bool transpose, int m, int n, double alpha, const double *l, int ldl,
                   double *b, int ldb);

/// B ← alpha·op(L)·B (left) or alpha·B·op(L) (right), with B m×n; L is lower triangular.
void malleus_dtrmm(bool right, bool transpose, int m, int n, double alpha, const double *l, int ldl,
                   double *b, int ldb);

/// Cholesky factor of the lower triangle in place. Returns 0, or the 1-based index of the failed pivot.
int malleus_dpotrf(int n, double *a, int lda);

/// Inverse of the lower triangle in place. Returns 0, or the 1-based index of a zero on the diagonal.
int malleus_dtrtri(int n, double *a, int lda);

/// Eigenvalues, ascending, of the symmetric matrix whose lower triangle is given; with `vectors`, row i of `a` becomes
/// the i-th eigenvector. Workspace sizes of -1 ask for the sizes, which return in work[0] and iwork[0].
int malleus_dsyevd(bool vectors, int n, double *a, int lda, double *values, double *work,
                   int work_count, int *iwork, int iwork_count);

#endif
