"""Some data to learn from, and some to be examined on."""

from typing import NamedTuple

import numpy as np

__all__ = ["Split"]


class Split(NamedTuple):
    """Images as rows of numbers from 0 (paper) to 1 (ink), with their labels."""

    X_train: np.ndarray  # (m, pixels)
    y_train: np.ndarray  # (m,)
    X_test: np.ndarray  # (m_test, pixels)
    y_test: np.ndarray  # (m_test,)

    @property
    def image_shape(self):
        """The (h, w) of an image; X.reshape(-1, h, w) gives images back."""
        side = int(np.sqrt(self.X_train.shape[1]))
        return side, side

    def __repr__(self):
        h, w = self.image_shape
        return (
            f"Split({len(self.X_train)} images of {h} × {w} to learn from, {len(self.X_test)} for the test)"
        )
