"""Mistakes of chapter 6: sums over the wrong axis, numbers that overflow, a mean taken never or twice."""

import numpy as np

from workbook.mistakes import mistake


def _softmax(Z):
    """The right one, for mistakes that are made after it."""
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def _one_hot(y, n_classes):
    return np.eye(n_classes)[y]


def _single(Z):
    """Whether single precision came in; then it should go out."""
    return np.float32 if Z.dtype == np.float32 else np.float64


# softmax


@mistake(
    "softmax",
    belief="The formula says exp over the sum of exp, and a computer calculates what it says.",
    because="exp(710) is beyond the largest float64, and infinity divided by infinity is nan.",
    hint="Right for small scores, but for large ones your exponentials become infinite or all 0: what may you do to a "
    "row without changing its probabilities?",
)
def softmax_overflows(Z):
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


@mistake(
    "softmax",
    belief="The sum of the exponentials is E.sum().",
    because="Without an axis NumPy adds up the whole table, all samples together.",
    hint="All your rows together add up to 1: how many probability distributions are there in a batch?",
)
def softmax_divides_by_the_whole_table(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum()


@mistake(
    "softmax",
    belief="axis=0 means along the row.",
    because="axis names the axis that disappears; axis 0 counts the samples.",
    hint="Your columns add up to 1: along which axis do the classes of one sample lie?",
)
def softmax_along_the_columns(Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0)


@mistake(
    "softmax",
    belief="One maximum for the whole table is as good as one for each row.",
    because="On paper any shift will do; in a row far below the maximum all exponentials become 0.",
    hint="A row of low scores beside a row of high ones becomes 0/0: whose maximum do you take off?",
)
def softmax_has_one_maximum(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)


@mistake(
    "softmax",
    belief="A sum along the rows divides the rows.",
    because="The sums have shape (m,), and NumPy lines that up with the columns; keepdims=True keeps them a column.",
    hint="Your sums have lost an axis: row i is divided by something else than its own sum.",
)
def softmax_forgets_keepdims(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1)


@mistake(
    "softmax",
    belief="Maxima and sums along the rows fit the rows.",
    because="Both have shape (m,), and NumPy lines that up with the columns; keepdims=True keeps them columns.",
    hint="Your maxima and your sums have lost an axis, so row i meets the numbers of other rows: what shape would fit?",
)
def softmax_forgets_keepdims_twice(Z):
    E = np.exp(Z - Z.max(axis=1))
    return E / E.sum(axis=1)


@mistake(
    "softmax",
    belief="Maxima along the rows fit the rows.",
    because="They have shape (m,), so column j loses the maximum of row j; such a shift differs within a row.",
    hint="Your rows add up to 1, but your maxima have lost an axis: does every score of a row lose the same number?",
)
def softmax_forgets_keepdims_of_the_maximum(Z):
    E = np.exp(Z - Z.max(axis=1))
    return E / E.sum(axis=1, keepdims=True)


@mistake(
    "softmax",
    belief="Z inside the function is mine.",
    because="Z -= ... writes into the caller's array.",
    hint="The probabilities are right, but the caller's scores are not what they were: where do you write into them?",
)
def softmax_in_place(Z):
    if Z.dtype.kind == "i":
        Z = Z.astype(float)
    Z -= Z.max(axis=1, keepdims=True)
    np.exp(Z, out=Z)
    Z /= Z.sum(axis=1, keepdims=True)
    return Z


@mistake(
    "softmax",
    belief="To make numbers add up to 1, divide by their sum.",
    because="Scores may be negative or add up to 0; the exponential makes them positive first.",
    hint="You divide the scores themselves by their sum: what becomes of negative scores?",
)
def softmax_without_exp(Z):
    return Z / Z.sum(axis=1, keepdims=True)


@mistake(
    "softmax",
    belief="Softmax picks the largest score.",
    because="That is a hard maximum; the soft one gives every class something.",
    hint="You give everything to one class: a soft maximum leaves something for the others.",
)
def softmax_is_a_hard_maximum(Z):
    return _one_hot(np.argmax(Z, axis=1), Z.shape[1])


@mistake(
    "softmax",
    belief="There is a minus in the exponent, as in the sigmoid.",
    because="exp(-z) stands in the sigmoid's denominator; in softmax a larger score is a larger probability.",
    hint="Your largest score gets the smallest probability: look at the sign in the exponent.",
)
def softmax_with_a_minus(Z):
    return _softmax(-Z)


@mistake(
    "softmax",
    belief="The sigmoid makes a probability of each score.",
    because="It does, each on its own; together they do not add up to 1.",
    hint="Each of your numbers is a probability of its own, but a row does not add up to 1.",
)
def softmax_is_the_sigmoid(Z):
    return np.exp(np.minimum(Z, 0)) / (1 + np.exp(-np.abs(Z)))


@mistake(
    "softmax",
    belief="After the shift the exponentials lie between 0 and 1, so they are probabilities.",
    because="The largest of them is 1; they are still to be divided by their sum.",
    hint="The largest number of each of your rows is 1: what is still to be done?",
)
def softmax_forgets_to_divide(Z):
    return np.exp(Z - Z.max(axis=1, keepdims=True))


@mistake(
    "softmax",
    belief="Take the smallest score off, so that no exponent is negative.",
    because="Negative exponents do no harm; positive ones overflow.",
    hint="You shift each row so that its smallest score is 0: which exponents are the dangerous ones?",
)
def softmax_takes_the_minimum_off(Z):
    E = np.exp(Z - Z.min(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@mistake(
    "softmax",
    belief="Scores above some limit make no difference, so cut them there.",
    because="Clipping changes differences, and these are all that counts.",
    hint="You cut the scores off at some limit: two large scores become equal, though one was larger.",
)
def softmax_clips_the_scores(Z):
    E = np.exp(np.clip(Z, -500, 500))
    return E / E.sum(axis=1, keepdims=True)


# log_softmax


@mistake(
    "log_softmax",
    belief="log_softmax is the log of softmax.",
    because="It is, on paper; in a computer the probability may have become 0 before the log is taken.",
    hint="A very small probability becomes 0 on your way, and its logarithm minus infinity: write the logarithm of the "
    "quotient as a difference first.",
)
def log_softmax_takes_log_of_softmax(Z):
    return np.log(_softmax(Z))


@mistake(
    "log_softmax",
    belief="z minus the log of the sum of exp(z) is all there is to it.",
    because="The formula is right; exp(z) overflows for large scores, and for very low ones the sum is 0.",
    hint="The formula is the right one, but your exponentials leave the range of floats: shift each row first.",
)
def log_softmax_overflows(Z):
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


@mistake(
    "log_softmax",
    belief="Take the maximum off for the exponentials and leave the rest as it is.",
    because="What is taken off inside the logarithm has to be taken off outside it too.",
    hint="Each of your rows is too large by its own maximum: you shift inside the logarithm and not outside.",
)
def log_softmax_shifts_only_inside(Z):
    M = Z.max(axis=1, keepdims=True)
    return Z - np.log(np.exp(Z - M).sum(axis=1, keepdims=True))


@mistake(
    "log_softmax",
    belief="A tiny number under the log keeps it from being infinite.",
    because="It also makes every logarithm below -27 wrong.",
    hint="No logarithm of yours falls below about -27: what is it that you add before you take it?",
)
def log_softmax_adds_epsilon(Z):
    return np.log(_softmax(Z) + 1e-12)


@mistake(
    "log_softmax",
    belief="Softmax is what is asked for.",
    because="The logarithm comes after it.",
    hint="You return probabilities: here their logarithms are asked for.",
)
def log_softmax_forgets_the_log(Z):
    return _softmax(Z)


@mistake(
    "log_softmax",
    belief="The log of a sum is the sum of the logs.",
    because="That holds for a product.",
    hint="You add up logarithms where the logarithm of a sum is asked for.",
)
def log_softmax_sums_the_logs(Z):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return shifted - shifted.sum(axis=1, keepdims=True)


@mistake(
    "log_softmax",
    belief="axis=0 means along the row.",
    because="axis names the axis that disappears; axis 0 counts the samples.",
    hint="The exponentials of your columns add up to 1: along which axis do the classes lie?",
)
def log_softmax_along_the_columns(Z):
    shifted = Z - Z.max(axis=0)
    return shifted - np.log(np.exp(shifted).sum(axis=0))


@mistake(
    "log_softmax",
    belief="One sum for the whole table.",
    because="Each sample has a distribution of its own.",
    hint="The exponentials of all your rows together add up to 1: each row should do so.",
)
def log_softmax_sums_the_whole_table(Z):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum())


@mistake(
    "log_softmax",
    belief="One maximum for the whole table is as good as one for each row.",
    because="In a row far below it all exponentials become 0, and log(0) is minus infinity.",
    hint="A row of low scores beside a row of high ones becomes infinite: whose maximum do you take off?",
)
def log_softmax_has_one_maximum(Z):
    shifted = Z - Z.max()
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


@mistake(
    "log_softmax",
    belief="A sum along the rows is subtracted from the rows.",
    because="Sums of shape (m,) line up with the columns; keepdims=True keeps them a column.",
    hint="Your logarithms of the sums have lost an axis: from which rows are they taken off?",
)
def log_softmax_forgets_keepdims(Z):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1))


@mistake(
    "log_softmax",
    belief="log is log.",
    because="np.log2 and np.log10 have other bases; the exponentials have base e.",
    hint="Your numbers are right but for one factor: of which base is your logarithm?",
)
def log_softmax_has_base_two(Z):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return ((shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))) / np.log(2)).astype(_single(Z))


@mistake(
    "log_softmax",
    belief="A cost is positive.",
    because="The minus belongs to the cross-entropy; a logarithm of a probability is negative or 0.",
    hint="Your logarithms of probabilities are positive: where does a minus come from?",
)
def log_softmax_is_the_cost(Z):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1, keepdims=True)) - shifted


@mistake(
    "log_softmax",
    belief="Z inside the function is mine.",
    because="Z -= ... writes into the caller's array.",
    hint="The logarithms are right, but the caller's scores are not what they were.",
)
def log_softmax_in_place(Z):
    if Z.dtype.kind == "i":
        Z = Z.astype(float)
    Z -= Z.max(axis=1, keepdims=True)
    Z -= np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return Z


# one_hot


@mistake(
    "one_hot",
    belief="A wrong label will make NumPy complain.",
    because="Of a label that is too large it does, with an IndexError; a negative one counts from the end.",
    hint="A label of -1 lands in your last column without a word: look at the labels before you use them as places.",
)
def one_hot_trusts_its_labels(y, n_classes):
    Y = np.zeros((len(y), n_classes))
    Y[np.arange(len(y)), y] = 1
    return Y


@mistake(
    "one_hot",
    belief="A label is wrong if it is too large.",
    because="It may be negative too, and NumPy counts negative places from the end.",
    hint="You refuse labels that are too large: on which other side can a label be out of range?",
)
def one_hot_forgets_negative_labels(y, n_classes):
    if np.any(y >= n_classes):
        raise ValueError("label out of range")
    return _one_hot(y, n_classes)


@mistake(
    "one_hot",
    belief="A label that matches no class gives a row of zeros.",
    because="A row of zeros is no distribution, and the loss of that sample would be 0 whatever the answer.",
    hint="A label that does not exist becomes a row of zeros in silence: it should be refused.",
)
def one_hot_gives_an_empty_row(y, n_classes):
    return (np.asarray(y)[:, np.newaxis] == np.arange(n_classes)).astype(float)


@mistake(
    "one_hot",
    belief="A label out of range is meant to be the nearest one.",
    because="A wrong label is a fault in the data; to repair it in silence hides it.",
    hint="You move labels that are out of range to the nearest class: they should be refused.",
)
def one_hot_clips_the_labels(y, n_classes):
    return _one_hot(np.clip(y, 0, n_classes - 1), n_classes)


@mistake(
    "one_hot",
    belief="The first class is number 1.",
    because="Python and this course count from 0.",
    hint="Your ones are one column too far to the left: from which number do labels count?",
)
def one_hot_counts_from_one(y, n_classes):
    if np.any(np.asarray(y) >= n_classes) or np.any(np.asarray(y) < 0):
        raise ValueError("label out of range")
    return _one_hot(np.asarray(y, dtype=int) - 1, n_classes)


@mistake(
    "one_hot",
    belief="There are as many classes as the largest label says.",
    because="The largest class need not occur in a small batch.",
    hint="How many columns you have depends on the labels that happen to be there: how many classes are there?",
)
def one_hot_guesses_the_number_of_classes(y, n_classes):
    if np.any(np.asarray(y) >= n_classes) or np.any(np.asarray(y) < 0):
        raise ValueError("label out of range")
    return _one_hot(y, int(np.max(y)) + 1)


@mistake(
    "one_hot",
    belief="A class is a row.",
    because="Rows are samples in this course, columns are classes.",
    hint="Your table stands on its side: what is a row in this course?",
)
def one_hot_lies_on_its_side(y, n_classes):
    if np.any(np.asarray(y) >= n_classes) or np.any(np.asarray(y) < 0):
        raise ValueError("label out of range")
    return _one_hot(y, n_classes).T


@mistake(
    "one_hot",
    belief="All labels are marked in one row.",
    because="Each sample has a row of its own.",
    hint="You have one row in all: how many samples are there?",
)
def one_hot_marks_one_row(y, n_classes):
    if np.any(np.asarray(y) >= n_classes) or np.any(np.asarray(y) < 0):
        raise ValueError("label out of range")
    row = np.zeros(n_classes)
    row[y] = 1
    return row


@mistake(
    "one_hot",
    belief="Y[:, y] is the entry y of each row.",
    because="A slice takes all rows, so each of the columns that occur is filled from top to bottom.",
    hint="Whole columns of yours are 1: you choose columns, and each row needs a column of its own.",
)
def one_hot_fills_columns(y, n_classes):
    if np.any(np.asarray(y) >= n_classes) or np.any(np.asarray(y) < 0):
        raise ValueError("label out of range")
    Y = np.zeros((len(y), n_classes))
    Y[:, y] = 1
    return Y


@mistake(
    "one_hot",
    belief="True and False are 1 and 0.",
    because="A comparison gives Booleans; a difference of Booleans is an error.",
    hint="You return True and False: a label is to be subtracted from probabilities.",
)
def one_hot_returns_booleans(y, n_classes):
    if np.any(np.asarray(y) >= n_classes) or np.any(np.asarray(y) < 0):
        raise ValueError("label out of range")
    return np.asarray(y)[:, np.newaxis] == np.arange(n_classes)


@mistake(
    "one_hot",
    belief="assert is how one checks an argument.",
    because="It raises an AssertionError, and python -O leaves it out.",
    hint="You refuse wrong labels, but with another exception than the one that is asked for.",
)
def one_hot_asserts(y, n_classes):
    assert np.all((np.asarray(y) >= 0) & (np.asarray(y) < n_classes))
    return _one_hot(y, n_classes)


# cross_entropy


@mistake(
    "cross_entropy",
    belief="The loss is the sum of the costs.",
    because="In this course it is their mean, so that it does not grow with the batch.",
    hint="Your loss grows with the number of samples: a mean over the samples is asked for.",
)
def cross_entropy_sums(P, y):
    return -np.sum(np.log(P[np.arange(len(y)), y]))


@mistake(
    "cross_entropy",
    belief="np.mean over the table is the mean.",
    because="It divides by all entries, of which only one in each row counts.",
    hint="Your loss is too small by the number of classes: by how many numbers do you divide?",
)
def cross_entropy_means_over_every_entry(P, y):
    return -np.sum(np.log(P[np.arange(len(y)), y])) / np.size(P)


@mistake(
    "cross_entropy",
    belief="The loss is the mean of ln p.",
    because="The logarithm of a probability is negative; a cost is not.",
    hint="Your loss is negative: what does a logarithm of a number below 1 look like?",
)
def cross_entropy_forgets_the_minus(P, y):
    return np.mean(np.log(P[np.arange(len(y)), y]))


@mistake(
    "cross_entropy",
    belief="Information is measured in bits.",
    because="Base 2 gives bits; this course uses the natural logarithm, which fits the exponential of softmax.",
    hint="Your loss of a coin is 1, and here it is ln 2: of which base is your logarithm?",
)
def cross_entropy_in_bits(P, y):
    return -np.mean(np.log2(P[np.arange(len(y)), y]))


@mistake(
    "cross_entropy",
    belief="A tiny number under the log keeps it from being infinite.",
    because="It also caps the cost at about 27, and makes every other one a little wrong.",
    hint="No cost of yours is above about 27, however small the probability: what do you add to it?",
)
def cross_entropy_adds_epsilon(P, y):
    return -np.mean(np.log(P[np.arange(len(y)), y] + 1e-12))


@mistake(
    "cross_entropy",
    belief="Probabilities have to be clipped before the log.",
    because="Clipping caps the cost, at about 16 for 1e-7, and hides the gradient of the worst mistakes.",
    hint="No cost of yours is above about 16, however small the probability: you cut the probabilities off.",
)
def cross_entropy_clips(P, y):
    return -np.mean(np.log(np.clip(P[np.arange(len(y)), y], 1e-7, None)))


@mistake(
    "cross_entropy",
    belief="P[:, y] picks the entry y of each row.",
    because="It picks whole columns, one for each label: an (m, m) table.",
    hint="You pick whole columns of P: each row has one true class, so m numbers are to be picked.",
)
def cross_entropy_picks_columns(P, y):
    return -np.mean(np.log(P[:, y]))


@mistake(
    "cross_entropy",
    belief="The wrong classes cost -ln(1 - p) too.",
    because="That is the loss of k separate yes-or-no questions.",
    hint="You also charge for what the wrong classes were given: only the true class counts here.",
)
def cross_entropy_charges_the_wrong_classes_too(P, y):
    Y = _one_hot(y, P.shape[1])
    with np.errstate(all="ignore"):
        cost = np.where(Y > 0, np.log(P), np.log(1 - P))
    return -np.sum(cost) / len(y)


@mistake(
    "cross_entropy",
    belief="Zeros of the one-hot table switch the other terms off.",
    because="0 times ln 0 is 0 times minus infinity, which is nan.",
    hint="If a wrong class has probability 0 you compute 0 times an infinite logarithm: can the true class be picked "
    "before the logarithm is taken?",
)
def cross_entropy_multiplies_zero_by_infinity(P, y):
    return -np.sum(_one_hot(y, P.shape[1]) * np.log(P)) / len(y)


@mistake(
    "cross_entropy",
    belief="Cross-entropy includes softmax.",
    because="In some libraries the loss takes scores; here it takes probabilities.",
    hint="You apply softmax to what are probabilities already.",
)
def cross_entropy_applies_softmax(P, y):
    return -np.mean(np.log(_softmax(P)[np.arange(len(y)), y]))


@mistake(
    "cross_entropy",
    belief="The log of the mean is the mean of the logs.",
    because="The logarithm is curved; a single bad answer would hardly count.",
    hint="You average the probabilities before the logarithm: in which order are the two to be done?",
)
def cross_entropy_averages_first(P, y):
    return -np.log(np.mean(P[np.arange(len(y)), y]))


@mistake(
    "cross_entropy",
    belief="Each sample has its loss.",
    because="It has, and the loss of the batch is their mean, one number.",
    hint="You return one cost for each sample: one number for the whole batch is asked for.",
)
def cross_entropy_keeps_costs_apart(P, y):
    return -np.log(P[np.arange(len(y)), y])


@mistake(
    "cross_entropy",
    belief="The loss is how much is missing to 1.",
    because="That is bounded; the cross-entropy takes the logarithm.",
    hint="Your loss is never above 1: what is done to the probability of the true class?",
)
def cross_entropy_without_log(P, y):
    return np.mean(1 - P[np.arange(len(y)), y])


@mistake(
    "cross_entropy",
    belief="What counts is the largest probability.",
    because="That is how sure the network is, not whether it is right.",
    hint="Your loss does not depend on the labels: which probability of each row counts?",
)
def cross_entropy_takes_the_largest(P, y):
    return -np.mean(np.log(P.max(axis=1)))


# cross_entropy_grad


@mistake(
    "cross_entropy_grad",
    belief="The slope of -ln p is -1/p.",
    because="It is, of one sample; the loss is a mean over m of them.",
    hint="Right for one sample, m times too large for m: what has the mean done to each term?",
)
def cross_entropy_grad_forgets_the_mean(P, y):
    dP = np.zeros(P.shape)
    dP[np.arange(len(y)), y] = -1 / P[np.arange(len(y)), y]
    return dP


@mistake(
    "cross_entropy_grad",
    belief="The mean is over every entry.",
    because="The loss is divided by the number of samples only.",
    hint="Your gradient is too small by the number of classes: by what was the loss divided?",
)
def cross_entropy_grad_means_over_every_entry(P, y):
    dP = np.zeros(P.shape)
    dP[np.arange(len(y)), y] = -1 / (np.size(P) * P[np.arange(len(y)), y])
    return dP


@mistake(
    "cross_entropy_grad",
    belief="The slope of ln p is 1/p.",
    because="The loss has a minus in front.",
    hint="A larger probability of the true class makes the loss smaller: which sign does that slope have?",
)
def cross_entropy_grad_forgets_the_minus(P, y):
    dP = np.zeros(P.shape)
    dP[np.arange(len(y)), y] = 1 / (len(y) * P[np.arange(len(y)), y])
    return dP


@mistake(
    "cross_entropy_grad",
    belief="-Y / P is the formula, and where Y is 0 it is 0.",
    because="0 / 0 is nan.",
    hint="If a wrong class has probability 0 you divide 0 by 0: only one entry of each row needs a division.",
)
def cross_entropy_grad_divides_zero_by_zero(P, y):
    return -_one_hot(y, P.shape[1]) / (len(y) * P)


@mistake(
    "cross_entropy_grad",
    belief="The gradient is p - y.",
    because="That is the gradient with respect to the scores, behind softmax; here it is with respect to P.",
    hint="You give the gradient with respect to the scores: here it is asked for with respect to the probabilities.",
)
def cross_entropy_grad_is_that_of_the_scores(P, y):
    return (P - _one_hot(y, P.shape[1])) / len(y)


@mistake(
    "cross_entropy_grad",
    belief="A tiny number in the denominator does no harm.",
    because="For a tiny probability it is the larger of the two.",
    hint="For a very small probability your slope is far too flat: what do you add to it?",
)
def cross_entropy_grad_adds_epsilon(P, y):
    dP = np.zeros(P.shape)
    dP[np.arange(len(y)), y] = -1 / (len(y) * (P[np.arange(len(y)), y] + 1e-12))
    return dP


@mistake(
    "cross_entropy_grad",
    belief="Every probability has the slope -1/p.",
    because="The loss looks at one probability in each row; the others have slope 0.",
    hint="You have a slope for every class: how many probabilities of a row does the loss look at?",
)
def cross_entropy_grad_fills_the_table(P, y):
    with np.errstate(divide="ignore"):
        return -1 / (len(y) * P)


@mistake(
    "cross_entropy_grad",
    belief="zeros_like(P) is a good place for the result.",
    because="It has P's dtype too; in an array of integers every fraction is cut off.",
    hint="Right for floats, but for integer probabilities your slopes lose their fractions: of which dtype is the "
    "array you fill?",
)
def cross_entropy_grad_fills_integers(P, y):
    dP = np.zeros_like(P)
    dP[np.arange(len(y)), y] = -1 / (len(y) * P[np.arange(len(y)), y])
    return dP


@mistake(
    "cross_entropy_grad",
    belief="dP[:, y] is the entry y of each row.",
    because="A slice takes all rows, so whole columns are filled.",
    hint="Whole columns of your gradient are filled: each row has one true class.",
)
def cross_entropy_grad_fills_columns(P, y):
    dP = np.zeros(P.shape)
    dP[:, y] = -1 / (len(y) * P[np.arange(len(y)), y])
    return dP


@mistake(
    "cross_entropy_grad",
    belief="Only the true classes have a slope, so these are returned.",
    because="A gradient has the shape of what it belongs to.",
    hint="You return m numbers: a gradient has the shape of what it is taken with respect to.",
)
def cross_entropy_grad_keeps_only_the_true_class(P, y):
    return -1 / (len(y) * P[np.arange(len(y)), y])


@mistake(
    "cross_entropy_grad",
    belief="P is not needed any more, so the gradient can be written into it.",
    because="P is the caller's; softmax_backward needs it next.",
    hint="Your gradient is right, but it stands in the caller's P: softmax's way back needs that P.",
)
def cross_entropy_grad_in_place(P, y):
    if P.dtype.kind == "i":
        P = P.astype(float)
    p = P[np.arange(len(y)), y]
    P[...] = 0
    P[np.arange(len(y)), y] = -1 / (len(y) * p)
    return P


# softmax_backward


@mistake(
    "softmax_backward",
    belief="The slope of softmax is A (1 - A), as the sigmoid's.",
    because="That is the diagonal; every output depends on every other score as well.",
    hint="You use the diagonal of the table alone: what one class gains, the others lose.",
)
def softmax_backward_uses_the_diagonal(dA, A):
    return dA * A * (1 - A)


@mistake(
    "softmax_backward",
    belief="The local slope is A.",
    because="The sum over the other outputs is missing.",
    hint="Your rows do not add up to 0: what is taken off dA before it is multiplied?",
)
def softmax_backward_leaves_the_sum_out(dA, A):
    return dA * A


@mistake(
    "softmax_backward",
    belief="axis=0 means along the row.",
    because="The outputs of one sample lie along axis 1.",
    hint="You add up over the samples: along which axis do the outputs of one sample lie?",
)
def softmax_backward_sums_over_the_samples(dA, A):
    return A * (dA - np.sum(dA * A, axis=0))


@mistake(
    "softmax_backward",
    belief="np.sum gives the sum of each row.",
    because="Without an axis it gives one number for the whole batch.",
    hint="You have one sum for the whole batch: one sample must not feel another one.",
)
def softmax_backward_sums_everything(dA, A):
    return A * (dA - np.sum(dA * A))


@mistake(
    "softmax_backward",
    belief="A sum along the rows is taken off the rows.",
    because="Sums of shape (m,) line up with the columns; keepdims=True keeps them a column.",
    hint="Your sums have lost an axis, so they are taken off the columns instead of the rows.",
)
def softmax_backward_forgets_keepdims(dA, A):
    return A * (dA - np.sum(dA * A, axis=1))


@mistake(
    "softmax_backward",
    belief="The sum of dA is taken off.",
    because="Each dA is weighed by its output first.",
    hint="You add up the gradients as they are: by what is each of them weighed in the sum?",
)
def softmax_backward_sums_without_weights(dA, A):
    return A * (dA - np.sum(dA, axis=1, keepdims=True))


@mistake(
    "softmax_backward",
    belief="A mean is as good as a sum.",
    because="The chain rule adds up all the ways; it does not average them.",
    hint="You average over the classes where the chain rule adds up.",
)
def softmax_backward_averages(dA, A):
    return A * (dA - np.mean(dA * A, axis=1, keepdims=True))


@mistake(
    "softmax_backward",
    belief="Take the sum off and it is done.",
    because="Each entry is still to be multiplied by its own output.",
    hint="A class with probability 0 still gets a gradient from you: by what is the difference to be multiplied?",
)
def softmax_backward_forgets_the_factor(dA, A):
    return dA - np.sum(dA * A, axis=1, keepdims=True)


@mistake(
    "softmax_backward",
    belief="Every gradient of a batch is divided by m.",
    because="The mean is in the loss, and dA carries it already.",
    hint="Your gradient is m times too small: where was the mean over the batch already taken?",
)
def softmax_backward_divides_by_m(dA, A):
    return A * (dA - np.sum(dA * A, axis=1, keepdims=True)) / len(A)


@mistake(
    "softmax_backward",
    belief="The sum comes first.",
    because="The order of the difference is turned round.",
    hint="All your signs are turned round: what is taken off what?",
)
def softmax_backward_turns_the_sign(dA, A):
    return A * (np.sum(dA * A, axis=1, keepdims=True) - dA)


@mistake(
    "softmax_backward",
    belief="A slope is given the scores.",
    because="Activations' gradients take z in this course; this function is given softmax's output.",
    hint="You apply softmax to A, which is softmax's output already.",
)
def softmax_backward_applies_softmax_again(dA, A):
    A = _softmax(A)
    return A * (dA - np.sum(dA * A, axis=1, keepdims=True))


@mistake(
    "softmax_backward",
    belief="dA inside the function is mine.",
    because="dA -= ... writes into the caller's array.",
    hint="The values are right, but the caller's dA is not what it was.",
)
def softmax_backward_in_place(dA, A):
    if dA.dtype.kind == "i":
        dA = dA.astype(float)
    dA -= np.sum(dA * A, axis=1, keepdims=True)
    dA *= A
    return dA


# softmax_cross_entropy_grad


@mistake(
    "softmax_cross_entropy_grad",
    belief="The gradient is p - y.",
    because="It is, for one sample; the loss is a mean over m of them.",
    hint="Right for one sample, m times too large for m: the mean of the loss is in here too.",
)
def fused_grad_forgets_the_mean(Z, y):
    return _softmax(Z) - _one_hot(y, Z.shape[1])


@mistake(
    "softmax_cross_entropy_grad",
    belief="The mean is over every entry.",
    because="The loss is divided by the number of samples only.",
    hint="Your gradient is too small by the number of classes: over what is the mean taken?",
)
def fused_grad_means_over_every_entry(Z, y):
    return (_softmax(Z) - _one_hot(y, Z.shape[1])) / np.size(Z)


@mistake(
    "softmax_cross_entropy_grad",
    belief="An error is truth minus answer.",
    because="The gradient points uphill: answer minus truth.",
    hint="A step down your gradient makes the answer worse: what is taken off what?",
)
def fused_grad_turns_the_sign(Z, y):
    return (_one_hot(y, Z.shape[1]) - _softmax(Z)) / len(y)


@mistake(
    "softmax_cross_entropy_grad",
    belief="Z holds the probabilities.",
    because="Z is what comes before softmax.",
    hint="You take the label off the scores: which numbers is it to be taken off?",
)
def fused_grad_forgets_softmax(Z, y):
    return (Z - _one_hot(y, Z.shape[1])) / len(y)


@mistake(
    "softmax_cross_entropy_grad",
    belief="exp over the sum of exp is softmax.",
    because="It is, until exp overflows.",
    hint="Right for small scores, but large ones overflow on your way: which shift keeps softmax safe?",
)
def fused_grad_overflows(Z, y):
    E = np.exp(Z)
    return (E / E.sum(axis=1, keepdims=True) - _one_hot(y, Z.shape[1])) / len(y)


@mistake(
    "softmax_cross_entropy_grad",
    belief="axis=0 means along the row.",
    because="The classes of one sample lie along axis 1.",
    hint="Your softmax runs down the columns: along which axis do the classes of one sample lie?",
)
def fused_grad_along_the_columns(Z, y):
    E = np.exp(Z - Z.max(axis=0))
    return (E / E.sum(axis=0) - _one_hot(y, Z.shape[1])) / len(y)


@mistake(
    "softmax_cross_entropy_grad",
    belief="The sum of the exponentials is E.sum().",
    because="Without an axis NumPy adds up the whole table.",
    hint="All rows of your softmax together add up to 1: each of them should.",
)
def fused_grad_divides_by_the_whole_table(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return (E / E.sum() - _one_hot(y, Z.shape[1])) / len(y)


@mistake(
    "softmax_cross_entropy_grad",
    belief="P[:, y] -= 1 takes 1 off the true class of each row.",
    because="A slice takes all rows, so whole columns lose 1.",
    hint="You take 1 off whole columns: in each row only one entry belongs to the true class.",
)
def fused_grad_takes_one_off_columns(Z, y):
    P = _softmax(Z)
    P[:, y] -= 1
    return P / len(y)


@mistake(
    "softmax_cross_entropy_grad",
    belief="Going back through softmax costs a factor p (1 - p).",
    because="That factor has cancelled against the 1 / p of the loss.",
    hint="You multiply by softmax's slope once more: in the fused gradient it has cancelled.",
)
def fused_grad_multiplies_by_the_slope(Z, y):
    P = _softmax(Z)
    return (P - _one_hot(y, Z.shape[1])) * P * (1 - P) / len(y)


@mistake(
    "softmax_cross_entropy_grad",
    belief="Only the true class gets a gradient.",
    because="The loss looks at one probability, but that depends on every score.",
    hint="The scores of the wrong classes get nothing from you: does the loss not depend on them?",
)
def fused_grad_of_the_true_class_only(Z, y):
    Y = _one_hot(y, Z.shape[1])
    return (_softmax(Z) - Y) * Y / len(y)


@mistake(
    "softmax_cross_entropy_grad",
    belief="Z inside the function is mine.",
    because="Z -= ... writes into the caller's array.",
    hint="The gradient is right, but the caller's scores are not what they were.",
)
def fused_grad_in_place(Z, y):
    if Z.dtype.kind == "i":
        Z = Z.astype(float)
    Z -= Z.max(axis=1, keepdims=True)
    np.exp(Z, out=Z)
    Z /= Z.sum(axis=1, keepdims=True)
    Z[np.arange(len(y)), y] -= 1
    Z /= len(y)
    return Z


# The questions


@mistake(
    "answer_letters_loss",
    belief="An untrained network starts at 2.303.",
    because="That is ln 10, for ten classes.",
    hint="That is the loss for ten classes: how many are there here?",
)
def answers_for_ten_classes():
    return round(float(np.log(10)), 3)


@mistake(
    "answer_letters_loss",
    belief="Information is measured in bits.",
    because="The course uses the natural logarithm.",
    hint="That is in bits: which logarithm does the loss of this course use?",
)
def answers_in_bits():
    return round(float(np.log2(26)), 3)


@mistake(
    "answer_letters_loss",
    belief="The loss is the probability.",
    because="The cost is minus its logarithm.",
    hint="That is the probability that a guess is right: what does it cost?",
)
def answers_with_the_probability():
    return round(1 / 26, 3)


@mistake(
    "answer_odds",
    belief="The ratio of two probabilities is the difference of the scores.",
    because="The scores are exponents.",
    hint="That is by how much the scores differ: what does softmax do to a difference?",
)
def answers_with_the_difference():
    return 2


@mistake(
    "answer_odds",
    belief="The ratio of two probabilities is the ratio of the scores.",
    because="Softmax looks at differences; a shift would change the ratio.",
    hint="That is the ratio of the scores: it would change if 10 were added to all of them, and the probabilities "
    "would not.",
)
def answers_with_the_ratio_of_scores():
    return round(3.5 / 1.5, 3)


@mistake(
    "answer_odds",
    belief="The probability of the first class is what is asked for.",
    because="How many times one is as probable as another is a ratio.",
    hint="That is the probability of the first class alone: it is to be compared with the second one's.",
)
def answers_with_the_first_probability():
    return round(float(_softmax(np.array([[3.5, 1.5, -2.0]]))[0, 0]), 3)


@mistake(
    "answer_lowest_cost",
    belief="A perfect prediction costs nothing.",
    because="That holds for one-hot labels only.",
    hint="Whatever the network says, some readers will have disagreed: what does its best answer cost on average?",
)
def answers_nothing():
    return 0


@mistake(
    "answer_lowest_cost",
    belief="The best answer is the one that most readers gave, and it costs minus the log of its share.",
    because="Two fifths of the readers said something else, and they count too.",
    hint="That is what the readers of the majority pay: the others pay too, and something else.",
)
def answers_for_the_majority():
    return round(float(-np.log(0.6)), 3)


@mistake(
    "answer_lowest_cost",
    belief="Three classes, so ln 3.",
    because="That is the cost of a guess that does not know the shares.",
    hint="That is what equal guesses cost: a network that knows the shares can do better.",
)
def answers_with_a_guess():
    return round(float(np.log(3)), 3)


@mistake(
    "answer_softmax_bug",
    belief="The exponential overflows.",
    because="The shift before it keeps the exponents small.",
    hint="That line is as in the chapter: compare one row alone with the same row in company, line by line.",
)
def answers_the_exponential():
    return "e"


@mistake(
    "answer_softmax_bug",
    belief="The mean is taken twice.",
    because="It is taken once, here, and in no later line.",
    hint="There the mean over the samples is taken, and it is the only place: look elsewhere.",
)
def answers_the_mean():
    return "b"
