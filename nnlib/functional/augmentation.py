"""More data out of the same: change the picture, keep the label, if it survives: a turned 6 is a 9."""

import numpy as np

from nnlib.shapes import ShapeError

__all__ = ["augment_dataset", "random_hflip", "shift_image"]


def random_hflip(images, rng, p=0.5):
    """Mirror some of the images, left for right.

    Good for cats and dogs; not for digits or letters.

    Parameters
    ----------
    images : (m, h, w) array
    rng : numpy.random.Generator
        Draws for each image whether it is mirrored.
    p : float
        The probability of that.

    Returns
    -------
    images : (m, h, w) array
        A fresh array

    Raises
    ------
    ShapeError
        If images is not (m, h, w).

    Examples
    --------
    >>> random_hflip(np.array([[[1, 2, 3]]]), np.random.default_rng(0), p=1.0)
    array([[[3, 2, 1]]])
    """
    images = np.array(images)
    if images.ndim != 3:
        raise ShapeError(f"images has shape {images.shape}, expected (m, h, w)")
    mirrored = rng.random(len(images)) < p
    images[mirrored] = images[mirrored, :, ::-1]
    return images


def shift_image(img, dy, dx, fill=0.0):
    """Move an image dy pixels down and dx to the right; what moves out is lost.

    Parameters
    ----------
    img : (h, w) array
    dy, dx : int
        Negative for up and left.
    fill : number
        Goes where nothing has moved in.

    Returns
    -------
    img : (h, w) array
        A fresh array

    Raises
    ------
    ShapeError
        If img is not (h, w).

    Examples
    --------
    >>> shift_image(np.array([[1, 2], [3, 4]]), dy=1, dx=0)
    array([[0, 0],
           [1, 2]])
    """
    img = np.asarray(img)
    if img.ndim != 2:
        raise ShapeError(f"img has shape {img.shape}, expected (h, w)")
    h, w = img.shape
    shifted = np.full_like(img, fill)
    shifted[max(dy, 0) : max(h + dy, 0), max(dx, 0) : max(w + dx, 0)] = img[
        max(-dy, 0) : max(h - dy, 0), max(-dx, 0) : max(w - dx, 0)
    ]
    return shifted


def augment_dataset(X, y, transform):
    """Put a changed copy of every sample behind the originals. For training data only.

    Parameters
    ----------
    X : (m, ...) array
        The samples.
    y : (m,) array
        Their labels.
    transform : callable
        Takes one sample, gives one of the same shape.

    Returns
    -------
    X : (2m, ...) array
        The originals, then the changed ones in the same order
    y : (2m,) array
        The labels, twice

    Raises
    ------
    ShapeError
        If there is not one label for each sample.

    Examples
    --------
    >>> augment_dataset(np.array([1, 2]), np.array([7, 8]), lambda x: 10 * x)
    (array([ 1,  2, 10, 20]), array([7, 8, 7, 8]))
    """
    X, y = np.asarray(X), np.asarray(y)
    if len(X) != len(y):
        raise ShapeError(f"X has {len(X)} samples and y has {len(y)}, expected one label for each sample")
    changed = np.array([transform(x) for x in X], dtype=X.dtype).reshape(X.shape)
    return np.concatenate([X, changed]), np.concatenate([y, y])
