"""Mistakes in making more data: pictures that are turned the wrong way, and labels that get lost."""

import numpy as np

from workbook.mistakes import mistake

# random_hflip


@mistake(
    "random_hflip",
    belief="One draw decides.",
    because="Then the whole batch is mirrored or not; each image has its own draw.",
    hint="You mirror all images or none: how many draws does a batch need?",
)
def hflip_all_or_none(images, rng, p=0.5):
    return images[:, :, ::-1].copy() if rng.random() < p else images.copy()


@mistake(
    "random_hflip",
    belief="A horizontal flip turns the picture upside down.",
    because="Horizontal is the direction in which the pixels move: left and right are exchanged.",
    hint="Your pictures stand on their heads: which axis runs from left to right?",
)
def hflip_upside_down(images, rng, p=0.5):
    flip = rng.random(len(images)) < p
    return np.where(flip[:, np.newaxis, np.newaxis], images[:, ::-1, :], images)


@mistake(
    "random_hflip",
    belief="images[::-1] mirrors.",
    because="The first axis counts the images, so their order is turned.",
    hint="You turn round the order of the images, and with it their labels: which axis runs from left to right?",
)
def hflip_turns_the_order(images, rng, p=0.5):
    flip = rng.random(len(images)) < p
    return np.where(flip[:, np.newaxis, np.newaxis], images[::-1], images)


@mistake(
    "random_hflip",
    belief="np.flip mirrors.",
    because="Without an axis it turns all of them.",
    hint="You turn every axis there is: only one of them runs from left to right.",
)
def hflip_turns_everything(images, rng, p=0.5):
    flip = rng.random(len(images)) < p
    return np.where(flip[:, np.newaxis, np.newaxis], np.flip(images), images)


@mistake(
    "random_hflip",
    belief="A number above p means yes.",
    because="A number between 0 and 1 is below p with probability p.",
    hint="You leave as many as you should mirror: with which probability is a random number above p?",
)
def hflip_exchanges_p(images, rng, p=0.5):
    flip = rng.random(len(images)) > p
    return np.where(flip[:, np.newaxis, np.newaxis], images[:, :, ::-1], images)


@mistake(
    "random_hflip",
    belief="A probability of one half is meant.",
    because="That is only the value when nobody says otherwise.",
    hint="You mirror one half, whatever the probability is.",
)
def hflip_always_one_half(images, rng, p=0.5):
    flip = rng.random(len(images)) < 0.5
    return np.where(flip[:, np.newaxis, np.newaxis], images[:, :, ::-1], images)


@mistake(
    "random_hflip",
    belief="The mirrored ones are added.",
    because="This function changes some and keeps the number; adding is another one's task.",
    hint="You return more images than you were given.",
)
def hflip_appends(images, rng, p=0.5):
    flip = rng.random(len(images)) < p
    return np.concatenate([images, images[flip][:, :, ::-1]])


@mistake(
    "random_hflip",
    belief="The images are mine to turn.",
    because="The caller's data changes, a little more with every epoch.",
    hint="The images are right, but you turn them in the caller's own array.",
)
def hflip_in_place(images, rng, p=0.5):
    flip = rng.random(len(images)) < p
    images[flip] = images[flip][:, :, ::-1]
    return images


@mistake(
    "random_hflip",
    belief="A view is as good as a copy to work on.",
    because="Assigning into a view of itself overwrites what is still to be read.",
    hint="Your mirrored pictures are the same on both sides: one half is overwritten before it is read.",
)
def hflip_overwrites(images, rng, p=0.5):
    flipped = images.copy()
    w = images.shape[2]
    for i in np.flatnonzero(rng.random(len(images)) < p):
        for j in range(w):
            flipped[i, :, j] = flipped[i, :, w - 1 - j]
    return flipped


# shift_image


def _moved(img, dy, dx, fill):
    """The right shift, for mistakes made with its arguments."""
    h, w = img.shape
    out = np.full(img.shape, fill, dtype=img.dtype)
    for y in range(h):
        for x in range(w):
            if 0 <= y - dy < h and 0 <= x - dx < w:
                out[y, x] = img[y - dy, x - dx]
    return out


@mistake(
    "shift_image",
    belief="np.roll moves a picture.",
    because="What leaves on one side comes back on the other.",
    hint="What leaves the picture on one side comes in again on the other.",
)
def shift_rolls(img, dy, dx, fill=0.0):
    return np.roll(img, (dy, dx), axis=(0, 1))


@mistake(
    "shift_image",
    belief="dy comes second, like y in (x, y).",
    because="An array has rows first, and a row is a y.",
    hint="Down and right are exchanged: which axis of a picture are its rows?",
)
def shift_exchanges_axes(img, dy, dx, fill=0.0):
    return _moved(img, dx, dy, fill)


@mistake(
    "shift_image",
    belief="Positive dy is up.",
    because="Row 0 is on top, so a larger row number is further down.",
    hint="Your picture moves the other way: is row 0 at the top or at the bottom?",
)
def shift_the_other_way(img, dy, dx, fill=0.0):
    return _moved(img, -dy, -dx, fill)


@mistake(
    "shift_image",
    belief="What comes in is black.",
    because="That is only the value when nobody says otherwise.",
    hint="The gap is always 0 in your version: which argument says what goes there?",
)
def shift_ignores_fill(img, dy, dx, fill=0.0):
    return _moved(img, dy, dx, 0)


@mistake(
    "shift_image",
    belief="The gap is filled with the picture's edge.",
    because="Some libraries can do that; here it is filled with one number.",
    hint="The gap repeats the picture's edge: it is to be filled with one number.",
)
def shift_repeats_edge(img, dy, dx, fill=0.0):
    h, w = img.shape
    return img[np.clip(np.arange(h) - dy, 0, h - 1)][:, np.clip(np.arange(w) - dx, 0, w - 1)]


@mistake(
    "shift_image",
    belief="[:-dy] leaves out the last dy rows.",
    because="For dy = 0 it is [:0], which is empty, and for a negative dy something else again.",
    hint="Right for two positive shifts, but what is left by [:-n] when n is 0?",
)
def shift_slices_to_minus(img, dy, dx, fill=0.0):
    out = np.full_like(img, fill)
    out[dy:, dx:] = img[:-dy, :-dx]
    return out


@mistake(
    "shift_image",
    belief="Shifts are positive.",
    because="Negative ones are up and left.",
    hint="Right to the lower right, but a negative shift does not move your picture up or left as it should.",
)
def shift_only_positive(img, dy, dx, fill=0.0):
    return _moved(img, max(dy, 0), max(dx, 0), fill)


@mistake(
    "shift_image",
    belief="What is moved out must not be lost.",
    because="The picture keeps its size, since the network has so many inputs and no more.",
    hint="Your picture grows: how many inputs has the network that is to read it?",
)
def shift_grows(img, dy, dx, fill=0.0):
    pad = ((max(dy, 0), max(-dy, 0)), (max(dx, 0), max(-dx, 0)))
    return np.pad(img, pad, constant_values=fill)


@mistake(
    "shift_image",
    belief="img is mine to move.",
    because="The caller's picture changes behind its back.",
    hint="The picture is right, but you move the caller's own.",
)
def shift_in_place(img, dy, dx, fill=0.0):
    img[:] = _moved(img, dy, dx, fill)
    return img


# augment_dataset


@mistake(
    "augment_dataset",
    belief="The transformed samples take the place of the originals.",
    because="They come on top, else nothing is gained.",
    hint="The originals are gone: are you to replace them?",
)
def augment_replaces(X, y, transform):
    return np.array([transform(x) for x in X]), y.copy()


@mistake(
    "augment_dataset",
    belief="The labels stay as they are.",
    because="There are twice as many samples, and each needs its label.",
    hint="You return twice as many samples as labels.",
)
def augment_forgets_labels(X, y, transform):
    return np.concatenate([X, [transform(x) for x in X]]), y.copy()


@mistake(
    "augment_dataset",
    belief="np.repeat doubles the labels.",
    because="It repeats each label at once, while the samples are repeated as a whole.",
    hint="There are as many labels as samples, but in another order: compare what is at the same place.",
)
def augment_repeats_labels(X, y, transform):
    return np.concatenate([X, [transform(x) for x in X]]), np.repeat(y, 2)


@mistake(
    "augment_dataset",
    belief="Each original is followed by its copy.",
    because="The order is agreed: first all originals, then all changed ones.",
    hint="Your originals and copies alternate: first all of the ones, then all of the others is asked for.",
)
def augment_alternates(X, y, transform):
    pairs = [each for x in X for each in (x, transform(x))]
    return np.array(pairs), np.repeat(y, 2)


@mistake(
    "augment_dataset",
    belief="The new ones come first.",
    because="The order is agreed: originals first.",
    hint="Your two halves are exchanged: which one comes first?",
)
def augment_new_ones_first(X, y, transform):
    return np.concatenate([[transform(x) for x in X], X]), np.concatenate([y, y])


@mistake(
    "augment_dataset",
    belief="transform takes all samples.",
    because="It takes one; given the table it turns the order of the samples, or takes the maximum of all.",
    hint="You hand the whole table to transform: it takes one sample.",
)
def augment_transforms_the_table(X, y, transform):
    return np.concatenate([X, transform(X)]), np.concatenate([y, y])


@mistake(
    "augment_dataset",
    belief="A changed sample has a changed label.",
    because="The label survives: that is what the transform was chosen for.",
    hint="Your labels change too: what is a 3 that has moved a little?",
)
def augment_transforms_labels(X, y, transform):
    return np.concatenate([X, [transform(x) for x in X]]), np.concatenate(
        [y, [transform(label) for label in y]]
    )


@mistake(
    "augment_dataset",
    belief="Stacking puts the two sets one behind the other.",
    because="np.stack makes a new axis.",
    hint="Your answer has an axis too many: the copies go behind the originals, along the axis that counts samples.",
)
def augment_stacks(X, y, transform):
    return np.stack([X, [transform(x) for x in X]]), np.stack([y, y])


@mistake(
    "augment_dataset",
    belief="The copies go beside the originals.",
    because="Along axis 1 a sample gets twice as many features.",
    hint="Your samples have become twice as long: which axis counts the samples?",
)
def augment_beside(X, y, transform):
    return np.concatenate([X, [transform(x) for x in X]], axis=1), np.concatenate([y, y])
