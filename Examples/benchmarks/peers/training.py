"""Epochs of the paper's training in PyTorch: training.py MNIST ROWS WIDTH EPOCHS eager|fused|compiled
Prints the seconds of each epoch after the first, which warms up and compiles."""

import sys
import time

import torch
import torch.nn.functional as F

import idx

folder, rows, width, epochs, mode = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5]
torch.manual_seed(0)
pixels, labels = idx.images(folder, "train", rows)
features = F.normalize((torch.tensor(pixels, dtype=torch.float32) - 0.1307) / 0.3081)
labels = torch.tensor(labels)
signs = torch.randint(0, 2, (width, 10)).float() * 2 - 1
start = 0.01 * torch.randn(width, features.shape[1])
weights = start.clone().requires_grad_()
optimizer = torch.optim.Adam([weights], lr=1e-3, fused=mode != "eager")


def objective(x, y):
    outputs = F.relu(x @ weights.T) @ signs / width**0.5
    return 0.5 * F.cross_entropy(outputs, y) + 0.5e-3 * (weights - start).square().sum()


step = torch.compile(objective) if mode == "compiled" else objective
for epoch in range(epochs + 1):
    began = time.perf_counter()
    for batch in torch.randperm(rows).split(128):
        loss = step(features[batch], labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    if epoch:
        print(time.perf_counter() - began, flush=True)
