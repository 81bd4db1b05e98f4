"""PGD of 40 steps through standardising, unit rows, attention and a network, in single precision:
attack.py MNIST ROWS WIDTH REPEATS eager|compiled — prints the seconds of each repeat after the first."""

import sys
import time

import torch
import torch.nn.functional as F

import idx

folder, rows, width, repeats, mode = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5]
torch.manual_seed(0)


def scaled(pixels):
    return F.normalize((pixels - 0.1307) / 0.3081)


context = scaled(torch.tensor(idx.images(folder, "train", 2000)[0], dtype=torch.float32))
gram = context.T @ context
pixels, labels = idx.images(folder, "t10k", rows)
pixels, labels = torch.tensor(pixels, dtype=torch.float32), torch.tensor(labels)
weights = 0.01 * torch.randn(width, pixels.shape[1])
signs = torch.randint(0, 2, (width, 10)).float() * 2 - 1


def loss(x):
    outputs = F.relu(F.normalize(scaled(x) @ gram) @ weights.T) @ signs / width**0.5
    return F.cross_entropy(outputs, labels, reduction="sum")


step = torch.compile(loss) if mode == "compiled" else loss


def gradient(x):
    x.requires_grad_()
    return torch.autograd.grad(step(x), x)[0]


for repeat in range(repeats + 1):
    began = time.perf_counter()
    x = (pixels + torch.empty_like(pixels).uniform_(-0.3, 0.3)).clamp(0, 1)
    for _ in range(40):
        x = x.detach() + 0.01 * gradient(x).sign()
        x = x.detach().clamp(pixels - 0.3, pixels + 0.3).clamp(0, 1)
    if repeat:
        print(time.perf_counter() - began, flush=True)
