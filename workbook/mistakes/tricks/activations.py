"""Mistakes in activations that should not die: a leak that is closed, an exponential that overflows."""

import math

import numpy as np

from workbook.mistakes import mistake

# leaky_relu


@mistake(
    "leaky_relu",
    belief="The larger of z and alpha z is the leaky one.",
    because="It is as long as alpha is below 1; a learnt slope may be larger.",
    hint="Right for slopes below 1, but a learnt slope may be larger: try one of 2 on a positive score.",
)
def leaky_relu_as_maximum(z, alpha=0.01):
    return np.maximum(z, np.multiply(alpha, z))


@mistake(
    "leaky_relu",
    belief="Below 0 nothing passes.",
    because="That is ReLU; the leak is what keeps a unit alive.",
    hint="Below 0 you let nothing through: where is the leak?",
)
def leaky_relu_without_leak(z, alpha=0.01):
    return np.maximum(z, 0.0)


@mistake(
    "leaky_relu",
    belief="The slope of the leak is 0.01.",
    because="That is only its value when nobody says otherwise.",
    hint="Your leak is always one hundredth: which argument should decide it?",
)
def leaky_relu_with_fixed_slope(z, alpha=0.01):
    return np.where(np.greater(z, 0), z, np.multiply(0.01, z))


@mistake(
    "leaky_relu",
    belief="Below 0 the answer is alpha.",
    because="alpha is the slope there, not the value.",
    hint="Below 0 you return the slope itself: what is it to be multiplied by?",
)
def leaky_relu_returns_slope_below(z, alpha=0.01):
    return np.where(np.greater(z, 0), z, alpha)


@mistake(
    "leaky_relu",
    belief="The leak is positive.",
    because="A small part of a negative number is a small negative number.",
    hint="Your curve rises again to the left of 0: which sign has a small part of a negative score?",
)
def leaky_relu_bends_up(z, alpha=0.01):
    return np.where(np.greater(z, 0), z, -np.multiply(alpha, z))


@mistake(
    "leaky_relu",
    belief="The leak is added to ReLU.",
    because="Then it is there above 0 too, and the slope is 1 + alpha.",
    hint="Right below 0, a little too large above: on which side is the leak?",
)
def leaky_relu_leaks_on_both_sides(z, alpha=0.01):
    return np.maximum(z, 0) + np.multiply(alpha, z)


@mistake(
    "leaky_relu",
    belief="np.where takes the case z > 0 last.",
    because="Its second argument is for True, its third for False.",
    hint="Your two sides are exchanged: positive scores should come through whole.",
)
def leaky_relu_sides_exchanged(z, alpha=0.01):
    return np.where(np.greater(z, 0), np.multiply(alpha, z), z)


@mistake(
    "leaky_relu",
    belief="A function may change what it was given.",
    because="An array is handed over, not copied.",
    hint="The values are right, but the caller's own array has changed: is the array that you write into yours?",
)
def leaky_relu_in_place(z, alpha=0.01):
    if np.ndim(z) == 0:
        return z if z > 0 else alpha * z
    if z.dtype.kind != "f":
        z = z.astype(float)
    z[z < 0] *= alpha
    return z


@mistake(
    "leaky_relu",
    belief="zeros_like(z) is a good place for the answer.",
    because="It has z's dtype; in integers a leak of -0.03 is stored as 0.",
    hint="For an array of integers the leak gets lost: of which dtype is the array you fill?",
)
def leaky_relu_fills_integers(z, alpha=0.01):
    z = np.asarray(z)
    a = np.zeros_like(z)
    a[z > 0] = z[z > 0]
    a[z <= 0] = alpha * z[z <= 0]
    return a


@mistake(
    "leaky_relu",
    belief="z is one number.",
    because="An if asks one question, an array has many answers.",
    hint="Right for one score, but an if cannot ask a whole array: which function chooses entry by entry?",
)
def leaky_relu_of_one_number(z, alpha=0.01):
    return z if z > 0 else alpha * z


# leaky_relu_grad


@mistake(
    "leaky_relu_grad",
    belief="0 is not negative, so its slope is 1.",
    because="At the corner there is no slope; this course takes the left one.",
    hint="Almost: at exactly 0 this course takes the slope of the left side.",
)
def leaky_relu_grad_one_at_zero(z, alpha=0.01):
    return np.where(np.greater_equal(z, 0), 1.0, alpha)


@mistake(
    "leaky_relu_grad",
    belief="Below 0 the slope is 0.",
    because="That is ReLU's.",
    hint="Your slope below 0 is 0: then no gradient passes, which is what the leak is there to prevent.",
)
def leaky_relu_grad_dies(z, alpha=0.01):
    return np.where(np.greater(z, 0), 1.0, 0.0)


@mistake(
    "leaky_relu_grad",
    belief="The slope of the leak is 0.01.",
    because="That is only its value when nobody says otherwise.",
    hint="Your slope below 0 does not depend on the one that is handed over.",
)
def leaky_relu_grad_with_fixed_slope(z, alpha=0.01):
    return np.where(np.greater(z, 0), 1.0, 0.01)


@mistake(
    "leaky_relu_grad",
    belief="The gradient of leaky ReLU is leaky ReLU.",
    because="The slope is a constant on each side; z only says which side.",
    hint="You return the function itself: how steep is it on each side?",
)
def leaky_relu_grad_is_the_function(z, alpha=0.01):
    return np.where(np.greater(z, 0), z, np.multiply(alpha, z))


@mistake(
    "leaky_relu_grad",
    belief="To the left it goes down, so the slope is negative.",
    because="Read from left to right the curve rises on both sides.",
    hint="Your slope below 0 is negative: does the curve fall there, read from left to right?",
)
def leaky_relu_grad_negative_below(z, alpha=0.01):
    return np.where(np.greater(z, 0), 1.0, -alpha)


@mistake(
    "leaky_relu_grad",
    belief="alpha belongs to the positive side.",
    because="The two sides are exchanged.",
    hint="Your two slopes are on the wrong sides.",
)
def leaky_relu_grad_sides_exchanged(z, alpha=0.01):
    return np.where(np.greater(z, 0), alpha, 1.0)


@mistake(
    "leaky_relu_grad",
    belief="The leak's slope comes on top of ReLU's.",
    because="Above 0 the leak is closed.",
    hint="Above 0 your slope is more than 1: is the leak open on that side?",
)
def leaky_relu_grad_adds_leak(z, alpha=0.01):
    return np.greater(z, 0) + alpha


@mistake(
    "leaky_relu_grad",
    belief="ones_like(z) is a good place for the answer.",
    because="It has z's dtype; in integers a slope of 0.01 is stored as 0.",
    hint="For an array of integers your slope below 0 gets lost: of which dtype is the array you fill?",
)
def leaky_relu_grad_fills_integers(z, alpha=0.01):
    z = np.asarray(z)
    slope = np.ones_like(z)
    slope[z <= 0] = alpha
    return slope


@mistake(
    "leaky_relu_grad",
    belief="z is one number.",
    because="An if asks one question, an array has many answers.",
    hint="Right for one score, but z may be an array, and an if decides only once.",
)
def leaky_relu_grad_of_one_number(z, alpha=0.01):
    return 1.0 if z > 0 else alpha


# elu


@mistake(
    "elu",
    belief="np.where computes only the branch that it picks.",
    because="Both branches are computed before it is called, for every entry.",
    hint="Right, but exp is also taken of large positive scores, where nobody needs it, and overflows: what could it "
    "be given instead?",
)
def elu_overflows(z, alpha=1.0):
    return np.where(np.greater(z, 0), z, alpha * (np.exp(z) - 1))


@mistake(
    "elu",
    belief="ELU is ReLU plus an exponential.",
    because="At 0 the exponential is 1, so the curve would jump there.",
    hint="Your curve jumps at 0: what is to be taken off the exponential, so that both sides meet?",
)
def elu_without_minus_one(z, alpha=1.0):
    return np.where(np.greater(z, 0), z, alpha * np.exp(np.minimum(z, 0)))


@mistake(
    "elu",
    belief="alpha is 1.",
    because="That is only its value when nobody says otherwise.",
    hint="Right for alpha = 1 only: how far down should the curve go?",
)
def elu_without_alpha(z, alpha=1.0):
    return np.where(np.greater(z, 0), z, np.exp(np.minimum(z, 0)) - 1)


@mistake(
    "elu",
    belief="alpha exp(z) - 1 is the formula.",
    because="Without brackets alpha multiplies only the exponential, and the sides no longer meet.",
    hint="Right for alpha = 1, but for another alpha your curve jumps at 0: what does alpha multiply?",
)
def elu_loses_brackets(z, alpha=1.0):
    return np.where(np.greater(z, 0), z, alpha * np.exp(np.minimum(z, 0)) - 1)


@mistake(
    "elu",
    belief="The larger of the two branches is the right one.",
    because="exp(z) - 1 is above z everywhere.",
    hint="For positive scores you return something larger than the score: which branch wins your comparison there?",
)
def elu_as_maximum(z, alpha=1.0):
    return np.maximum(z, alpha * (np.exp(np.minimum(z, 50)) - 1))


@mistake(
    "elu",
    belief="Below 0 it is a leak.",
    because="That is leaky ReLU, which never levels out.",
    hint="Your curve is straight below 0: this one bends and levels out.",
)
def elu_is_leaky(z, alpha=1.0):
    return np.where(np.greater(z, 0), z, np.multiply(alpha, z))


@mistake(
    "elu",
    belief="The exponent of a decaying exponential has a minus.",
    because="z itself is negative there already.",
    hint="To the left of 0 your curve runs away instead of levelling out: which sign has the exponent there?",
)
def elu_with_minus_in_exponent(z, alpha=1.0):
    return np.where(np.greater(z, 0), z, alpha * (np.exp(-np.maximum(np.minimum(z, 0), -700)) - 1))


@mistake(
    "elu",
    belief="alpha scales the whole activation.",
    because="Above 0 it is z itself.",
    hint="For positive scores you return a multiple of the score: which side does alpha belong to?",
)
def elu_scales_both_sides(z, alpha=1.0):
    return np.multiply(alpha, np.where(np.greater(z, 0), z, np.exp(np.minimum(z, 0)) - 1))


@mistake(
    "elu",
    belief="zeros_like(z) is a good place for the answer.",
    because="It has z's dtype; in integers everything between -1 and 0 is stored as 0.",
    hint="For an array of integers you return whole numbers below 0 too: of which dtype is the array you fill?",
)
def elu_fills_integers(z, alpha=1.0):
    z = np.asarray(z)
    a = np.zeros_like(z)
    a[z > 0] = z[z > 0]
    a[z <= 0] = alpha * np.expm1(z[z <= 0])
    return a


@mistake(
    "elu",
    belief="z is one number.",
    because="math.exp and if take one number.",
    hint="Right for one score, but z may be an array: neither if nor math takes one.",
)
def elu_of_one_number(z, alpha=1.0):
    return z if z > 0 else alpha * (math.exp(z) - 1)


# elu_grad


@mistake(
    "elu_grad",
    belief="np.where computes only the branch that it picks.",
    because="Both branches are computed before it is called, for every entry.",
    hint="Right, but the exponential of a large positive score overflows although nobody needs it.",
)
def elu_grad_overflows(z, alpha=1.0):
    return np.where(np.greater(z, 0), 1.0, alpha * np.exp(z))


@mistake(
    "elu_grad",
    belief="The slope is taken at the activation.",
    because="For the sigmoid one often has a at hand; here z is handed over.",
    hint="You bend the score first and take the slope there: you are given z, not the activation.",
)
def elu_grad_taken_at_a(z, alpha=1.0):
    a = np.where(np.greater(z, 0), z, alpha * np.expm1(np.minimum(z, 0)))
    return np.where(np.greater(z, 0), 1.0, alpha * np.exp(np.minimum(a, 0)))


@mistake(
    "elu_grad",
    belief="alpha is 1.",
    because="That is only its value when nobody says otherwise.",
    hint="Right for alpha = 1 only: the curve is alpha times as steep below 0.",
)
def elu_grad_without_alpha(z, alpha=1.0):
    return np.exp(np.minimum(z, 0))


@mistake(
    "elu_grad",
    belief="At 0 the slope is 1.",
    because="For alpha other than 1 there is a corner; this course takes the left slope there.",
    hint="Almost: with an alpha other than 1 there is a corner at 0, and this course takes the slope of the left side.",
)
def elu_grad_one_at_zero(z, alpha=1.0):
    return np.where(np.greater_equal(z, 0), 1.0, alpha * np.exp(np.minimum(z, 0)))


@mistake(
    "elu_grad",
    belief="Below 0 the slope is 0.",
    because="That is ReLU's.",
    hint="Below 0 your slope is 0: the curve levels out only gradually there.",
)
def elu_grad_dies(z, alpha=1.0):
    return np.where(np.greater(z, 0), 1.0, 0.0)


@mistake(
    "elu_grad",
    belief="The derivative of alpha (exp(z) - 1) keeps the -1.",
    because="The derivative of a constant is 0.",
    hint="Your slope below 0 is negative: what is the derivative of a constant?",
)
def elu_grad_keeps_minus_one(z, alpha=1.0):
    return np.where(np.greater(z, 0), 1.0, alpha * np.expm1(np.minimum(z, 0)))


@mistake(
    "elu_grad",
    belief="Below 0 the slope is alpha.",
    because="That is leaky ReLU's; here it fades out.",
    hint="Your slope is the same everywhere below 0: this curve levels out.",
)
def elu_grad_is_leaky(z, alpha=1.0):
    return np.where(np.greater(z, 0), 1.0, alpha)


@mistake(
    "elu_grad",
    belief="The slope is alpha exp(z) on both sides.",
    because="Above 0 the function is z.",
    hint="Above 0 your slope depends on alpha: how steep is a line that returns its input?",
)
def elu_grad_scales_both_sides(z, alpha=1.0):
    return np.multiply(alpha, np.exp(np.minimum(z, 0)))


@mistake(
    "elu_grad",
    belief="z is one number.",
    because="math.exp and if take one number.",
    hint="Right for one score, but z may be an array: an if decides only once.",
)
def elu_grad_of_one_number(z, alpha=1.0):
    return 1.0 if z > 0 else alpha * math.exp(z)
