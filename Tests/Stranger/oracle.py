"""The mathematics, written again from its definitions, in NumPy and by brute force wherever that is affordable.

Nothing here is shared with the program it checks: refits instead of closed forms, complex steps instead of derivatives,
loops instead of identities. Shapes: X n×d training rows, Q t×d test rows, W m×d, A m×C.
"""

import numpy as np


def unit(rows):
    """Rows scaled to unit length; a zero row stays zero."""
    norms = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    return np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0)


def normalize(pixels, mean, std, rows="unit", offset=0.0):
    standardized = (pixels - mean) / std - offset
    return unit(standardized) if rows == "unit" else standardized


def attention_matrix(context, layers, stack="restacked", rank=0):
    """The d×d matrix that all layers together multiply rows by."""
    whole = np.eye(context.shape[1])
    here = context
    for _ in range(layers):
        # The squared singular values are the eigenvalues of CᵀC, found without forming it.
        _, singular, directions = np.linalg.svd(here, full_matrices=False)
        if rank:
            singular, directions = singular[:rank], directions[:rank]
        layer = directions.T @ np.diag(singular**2) @ directions
        whole = whole @ layer
        if stack == "restacked":
            here = here @ layer
    return whole


def attend(rows, context, layers, stack="restacked", rank=0, lengths="unit"):
    if layers == 0:
        return rows
    out = rows @ attention_matrix(context, layers, stack, rank)
    return unit(out) if lengths == "unit" else out


def targets(labels, classes):
    """One-hot rows, or ±1 in one column for two classes, of which the first is −1."""
    if classes == 2:
        return np.where(labels == 0, -1.0, 1.0)[:, None]
    return np.eye(classes)[labels]


def outputs(W, A, X):
    return np.maximum(X @ W.T, 0) @ A / np.sqrt(len(W))


def softmax(f):
    e = np.exp(f - f.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def losses(f, Y, loss):
    """Each row's loss: cross-entropy, or squared error summed over the outputs."""
    if loss == "mse":
        return ((f - Y) ** 2).sum(axis=1)
    shifted = f - f.max(axis=1, keepdims=True)
    return -(Y * (shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))).sum(axis=1)


def slopes(f, Y, loss):
    """The derivative of each row's loss by its outputs."""
    return 2 * (f - Y) if loss == "mse" else softmax(f) - Y


def returning(A, loss):
    """The output weights that carry a loss's slopes back: Σ(p − y) = 0, so a row's mean may go, and equal signs give exactly none."""
    return A - A.mean(axis=1, keepdims=True) if loss == "cross-entropy" else A


def objective_gradient(W, W0, A, X, Y, loss, ridge):
    """The gradient of (1/2B) Σ loss + (ridge/2)‖W − W₀‖²."""
    back = slopes(outputs(W, A, X), Y, loss) @ returning(A, loss).T / np.sqrt(len(W)) * (X @ W.T > 0)
    return back.T @ X / (2 * len(X)) + ridge * (W - W0)


def train(W0, A, X, Y, loss, epochs, batch, rate=1e-3, ridge=1e-3, optimizer="adam"):
    W, M, V, step = W0.copy(), np.zeros_like(W0), np.zeros_like(W0), 0
    for _ in range(epochs):
        for first in range(0, len(X), batch):
            g = objective_gradient(W, W0, A, X[first : first + batch], Y[first : first + batch], loss, ridge)
            step += 1
            if optimizer == "gd":
                W = W - rate * g
                continue
            M = 0.9 * M + 0.1 * g
            V = 0.999 * V + 0.001 * g * g
            W = W - rate * (M / (1 - 0.9**step)) / (np.sqrt(V / (1 - 0.999**step)) + 1e-8)
    return W


def empirical_kernel(W, U, V):
    return ((U @ W.T > 0).astype(float) @ (V @ W.T > 0).astype(float).T) / len(W) * (U @ V.T)


def infinite_kernel(U, V):
    """⟨u,v⟩(π − θ)/(2π), the angle always from coordinates."""
    u, v = unit(U), unit(V)
    out = np.zeros((len(U), len(V)))
    for i in range(len(U)):
        for j in range(len(V)):
            apart, together = np.linalg.norm(u[i] - v[j]), np.linalg.norm(u[i] + v[j])
            angle = 2 * np.arctan2(apart, together)
            out[i, j] = (U[i] @ V[j]) * (np.pi - angle) / (2 * np.pi)
    return out


def ridge_value(ridge, rule, K):
    return {"absolute": ridge, "per-row": ridge * len(K), "relative": ridge * np.trace(K) / len(K)}[rule]


def offset_values(kind, W, W0, A, X):
    if kind == "none":
        return np.zeros((len(X), A.shape[1]))
    gates = X @ (W0 if kind == "initial" else W).T > 0
    return (gates * (X @ W0.T)) @ A / np.sqrt(len(W))


def half_squares(f, Y):
    return 0.5 * ((f - Y) ** 2).sum(axis=1)


def leave_one_out(K, Kq, Y, Yq, lam, F0=0.0, F0q=0.0):
    """Every training row in turn removed and the regression solved afresh."""
    n, R = len(K), Y - F0
    whole = half_squares(F0q + Kq @ np.linalg.solve(K + lam * np.eye(n), R), Yq)
    out = np.zeros((len(Kq), n))
    for i in range(n):
        kept = np.arange(n) != i
        alpha = np.linalg.solve(K[np.ix_(kept, kept)] + lam * np.eye(n - 1), R[kept])
        out[:, i] = half_squares(F0q + Kq[:, kept] @ alpha, Yq) - whole
    return out


def infinitesimal(K, Kq, Y, Yq, lam, F0=0.0, F0q=0.0):
    """The rate at which the test loss rises as one row's weight falls, by a complex step in that weight."""
    n, h, R = len(K), 1e-30, Y - F0
    out = np.zeros((len(Kq), n))
    for i in range(n):
        weights = np.ones(n, complex)
        weights[i] -= 1j * h
        alpha = np.linalg.solve(weights[:, None] * K + lam * np.eye(n), weights[:, None] * R)
        f = F0q + Kq @ alpha
        out[:, i] = (0.5 * ((f - Yq) ** 2).sum(axis=1)).imag / h
    return out


def leverage(K, lam):
    """How much a row's own fit follows its target."""
    return np.diag(K @ np.linalg.inv(K + lam * np.eye(len(K))))


class Sight:
    """From pixels to a network's loss and back, one row at a time, with the attention context frozen."""

    def __init__(self, W, A, mean, std, matrix=None, rows="unit", offset=0.0):
        self.W, self.A, self.mean, self.std = W, A, mean, std
        self.matrix, self.rows, self.offset = matrix, rows, offset

    @staticmethod
    def _through_unit(gradient, before):
        length = np.linalg.norm(before)
        if length == 0:
            return np.zeros_like(gradient)
        direction = before / length
        return (gradient - direction * (direction @ gradient)) / length

    def gradient(self, pixels, y, loss):
        standard = (pixels - self.mean) / self.std - self.offset
        first = unit(standard[None])[0] if self.rows == "unit" else standard
        g = self.row_gradient(first, y, loss)
        if self.rows == "unit":
            g = self._through_unit(g, standard)
        return g / self.std

    def row_gradient(self, first, y, loss):
        """By the row that enters attention."""
        mixed = first @ self.matrix if self.matrix is not None else first
        last = unit(mixed[None])[0] if self.matrix is not None else mixed
        back = slopes(outputs(self.W, self.A, last[None]), y[None], loss)[0]
        g = ((returning(self.A, loss) @ back) * (self.W @ last > 0)) @ self.W / np.sqrt(len(self.W))
        if self.matrix is not None:
            g = self._through_unit(g, mixed) @ self.matrix.T
        return g


def climb(start, gradient, method, epsilon, step, steps, decay, low, high):
    if method == "fgsm":
        step, steps = epsilon, 1
    x, momentum = start.copy(), np.zeros_like(start)
    for _ in range(steps):
        g = gradient(x)
        if method == "mim":
            scale = np.abs(g).mean()
            momentum = decay * momentum + (g / scale if scale > 0 else 0)
            g = momentum
        x = x + step * np.sign(g)
        x = np.clip(x, start - epsilon, start + epsilon)
        x = np.clip(x, low, high)
    return x


def attack(pixels, Y, sight, loss, method="pgd", epsilon=0.3, step=0.01, steps=40, decay=0.9, space="pixel",
           low=0.0, high=1.0):
    """Every row attacked from its own place (no random start)."""
    out = np.empty_like(pixels)
    for i, (row, y) in enumerate(zip(pixels, Y)):
        if space == "unit":
            standard = (row - sight.mean) / sight.std - sight.offset
            length = np.linalg.norm(standard)
            z = standard / length if length > 0 else standard
            moved = climb(z, lambda u: sight.row_gradient(u, y, loss), method, epsilon, step, steps, decay, -np.inf, np.inf)
            out[i] = sight.mean + sight.std * (length * moved + sight.offset)
            continue
        scale = sight.std if space == "standardized" else 1.0
        out[i] = climb(row, lambda p: sight.gradient(p, y, loss), method, epsilon * scale, step * scale, steps, decay, low, high)
    return out


def quantile(values, share):
    """Hyndman and Fan's type 7, its position snapped to a whole number within 1e-9."""
    s = sorted(values)
    position = (len(s) - 1) * share
    if abs(position - round(position)) <= 1e-9:
        return s[round(position)]
    below = int(np.floor(position))
    return s[below] + (position - below) * (s[below + 1] - s[below])


def top_rows(scores, ids, count):
    """The rows of highest score, ties by id."""
    return sorted(range(len(scores)), key=lambda i: (-scores[i], ids[i]))[:count]


def high_set(scores, ids, tau, rule):
    if rule == "quantile":
        bar = quantile(scores, 1 - tau)
        return [i for i in range(len(scores)) if scores[i] > bar]
    return top_rows(scores, ids, int(np.ceil(round(tau * len(scores), 9))))


def flips(before, after, rows):
    return [np.sign(before[i]) != np.sign(after[i]) for i in rows]


def share(parts):
    """The mean, or None of nothing."""
    parts = [p for p in parts if p is not None]
    return float(np.mean(parts)) if parts else None


def flip_rates(before, after, ids, tau, rule, mean):
    """Per-test, mean and pooled; before and after are t×n, and `mean` the mean influence before."""
    per_test = [share(flips(b, a, high_set(b, ids, tau, rule))) for b, a in zip(before, after)]
    chosen = high_set(mean, ids, tau, rule)
    pooled = [flip for b, a in zip(before, after) for flip in flips(b, a, chosen)]
    return share(per_test), share(flips(mean, after.mean(axis=0), chosen)), share(pooled)


def spill_over(before, after, ids, tau, rule, attacked):
    """Per-test flips among rows that were not attacked: per test row with any such row, then averaged."""
    rates = []
    for b, a in zip(before, after):
        rest = [i for i in high_set(b, ids, tau, rule) if ids[i] not in attacked]
        if rest:
            rates.append(np.mean(flips(b, a, rest)))
    return share(rates)


def average_ranks(values):
    return np.array([1 + sum(v < x for v in values) + (sum(v == x for v in values) - 1) / 2 for x in values])


def spearman(x, y):
    """Pearson's correlation of average ranks, None where a side is constant."""
    if len(set(x)) < 2 or len(set(y)) < 2:
        return None
    return np.corrcoef(average_ranks(x), average_ranks(y))[0, 1]


def stability(before, after, ids, k):
    one, two = top_rows(before, ids, k), top_rows(after, ids, k)
    return len(set(one) & set(two)) / k
