"""Mistakes in starting weights: the wrong size of the layer, a variance for a deviation."""

import numpy as np

from workbook.mistakes import mistake

# he_init


@mistake(
    "he_init",
    belief="A table for n_in inputs and n_out neurons is (n_in, n_out).",
    because="Other libraries store it that way; in this course a row of W is one neuron.",
    hint="Spread and mean are right, but your table is lying on its side: what is one row of W in this course?",
)
def he_transposed(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(2 / n_in), size=(n_in, n_out))


@mistake(
    "he_init",
    belief="2 / n_in is the spread.",
    because="It is the variance; a generator asks for the standard deviation.",
    hint="Your weights are far too small: is the second number that a normal generator asks for a variance?",
)
def he_variance_for_deviation(n_in, n_out, rng):
    return rng.normal(0, 2 / n_in, size=(n_out, n_in))


@mistake(
    "he_init",
    belief="The layer's size is its number of neurons.",
    because="A score adds up n_in products, so it is n_in that makes it large.",
    hint="Your spread follows the number of neurons: how many products does one score add up?",
)
def he_fan_out(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(2 / n_out), size=(n_out, n_in))


@mistake(
    "he_init",
    belief="Numbers between -s and s have the standard deviation s.",
    because="A uniform distribution from -s to s has the standard deviation s / √3.",
    hint="Your numbers are drawn from a uniform distribution with the standard deviation as its bound: how large is "
    "its own standard deviation, and which distribution is asked for?",
)
def he_uniform_bound(n_in, n_out, rng):
    s = np.sqrt(2 / n_in)
    return rng.uniform(-s, s, size=(n_out, n_in))


@mistake(
    "he_init",
    belief="Any distribution of the right variance will do.",
    because="For training it nearly does; here the normal one is asked for.",
    hint="The spread is exactly right, but none of your weights is further out than 1.8 spreads: which distribution is "
    "asked for?",
)
def he_uniform_of_right_variance(n_in, n_out, rng):
    bound = np.sqrt(6 / n_in)
    return rng.uniform(-bound, bound, size=(n_out, n_in))


@mistake(
    "he_init",
    belief="A variance of 1 / n_in keeps the signal's size.",
    because="It does for a linear layer; ReLU silences half of the signal.",
    hint="Your spread is 1.41 times too small: what does ReLU do to half of the signal?",
)
def he_without_two(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(1 / n_in), size=(n_out, n_in))


@mistake(
    "he_init",
    belief="He and Xavier are two names for one rule.",
    because="Xavier's compromise has both sizes in it, He's only one.",
    hint="Your variance depends on both sizes of the layer: that is the other rule of this chapter.",
)
def he_is_xavier(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(2 / (n_in + n_out)), size=(n_out, n_in))


@mistake(
    "he_init",
    belief="Standard normal numbers are small random numbers.",
    because="With hundreds of inputs their sum is not small.",
    hint="Your weights have a spread of 1, whatever the size of the layer: where do you use n_in?",
)
def he_without_scale(n_in, n_out, rng):
    return rng.standard_normal((n_out, n_in))


@mistake(
    "he_init",
    belief="rng.random gives random numbers around 0.",
    because="It gives numbers from 0 to 1, so all weights are positive and all scores too.",
    hint="All your weights are positive: around which number should they lie?",
)
def he_all_positive(n_in, n_out, rng):
    return rng.random((n_out, n_in)) * np.sqrt(2 / n_in)


@mistake(
    "he_init",
    belief="Every weight gets the size sqrt(2 / n_in).",
    because="Then all neurons are the same and stay the same for ever.",
    hint="All your weights are equal: how are two neurons of the layer to become different?",
)
def he_all_equal(n_in, n_out, rng):
    return np.full((n_out, n_in), np.sqrt(2 / n_in))


# xavier_init


@mistake(
    "xavier_init",
    belief="The table is (n_in, n_out).",
    because="The formula names n_in first; a row of W is one neuron.",
    hint="Your table has its two sizes exchanged: which of them counts the rows?",
)
def xavier_transposed(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(2 / (n_in + n_out)), size=(n_in, n_out))


@mistake(
    "xavier_init",
    belief="2 / (n_in + n_out) is the spread.",
    because="It is the variance.",
    hint="Your spread is the square of the right one: variance or standard deviation?",
)
def xavier_variance_for_deviation(n_in, n_out, rng):
    return rng.normal(0, 2 / (n_in + n_out), size=(n_out, n_in))


@mistake(
    "xavier_init",
    belief="Xavier is 1 / n_in.",
    because="Some libraries do it so; the compromise looks at the gradients too, which come from the other side.",
    hint="Your variance looks at the inputs only: the gradient comes through the layer from the other side.",
)
def xavier_fan_in_only(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(1 / n_in), size=(n_out, n_in))


@mistake(
    "xavier_init",
    belief="Xavier and He are the same.",
    because="He's rule is for ReLU and looks at the inputs only.",
    hint="That is the rule for ReLU layers: this one has both sizes of the layer in it.",
)
def xavier_is_he(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(2 / n_in), size=(n_out, n_in))


@mistake(
    "xavier_init",
    belief="The variance is one over the sum of both sizes.",
    because="The compromise is one over their mean, and the mean is half of the sum.",
    hint="Your variance is half of the right one: the compromise is one over the mean of the two sizes, not their sum.",
)
def xavier_without_two(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(1 / (n_in + n_out)), size=(n_out, n_in))


@mistake(
    "xavier_init",
    belief="The standard deviation is the bound of a uniform distribution.",
    because="A uniform distribution from -s to s has the standard deviation s / √3.",
    hint="You draw evenly between plus and minus the standard deviation, and that spreads less: which distribution is "
    "asked for?",
)
def xavier_uniform_bound(n_in, n_out, rng):
    s = np.sqrt(2 / (n_in + n_out))
    return rng.uniform(-s, s, size=(n_out, n_in))


@mistake(
    "xavier_init",
    belief="The paper's uniform distribution is what is asked for.",
    because="It has the same variance; here the normal one is asked for.",
    hint="The spread is right, and it is the paper's own uniform distribution: here the normal one is asked for.",
)
def xavier_uniform_of_right_variance(n_in, n_out, rng):
    bound = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-bound, bound, size=(n_out, n_in))


@mistake(
    "xavier_init",
    belief="sqrt(6 / (n_in + n_out)) is the standard deviation.",
    because="It is the bound of the uniform distribution that has the right one.",
    hint="Your spread is 1.73 times too large: that root is the bound of a uniform distribution.",
)
def xavier_normal_with_uniform_bound(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(6 / (n_in + n_out)), size=(n_out, n_in))
