"""Reads IDX files, plain or gzipped."""

import gzip
import os
import struct

import numpy as np


def read(folder, name):
    path = os.path.join(folder, name)
    if os.path.exists(path):
        with open(path, "rb") as file:
            data = file.read()
    else:
        with gzip.open(path + ".gz") as file:
            data = file.read()
    rank = data[3]
    shape = struct.unpack(f">{rank}I", data[4 : 4 + 4 * rank])
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape)


def images(folder, part, count):
    pixels = read(folder, f"{part}-images-idx3-ubyte")[:count]
    labels = read(folder, f"{part}-labels-idx1-ubyte")[:count]
    return pixels.reshape(count, -1) / 255.0, labels.astype(np.int64)
