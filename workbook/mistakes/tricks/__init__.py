"""Mistakes of chapter 7, one file a theme, in the order of the notebook."""

from workbook.mistakes.tricks import (
    activations,
    answers,
    augmentation,
    autoencoders,
    normalisation,
    overfitting,
    steps,
    weights,
)

__all__ = [
    "activations",
    "answers",
    "augmentation",
    "autoencoders",
    "normalisation",
    "overfitting",
    "steps",
    "weights",
]
