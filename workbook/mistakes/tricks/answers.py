"""Wrong answers to the questions of chapter 7, and a training loop that does not train."""

import numpy as np

from workbook.mistakes import mistake

# The questions


@mistake(
    "answer_shrunk_gradient",
    belief="Fourteen times a quarter.",
    because="The chain rule multiplies.",
    hint="You added the factors up: what does the chain rule do with them?",
)
def shrunk_gradient_added():
    return 4 * 14


@mistake(
    "answer_shrunk_gradient",
    belief="Fourteen layers have thirteen gaps.",
    because="Every layer has its activation, so there are fourteen slopes.",
    hint="One factor is missing: how many slopes does the gradient pass?",
)
def shrunk_gradient_counts_gaps():
    return 4**13


@mistake(
    "answer_shrunk_gradient",
    belief="The slope is about one half.",
    because="One half is the value of the sigmoid at 0; its slope there is a quarter.",
    hint="You took the sigmoid's value at 0: how steep is it there?",
)
def shrunk_gradient_by_halves():
    return 2**14


@mistake(
    "answer_normalised_parameters",
    belief="The running averages are learnt too.",
    because="They are measured; no gradient changes them.",
    hint="You counted the running averages: does a gradient ever change them?",
)
def normalised_parameters_with_averages():
    return 4 * (48 + 24)


@mistake(
    "answer_normalised_parameters",
    belief="There is one scale for each neuron.",
    because="There is a shift too.",
    hint="You counted the scales: what else is learnt?",
)
def normalised_parameters_without_shift():
    return 48 + 24


@mistake(
    "answer_normalised_parameters",
    belief="The outputs are normalised too.",
    because="The question says where it is done.",
    hint="You normalised the output layer as well: after which layers is it done here?",
)
def normalised_parameters_with_outputs():
    return 2 * (48 + 24 + 10)


@mistake(
    "answer_clipped_entry",
    belief="The threshold is subtracted.",
    because="The article says so.",
    hint="You subtracted the limit, as the article does: how long is the gradient afterwards?",
)
def clipped_entry_subtracted():
    return 30 - 6


@mistake(
    "answer_clipped_entry",
    belief="Each entry is cut.",
    because="That is clipping by value.",
    hint="You cut the entry by itself: the question is about the norm.",
)
def clipped_entry_by_value():
    return 6


@mistake(
    "answer_clipped_entry",
    belief="The norm is the sum of the sizes.",
    because="It is the root of the sum of the squares.",
    hint="You added up the sizes of the entries: how long is the vector?",
)
def clipped_entry_by_sum():
    return 30 * 6 / 55


@mistake(
    "answer_patience",
    belief="The article's rule keeps the weights from before the rise.",
    because="Without a copy it has those of the epoch at which it stops.",
    hint="You took the loss before the rise: of which epoch are the weights in hand when the rule stops?",
)
def patience_from_before_the_rise():
    return 0.94 - 0.664


@mistake(
    "answer_patience",
    belief="The lowest loss of the list is the best.",
    because="Training with this patience has ended before.",
    hint="You took a loss that comes after the end: where does the patience run out?",
)
def patience_looks_ahead():
    return 0.97 - 0.61


@mistake(
    "answer_patience",
    belief="The last weights are kept.",
    because="Those of the best epoch are.",
    hint="You took the loss at the end of the patience: whose weights are kept?",
)
def patience_keeps_last():
    return 0.97 - 0.705


@mistake(
    "answer_wrong_line",
    belief="The penalty's gradient is wrong.",
    because="The gradient of W2, which has it too, agrees.",
    hint="That line is like the one for W2, whose gradient agrees.",
)
def wrong_line_is_the_penalty():
    return 12


@mistake(
    "answer_wrong_line",
    belief="The backward pass of dropout is wrong.",
    because="It has the mask and the factor of the forward pass.",
    hint="That line lets through what the forward pass lets through, by the same factor.",
)
def wrong_line_is_dropout():
    return 10


@mistake(
    "answer_wrong_line",
    belief="The forward pass is wrong.",
    because="The loss is what is compared; a gradient is right or wrong for the loss there is.",
    hint="A line of the forward pass changes the loss and the central differences alike: look further down.",
)
def wrong_line_is_forward():
    return 3


# train_digits


def _squash(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def _begin(n_in, rng, spread=1.0):
    weights = [rng.normal(0, spread * np.sqrt(2 / (a + b)), (b, a)) for a, b in ((n_in, 16), (16, 10))]
    return weights, [np.zeros(16), np.zeros(10)]


def _descend(weights, biases, X, y, lr):
    """One step of gradient descent on one batch, written into the arrays."""
    A = _squash(X @ weights[0].T + biases[0])
    Z = A @ weights[1].T + biases[1]
    P = np.exp(Z - Z.max(axis=1, keepdims=True))
    P /= P.sum(axis=1, keepdims=True)
    P[np.arange(len(y)), y] -= 1
    dZ = P / len(y)
    dH = dZ @ weights[1] * A * (1 - A)
    weights[1] -= lr * dZ.T @ A
    biases[1] -= lr * dZ.sum(axis=0)
    weights[0] -= lr * dH.T @ X
    biases[0] -= lr * dH.sum(axis=0)


def _train(X, y, rng, epochs=10, lr=0.5, spread=1.0):
    weights, biases = _begin(X.shape[1], rng, spread)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 32):
            rows = order[start : start + 32]
            _descend(weights, biases, X[rows], y[rows], lr)
    return weights, biases


@mistake(
    "train_digits",
    belief="A table of weights is (n_in, n_out).",
    because="In this course a row of W is one neuron.",
    hint="Your weights are lying on their side: what is one row of W in this course?",
)
def network_transposed(X, y, rng):
    weights, biases = _train(X, y, rng)
    return [W.T for W in weights], biases


@mistake(
    "train_digits",
    belief="A step changes the parameters.",
    because="A pure function returns the new ones; somebody has to put them in the old ones' place.",
    hint="Your network comes back as it was at the start: where do the results of the steps go?",
)
def network_never_updated(X, y, rng):
    weights, biases = _begin(X.shape[1], rng)
    for _ in range(5):
        for start in range(0, len(X), 32):
            new = [W.copy() for W in weights], [b.copy() for b in biases]
            _descend(*new, X[start : start + 32], y[start : start + 32], 0.5)
    return weights, biases


@mistake(
    "train_digits",
    belief="Training finds the weights, so they may start at 0.",
    because="Then all hidden neurons have the same gradient and stay the same.",
    hint="All your hidden neurons are the same one: how are they to become different?",
)
def network_starts_at_zero(X, y, rng):
    return _train(X, y, rng, spread=0.0)


@mistake(
    "train_digits",
    belief="The gradient is added.",
    because="It points uphill.",
    hint="The more your network trains, the less it believes the labels: in which direction are your steps?",
)
def network_uphill(X, y, rng):
    return _train(X, y, rng, lr=-0.1)


@mistake(
    "train_digits",
    belief="X is shuffled for each epoch.",
    because="y has to be shuffled in the same order.",
    hint="With one label for all it learns, with ten it guesses: do the labels still belong to their samples?",
)
def network_shuffles_only_X(X, y, rng):
    return _train(X[rng.permutation(len(X))], y, rng)


@mistake(
    "train_digits",
    belief="One pass over the data is training.",
    because="It takes several.",
    hint="It learns, but stops too soon or goes too slowly: watch the loss, and go on as long as it falls.",
)
def network_stops_too_soon(X, y, rng):
    return _train(X, y, rng, epochs=2, lr=0.25)


@mistake(
    "train_digits",
    belief="The parameters are four arrays.",
    because="They are, but they come back as two lists.",
    hint="Your arrays come back in one row: two lists are asked for, first all weights, then all biases.",
)
def network_as_one_list(X, y, rng):
    weights, biases = _train(X, y, rng)
    return [weights[0], biases[0], weights[1], biases[1]]


@mistake(
    "train_digits",
    belief="The weights are what is learnt.",
    because="Biases have a gradient too.",
    hint="Your biases are still 0 at the end: who takes their steps?",
)
def network_never_moves_biases(X, y, rng):
    weights, biases = _begin(X.shape[1], rng)
    for _ in range(10):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 32):
            rows = order[start : start + 32]
            _descend(weights, biases, X[rows], y[rows], 0.5)
            biases = [np.zeros(16), np.zeros(10)]
    return weights, biases
