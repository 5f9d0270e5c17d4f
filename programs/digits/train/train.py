#!/usr/bin/env python3
"""Train the digits network, quantise it, and write data and weights.

    pip install numpy scikit-learn
    python3 train.py          # writes ../data/{images,labels,weights}.bin

Data: "Optical Recognition of Handwritten Digits", test set of 1,797 images (E. Alpaydin, C. Kaynak,
1998, UCI Machine Learning Repository, https://doi.org/10.24432/C50P49, CC BY 4.0), as scikit-learn
ships it. An image is 8 x 8 pixels from 0 to 16.

Split: the first 1,200 images train, the last 597 are held out and are looked at once, at the end. The
images come in the order of their writers, so the held-out ones are mostly by other hands: harder than
a random split, and more honest.

Network: 64 pixels, 64 hidden units with a rectifier, 10 outputs. Trained in float64 with shifted
copies of the images; quantised to int8 weights, int32 biases, and hidden activations from 0 to 255.
From there on everything is integers, and `classify` below is what the program computes.
"""

import pathlib

import numpy as np
from sklearn.datasets import load_digits

SEED = 20_260_101
TRAIN = 1_200
HIDDEN = 64
EPOCHS = 120
BATCH = 60
SHIFT = 8  # How far the hidden sums are shifted right.


def shifted(images, labels):
    """The images, and the same moved by one pixel in four directions."""
    grid = images.reshape(-1, 8, 8)
    moved = [grid]
    for axis in (1, 2):
        for step in (-1, 1):
            copy = np.roll(grid, step, axis=axis)
            edge = [slice(None)] * 3
            edge[axis] = 0 if step == 1 else 7
            copy[tuple(edge)] = 0
            moved.append(copy)
    return np.concatenate(moved).reshape(-1, 64), np.tile(labels, len(moved))


def train(images, labels, random):
    x, y = shifted(images, labels)
    x = x / 16.0
    w1 = random.normal(0, np.sqrt(2 / 64), (64, HIDDEN))
    w2 = random.normal(0, np.sqrt(2 / HIDDEN), (HIDDEN, 10))
    parameters = [w1, np.zeros(HIDDEN), w2, np.zeros(10)]
    first = [np.zeros_like(p) for p in parameters]
    second = [np.zeros_like(p) for p in parameters]
    step = 0
    for epoch in range(EPOCHS):
        rate = 2e-3 * 0.5 * (1 + np.cos(np.pi * epoch / EPOCHS))
        order = random.permutation(len(x))
        for start in range(0, len(x), BATCH):
            pick = order[start : start + BATCH]
            w1, b1, w2, b2 = parameters
            sums = x[pick] @ w1 + b1
            hidden = np.maximum(sums, 0)
            logits = hidden @ w2 + b2
            odds = np.exp(logits - logits.max(axis=1, keepdims=True))
            error = odds / odds.sum(axis=1, keepdims=True)
            error[np.arange(len(pick)), y[pick]] -= 1
            error /= len(pick)
            back = (error @ w2.T) * (sums > 0)
            gradients = [
                x[pick].T @ back + 1e-4 * w1,
                back.sum(axis=0),
                hidden.T @ error + 1e-4 * w2,
                error.sum(axis=0),
            ]
            step += 1
            for i, gradient in enumerate(gradients):
                first[i] = 0.9 * first[i] + 0.1 * gradient
                second[i] = 0.999 * second[i] + 0.001 * gradient**2
                m = first[i] / (1 - 0.9**step)
                v = second[i] / (1 - 0.999**step)
                parameters[i] = parameters[i] - rate * m / (np.sqrt(v) + 1e-8)
    return parameters


def quantise(parameters, images):
    """Integers whose network answers as the real one does, up to a common factor."""
    w1, b1, w2, b2 = parameters
    scale1 = 127 / np.abs(w1).max()
    # Hidden sums in units of 1 / (16 * scale1); a second factor fits them into 0..255 after SHIFT.
    peak = np.percentile(np.maximum(images / 16.0 @ w1 + b1, 0).max(axis=1), 99.5)
    factor = min(scale1, 255 * 2**SHIFT / (16 * peak))
    q1 = np.rint(w1 * factor).astype(np.int64)
    c1 = np.rint(b1 * factor * 16).astype(np.int64) + (1 << (SHIFT - 1))
    unit = 16 * factor / 2**SHIFT
    scale2 = 127 / np.abs(w2).max()
    q2 = np.rint(w2 * scale2).astype(np.int64)
    c2 = np.rint(b2 * scale2 * unit).astype(np.int64)
    return q1.astype(np.int8), c1.astype(np.int32), q2.astype(np.int8), c2.astype(np.int32)


def classify(quantised, images):
    """What the program computes: integers only, the lowest label among equals."""
    w1, b1, w2, b2 = (part.astype(np.int64) for part in quantised)
    hidden = np.clip((images.astype(np.int64) @ w1 + b1) >> SHIFT, 0, 255)
    return (hidden @ w2 + b2).argmax(axis=1)


def main():
    digits = load_digits()
    images = digits.data.astype(np.uint8)
    labels = digits.target.astype(np.uint8)
    random = np.random.default_rng(SEED)
    parameters = train(images[:TRAIN].astype(np.float64), labels[:TRAIN].astype(int), random)
    quantised = quantise(parameters, images[:TRAIN].astype(np.float64))

    w1, b1, w2, b2 = parameters
    real = (np.maximum(images / 16.0 @ w1 + b1, 0) @ w2 + b2).argmax(axis=1)
    answers = classify(quantised, images)
    for name, said in (("real", real), ("int8", answers)):
        right = said == labels
        print(
            f"{name}: trained on {right[:TRAIN].sum()}/{TRAIN}, "
            f"held out {right[TRAIN:].sum()}/{len(labels) - TRAIN}, "
            f"all {right.sum()}/{len(labels)}"
        )

    data = pathlib.Path(__file__).resolve().parent.parent / "data"
    data.mkdir(exist_ok=True)
    (data / "images.bin").write_bytes(images.tobytes())
    (data / "labels.bin").write_bytes(labels.tobytes())
    # Weights of a unit stand together: the program reads them in this order.
    w1, b1, w2, b2 = quantised
    parts = [w1.T.tobytes(), b1.astype("<i4").tobytes(), w2.T.tobytes(), b2.astype("<i4").tobytes()]
    (data / "weights.bin").write_bytes(b"".join(parts))


if __name__ == "__main__":
    main()
