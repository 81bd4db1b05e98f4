"""The empirical kernel and exact leave-one-out influence in PyTorch, in double precision:
influence.py MNIST TRAIN TEST WIDTH REPEATS ROWS influence|kernel eager|compiled — for ROWS through attention or plain,
prints "kernel influence" seconds of each repeat, 0 for an influence not asked for; what is compiled is called once
before."""

import sys
import time

import torch
import torch.nn.functional as F

import idx

folder, n, t, width, repeats = sys.argv[1], *map(int, sys.argv[2:6])
torch.manual_seed(0)


def rows(part, count):
    pixels, labels = idx.images(folder, part, count)
    scaled = F.normalize((torch.tensor(pixels) - 0.1307) / 0.3081)
    return scaled, F.one_hot(torch.tensor(labels), 10).double()


(train, targets), (test, test_targets) = rows("train", n), rows("t10k", t)
if sys.argv[6] == "attention":
    gram = train.T @ train
    train, test = F.normalize(train @ gram), F.normalize(test @ gram)
weights = 0.01 * torch.randn(width, train.shape[1], dtype=torch.float64)


def kernels():
    gates, test_gates = ((x @ weights.T > 0).double() for x in (train, test))
    kernel = (gates @ gates.T) / width * (train @ train.T)
    return kernel, (test_gates @ gates.T) / width * (test @ train.T)


if sys.argv[8] == "compiled":
    kernels = torch.compile(kernels)
    kernels()
for _ in range(repeats):
    began = time.perf_counter()
    kernel, test_kernel = kernels()
    between = time.perf_counter()
    if sys.argv[7] == "kernel":
        print(between - began, 0, flush=True)
        continue
    kernel.diagonal().add_(1e-3)
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(kernel))
    alpha = inverse @ targets
    shares = test_kernel @ inverse / inverse.diagonal()
    residuals = test_kernel @ alpha - test_targets
    influence = 0.5 * shares**2 * alpha.square().sum(1) - shares * (residuals @ alpha.T)
    influence.mean(0)
    print(between - began, time.perf_counter() - between, flush=True)
