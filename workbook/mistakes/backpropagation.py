"""Mistakes of chapter 5: a factor that is left out, a mean where a sum belongs, a slope taken at the wrong place."""

import numpy as np

from workbook.mistakes import mistake


def _sigmoid(z):
    """The right one, without overflow."""
    z = np.asarray(z, dtype=float)
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


def _slope(z):
    """Its slope at z."""
    return _sigmoid(z) * _sigmoid(np.negative(z))


def _forward(X, P):
    """Z1, A1, Z2, A2 of the two-layer network."""
    Z1 = X @ P["W1"].T + P["b1"]
    A1 = _sigmoid(Z1)
    Z2 = A1 @ P["W2"].T + P["b2"]
    return Z1, A1, Z2, _sigmoid(Z2)


def _gather(X, A1, dZ1, dZ2):
    """The four gradients, once dZ1 and dZ2 are there."""
    return {"W1": dZ1.T @ X, "b1": dZ1.sum(axis=0), "W2": dZ2.T @ A1, "b2": dZ2.sum(axis=0)}


def _backward(X, Y, P, dA2=None):
    """The right gradients, or those of another loss with the gradient dA2."""
    Z1, A1, Z2, A2 = _forward(X, P)
    dZ2 = ((A2 - Y) / len(X) if dA2 is None else dA2) * _slope(Z2)
    return _gather(X, A1, (dZ2 @ P["W2"]) * _slope(Z1), dZ2)


# neuron_backward


@mistake(
    "neuron_backward",
    belief="x has to do with x, w with w.",
    because="In a product, the slope by one factor is the other factor; or the results are in the wrong order.",
    hint="Your dx and your dw have changed places: when only x moves, what is it multiplied by?",
)
def neuron_backward_swaps_the_factors(dz, x, w):
    return dz * x, dz * w, dz


@mistake(
    "neuron_backward",
    belief="The gradient of a product is the other factor.",
    because="That is the local slope; it has to be multiplied by what comes from behind.",
    hint="Your answer does not depend on dz: local slopes are half of it, what about the upstream gradient?",
)
def neuron_backward_without_upstream(dz, x, w):
    return w * 1.0, x * 1.0, 1.0


@mistake(
    "neuron_backward",
    belief="Slopes by parameters are not multiplied by the others.",
    because="Article B says so; they are, they are just not passed on.",
    hint="Only your dx takes dz along: what is kept for the update is upstream times local as well.",
)
def neuron_backward_keeps_local_slopes(dz, x, w):
    return dz * w, x * 1.0, 1.0


@mistake(
    "neuron_backward",
    belief="z = ... + b has slope 1 in b, so db is 1.",
    because="1 is the local slope; db is dz times 1.",
    hint="Your db is always 1: that is the local slope, and the upstream gradient is missing from it.",
)
def neuron_backward_db_is_one(dz, x, w):
    return dz * w, dz * x, 1.0


@mistake(
    "neuron_backward",
    belief="The bias is a constant, and the derivative of a constant is 0.",
    because="It is a constant for x; for the loss it is one more variable.",
    hint="Your db is always 0, so the bias would never learn: does z change when b moves?",
)
def neuron_backward_db_is_zero(dz, x, w):
    return dz * w, dz * x, 0.0


@mistake(
    "neuron_backward",
    belief="Each input has its bias.",
    because="A neuron has one bias, however many inputs it has.",
    hint="Your db has one number for each input: how many biases does one neuron have?",
)
def neuron_backward_many_biases(dz, x, w):
    return dz * w, dz * x, np.full(len(x), dz)


@mistake(
    "neuron_backward",
    belief="A gradient says how to change the weight, so it has a minus.",
    because="The minus belongs to the step of gradient descent.",
    hint="All your signs are turned round: the minus belongs to the step, not to the gradient.",
)
def neuron_backward_downhill(dz, x, w):
    return -dz * w, -dz * x, -dz


@mistake(
    "neuron_backward",
    belief="Backwards is the forward formula with dz in it.",
    because="Forward there is a sum over the inputs; backward each input has its own gradient.",
    hint="You add up over the inputs: a gradient has the shape of the array it belongs to.",
)
def neuron_backward_adds_up(dz, x, w):
    return dz * np.sum(w), dz * np.sum(x), dz


@mistake(
    "neuron_backward",
    belief="The parameters are what is learnt, so their gradients are all that is needed.",
    because="The layer before needs dx as its upstream gradient.",
    hint="You return two results: what is passed on to the step before is missing.",
)
def neuron_backward_passes_nothing_on(dz, x, w):
    return dz * x, dz


@mistake(
    "neuron_backward",
    belief="The upstream gradient is shared out among the inputs.",
    because="It is the chain rule: the parts need not add up to the whole.",
    hint="You divide by the number of inputs: nothing is shared out on the way back.",
)
def neuron_backward_shares_out(dz, x, w):
    return dz * w / len(x), dz * x / len(x), dz


@mistake(
    "neuron_backward",
    belief="x and w inside the function are mine.",
    because="*= writes into the caller's arrays, which are needed for the next step.",
    hint="The values are right, but after the call the caller's x is not what it was: where do you write?",
)
def neuron_backward_in_place(dz, x, w):
    dx = dz * w
    x *= dz
    return dx, x, dz


# sigmoid_backward


@mistake(
    "sigmoid_backward",
    belief="The slope is taken at what the activation gave.",
    because="a (1 - a) uses a, but a function that is called sigmoid_grad takes z.",
    hint="You squash twice: the slope is asked for at the score, before anything is squashed.",
)
def sigmoid_backward_slope_at_a(dA, Z):
    return dA * _slope(_sigmoid(Z))


@mistake(
    "sigmoid_backward",
    belief="The formula a (1 - a) can be used as it stands.",
    because="It needs a; the function is given Z.",
    hint="You put the score itself where the formula a (1 - a) has the activation.",
)
def sigmoid_backward_takes_z_for_a(dA, Z):
    return dA * Z * (1 - Z)


@mistake(
    "sigmoid_backward",
    belief="The way back through an activation is its slope.",
    because="The slope is local; the upstream gradient is the other factor.",
    hint="Your answer does not depend on dA: you have the local slope, and what comes from behind is missing.",
)
def sigmoid_backward_without_upstream(dA, Z):
    return _slope(Z) * np.ones(np.shape(dA))


@mistake(
    "sigmoid_backward",
    belief="What went forward through a sigmoid goes back through a sigmoid.",
    because="Backwards there is its slope.",
    hint="You multiply by the value of the activation: backwards it is another property of the curve that counts.",
)
def sigmoid_backward_multiplies_by_value(dA, Z):
    return dA * _sigmoid(Z)


@mistake(
    "sigmoid_backward",
    belief="Gradients go through an activation as they are.",
    because="They are weakened wherever the curve is flat.",
    hint="You hand dA on as it is: how much of it arrives where the sigmoid is flat?",
)
def sigmoid_backward_forgets_the_slope(dA, Z):
    return np.array(dA, dtype=float)


@mistake(
    "sigmoid_backward",
    belief="Arrays are multiplied by @.",
    because="A matrix product mixes samples and neurons; an activation treats each number by itself.",
    hint="You use a matrix product: an activation treats every number by itself, so its way back does so too.",
)
def sigmoid_backward_matrix_product(dA, Z):
    return dA @ _slope(Z).T


@mistake(
    "sigmoid_backward",
    belief="The * of the formula is an inner product.",
    because="Article D calls it so; it is elementwise.",
    hint="You return a single number: the product is meant entry by entry, and the shape stays.",
)
def sigmoid_backward_inner_product(dA, Z):
    return np.sum(dA * _slope(Z))


@mistake(
    "sigmoid_backward",
    belief="Every gradient of a batch is averaged.",
    because="The mean is in the loss, and dA has it already.",
    hint="You divide by the number of samples: dA comes from a loss that has done that.",
)
def sigmoid_backward_averages(dA, Z):
    return dA * _slope(Z) / max(len(Z), 1)


@mistake(
    "sigmoid_backward",
    belief="1 - a² is the slope.",
    because="It is that of tanh.",
    hint="Your slope at 0 is 1, which is that of tanh: how steep is the sigmoid there?",
)
def sigmoid_backward_slope_of_tanh(dA, Z):
    return dA * (1 - np.tanh(Z) ** 2)


@mistake(
    "sigmoid_backward",
    belief="1 - a² is the slope of every S-shaped curve.",
    because="It is that of tanh, with a = tanh(z); here a is the sigmoid.",
    hint="You take 1 - a² with the activation of a sigmoid: that formula belongs to another curve.",
)
def sigmoid_backward_tanh_formula(dA, Z):
    return dA * (1 - _sigmoid(Z) ** 2)


@mistake(
    "sigmoid_backward",
    belief="dA * a * 1 - a is a product of three factors.",
    because="Without brackets the last a is subtracted from the product.",
    hint="Your formula lacks a pair of brackets: the last thing that it does is a subtraction.",
)
def sigmoid_backward_without_brackets(dA, Z):
    a = _sigmoid(Z)
    return dA * a * 1 - a


@mistake(
    "sigmoid_backward",
    belief="Going back undoes the way forward, so it divides.",
    because="The chain rule multiplies by the slope, forwards and backwards.",
    hint="You divide by the slope, so flat places make your gradient huge: what does the chain rule do with a slope?",
)
def sigmoid_backward_divides(dA, Z):
    return dA / _slope(Z)


@mistake(
    "sigmoid_backward",
    belief="dA is not needed any more and can be written over.",
    because="It belongs to the caller.",
    hint="The values are right, but after the call the caller's dA has changed: where do you write?",
)
def sigmoid_backward_in_place(dA, Z):
    slopes = _slope(Z)
    if dA.dtype.kind != "f":
        return dA * slopes
    dA *= slopes
    return dA


# linear_backward


@mistake(
    "linear_backward",
    belief="The loss is an average, so db is the average of dZ.",
    because="The 1/m is in the loss; it is easy to count it twice.",
    hint="Your db is m times too small: where was the mean over the batch already taken?",
)
def linear_backward_averages_db(dZ, X, W):
    return dZ @ W, dZ.T @ X, dZ.sum(axis=0) / max(len(dZ), 1)


@mistake(
    "linear_backward",
    belief="dW and db are averages over the samples.",
    because="Many courses put the 1/m here; then the loss's gradient must not have it.",
    hint="Your dW and your db are m times too small: here the loss divides, once and for all.",
)
def linear_backward_averages_both(dZ, X, W):
    m = max(len(dZ), 1)
    return dZ @ W, dZ.T @ X / m, dZ.sum(axis=0) / m


@mistake(
    "linear_backward",
    belief="dW is an average over the samples.",
    because="The 1/m is in the loss, for weights and biases alike.",
    hint="Your db is right and your dW is m times too small: why should the two be treated differently?",
)
def linear_backward_averages_dw(dZ, X, W):
    return dZ @ W, dZ.T @ X / max(len(dZ), 1), dZ.sum(axis=0)


@mistake(
    "linear_backward",
    belief="Inputs times gradients, in this order.",
    because="X.T @ dZ has the inputs as rows; W and dW have the neurons as rows.",
    hint="Your dW is turned round: which axis of W counts the neurons?",
)
def linear_backward_transposes_dw(dZ, X, W):
    return dZ @ W, X.T @ dZ, dZ.sum(axis=0)


@mistake(
    "linear_backward",
    belief="The way back needs the transpose of W.",
    because="The way forward has W.T; in the articles' columns the way back has it.",
    hint="In dX you have turned W round once too often, which fits only if W is square: look at the shapes.",
)
def linear_backward_transposes_w(dZ, X, W):
    return dZ @ W.T, dZ.T @ X, dZ.sum(axis=0)


@mistake(
    "linear_backward",
    belief="axis=1 adds up the rows.",
    because="axis=1 is the axis that disappears; it leaves one number for each sample.",
    hint="Your db has one number for each sample: how many biases does the layer have?",
)
def linear_backward_sums_the_other_axis(dZ, X, W):
    return dZ @ W, dZ.T @ X, dZ.sum(axis=1)


@mistake(
    "linear_backward",
    belief="keepdims is safer.",
    because="Then db is (1, n_out), and b - lr * db is no longer a vector.",
    hint="Your db has an axis too many: which shape has b?",
)
def linear_backward_keeps_dims(dZ, X, W):
    return dZ @ W, dZ.T @ X, dZ.sum(axis=0, keepdims=True)


@mistake(
    "linear_backward",
    belief="db = dz, always.",
    because="Article D says so; it holds for one sample.",
    hint="Your db has a row for each sample: that is right for one sample only.",
)
def linear_backward_db_is_dz(dZ, X, W):
    return dZ @ W, dZ.T @ X, 1.0 * dZ


@mistake(
    "linear_backward",
    belief="db is the sum of dZ.",
    because="Without an axis, np.sum adds up the neurons as well.",
    hint="Your db is one number for the whole layer: each neuron has a bias of its own.",
)
def linear_backward_sums_everything(dZ, X, W):
    return dZ @ W, dZ.T @ X, dZ.sum()


@mistake(
    "linear_backward",
    belief="The weights come first.",
    because="The order is dX, dW, db: first what is passed on.",
    hint="Your three results are the right ones in the wrong order.",
)
def linear_backward_other_order(dZ, X, W):
    return dZ.T @ X, dZ.sum(axis=0), dZ @ W


@mistake(
    "linear_backward",
    belief="The formula for one sample does for a batch.",
    because="A weight is used by every sample, and what comes back by way of each adds up.",
    hint="Your dW and db know the first sample only: what about the other rows?",
)
def linear_backward_first_sample_only(dZ, X, W):
    return dZ @ W, np.outer(dZ[0], X[0]), dZ[0] * 1.0


@mistake(
    "linear_backward",
    belief="Adding up the samples first and multiplying once gives the same.",
    because="A sum of products is not the product of the sums.",
    hint="In dW you add up the samples before you multiply: which of the two has to come first?",
)
def linear_backward_multiplies_sums(dZ, X, W):
    return dZ @ W, np.outer(dZ.sum(axis=0), X.sum(axis=0)), dZ.sum(axis=0)


@mistake(
    "linear_backward",
    belief="Samples are columns.",
    because="In article D one sample is a column; there dW = dZ Xᵀ and dX = Wᵀ dZ.",
    hint="These are the formulas for samples as columns: here every row of dZ and X is a sample.",
)
def linear_backward_for_columns(dZ, X, W):
    return W.T @ dZ, dZ @ X.T, dZ.sum(axis=1, keepdims=True)


@mistake(
    "linear_backward",
    belief="The gradient is the change that the step makes.",
    because="The minus belongs to the step.",
    hint="All your signs are turned round: the minus belongs to the step, not to the gradient.",
)
def linear_backward_downhill(dZ, X, W):
    return -(dZ @ W), -(dZ.T @ X), -dZ.sum(axis=0)


@mistake(
    "linear_backward",
    belief="What is passed on is averaged over the samples as well.",
    because="Samples do not meet in dX, and the 1/m is in dZ already.",
    hint="Your dX is m times too small: each of its rows belongs to one sample alone.",
)
def linear_backward_averages_dx(dZ, X, W):
    return dZ @ W / max(len(dZ), 1), dZ.T @ X, dZ.sum(axis=0)


@mistake(
    "linear_backward",
    belief="An input sends its gradient along one line, the strongest.",
    because="An input that is reached by several lines adds up what comes back along each.",
    hint="In dX you listen to one neuron for each input: what comes back along the other lines?",
)
def linear_backward_strongest_way(dZ, X, W):
    strongest = np.abs(W).argmax(axis=0)
    return dZ[:, strongest] * W[strongest, np.arange(W.shape[1])], dZ.T @ X, dZ.sum(axis=0)


@mistake(
    "linear_backward",
    belief="dZ can be divided by m at the beginning, in place.",
    because="The 1/m is in it already, and dZ belongs to the caller.",
    hint="You divide the caller's own dZ by m: it is not yours to change, and it has its 1/m.",
)
def linear_backward_divides_in_place(dZ, X, W):
    dZ /= max(len(dZ), 1)
    return dZ @ W, dZ.T @ X, dZ.sum(axis=0)


# backprop_two_layer


@mistake(
    "backprop_two_layer",
    belief="The gradient of the loss is A2 - Y.",
    because="That is one sample's; the loss of a batch has a 1/m.",
    hint="Right for one sample; for m samples all your gradients are m times too large: what divides by m here?",
)
def two_layer_without_mean(X, Y, P):
    return _backward(X, Y, P, dA2=_forward(X, P)[3] - Y)


@mistake(
    "backprop_two_layer",
    belief="Each gradient of a batch is a mean.",
    because="The 1/m is in dA2, and from there in everything.",
    hint="Your gradients are m times too small: the mean over the batch belongs into one place.",
)
def two_layer_divides_twice(X, Y, P):
    return {name: grad / len(X) for name, grad in _backward(X, Y, P).items()}


@mistake(
    "backprop_two_layer",
    belief="Biases get the mean of dZ.",
    because="The 1/m is in dZ already; whoever takes the mean divides twice.",
    hint="Your weights are right, your biases m times too slow: a bias collects from all samples.",
)
def two_layer_averages_biases(X, Y, P):
    grads = _backward(X, Y, P)
    return grads | {"b1": grads["b1"] / len(X), "b2": grads["b2"] / len(X)}


@mistake(
    "backprop_two_layer",
    belief="The derivative of a square brings a 2.",
    because="It does, and the loss here has a one half that takes it away.",
    hint="All your gradients are twice as large: look at the loss again, there is a 2 in its denominator.",
)
def two_layer_keeps_the_two(X, Y, P):
    return _backward(X, Y, P, dA2=2 * (_forward(X, P)[3] - Y) / len(X))


@mistake(
    "backprop_two_layer",
    belief="The loss is mse.",
    because="mse is the mean over every entry; this loss divides by 2m, however many outputs there are.",
    hint="That is the gradient of mse, a mean over every entry: by what does the loss of this exercise divide?",
)
def two_layer_takes_mse(X, Y, P):
    return _backward(X, Y, P, dA2=2 * (_forward(X, P)[3] - Y) / np.size(Y))


@mistake(
    "backprop_two_layer",
    belief="dZ2 is A2 - Y.",
    because="That holds for softmax or sigmoid with cross-entropy, in chapter 6.",
    hint="You skip the slope of the last sigmoid: with this loss it is still there.",
)
def two_layer_skips_last_slope(X, Y, P):
    Z1, A1, _, A2 = _forward(X, P)
    dZ2 = (A2 - Y) / len(X)
    return _gather(X, A1, (dZ2 @ P["W2"]) * _slope(Z1), dZ2)


@mistake(
    "backprop_two_layer",
    belief="Through the hidden layer the gradient passes as dZ2 @ W2.",
    because="That is dA1; the sigmoid in between has a slope.",
    hint="Layer 2 is right, in layer 1 a factor is missing: what stands between the two linear steps?",
)
def two_layer_skips_hidden_slope(X, Y, P):
    _, A1, Z2, A2 = _forward(X, P)
    dZ2 = (A2 - Y) / len(X) * _slope(Z2)
    return _gather(X, A1, dZ2 @ P["W2"], dZ2)


@mistake(
    "backprop_two_layer",
    belief="Slopes are taken at the activations.",
    because="A function called sigmoid_grad takes z; a (1 - a) is its formula, not its argument.",
    hint="Both of your slopes are taken at what the sigmoid gave: they belong to what it was given.",
)
def two_layer_slopes_at_activations(X, Y, P):
    _, A1, _, A2 = _forward(X, P)
    dZ2 = (A2 - Y) / len(X) * _slope(A2)
    return _gather(X, A1, (dZ2 @ P["W2"]) * _slope(A1), dZ2)


@mistake(
    "backprop_two_layer",
    belief="The slope of the hidden layer is taken at A1.",
    because="It is taken at Z1, as the other one is at Z2.",
    hint="Layer 2 is right; in layer 1 the slope is taken at a place that is squashed already.",
)
def two_layer_hidden_slope_at_activation(X, Y, P):
    _, A1, Z2, A2 = _forward(X, P)
    dZ2 = (A2 - Y) / len(X) * _slope(Z2)
    return _gather(X, A1, (dZ2 @ P["W2"]) * _slope(A1), dZ2)


@mistake(
    "backprop_two_layer",
    belief="Backwards means W2 transposed.",
    because="For columns it does; a row goes back by W2 itself.",
    hint="Layer 1 goes wrong, and fits only if W2 is square: how do rows go back through a layer?",
)
def two_layer_transposes_w2(X, Y, P):
    Z1, A1, Z2, A2 = _forward(X, P)
    dZ2 = (A2 - Y) / len(X) * _slope(Z2)
    return _gather(X, A1, (dZ2 @ P["W2"].T) * _slope(Z1), dZ2)


@mistake(
    "backprop_two_layer",
    belief="The error of the output, A2 - Y, is sent back through W2.",
    because="What goes back through the linear step is dZ2, with the slope of the last sigmoid in it.",
    hint="Layer 2 is right; what you send back through W2 has not passed the last sigmoid.",
)
def two_layer_sends_back_da2(X, Y, P):
    Z1, A1, Z2, A2 = _forward(X, P)
    dA2 = (A2 - Y) / len(X)
    return _gather(X, A1, (dA2 @ P["W2"]) * _slope(Z1), dA2 * _slope(Z2))


@mistake(
    "backprop_two_layer",
    belief="The error is the target minus the answer.",
    because="The sign of a square does not matter, that of its gradient does.",
    hint="All your signs are turned round: what happens to the loss when the answer grows and is too large already?",
)
def two_layer_target_minus_answer(X, Y, P):
    return _backward(X, Y, P, dA2=(Y - _forward(X, P)[3]) / len(X))


@mistake(
    "backprop_two_layer",
    belief="What layer 2 was given is Z1.",
    because="It was given A1, the activations.",
    hint="Your W2 is multiplied by numbers that layer 2 never saw: what was its input?",
)
def two_layer_uses_scores_as_input(X, Y, P):
    Z1, _, Z2, A2 = _forward(X, P)
    dZ2 = (A2 - Y) / len(X) * _slope(Z2)
    return _gather(X, Z1, (dZ2 @ P["W2"]) * _slope(Z1), dZ2)


@mistake(
    "backprop_two_layer",
    belief="A gradient is called dW1.",
    because="P and the gradients have the same keys, so that one line can update all of P.",
    hint="The numbers are right, the names are not: with the keys of P one loop can make the step.",
)
def two_layer_other_names(X, Y, P):
    return {"d" + name: grad for name, grad in _backward(X, Y, P).items()}


@mistake(
    "backprop_two_layer",
    belief="Inputs times gradients, in this order.",
    because="X.T @ dZ has the inputs as rows; a gradient has the shape of its weights.",
    hint="Your weights' gradients are turned round: compare their shapes with those of the weights.",
)
def two_layer_transposes_gradients(X, Y, P):
    return {name: grad.T for name, grad in _backward(X, Y, P).items()}


@mistake(
    "backprop_two_layer",
    belief="The last layer has no activation.",
    because="In many networks it has none; this one has a sigmoid after both layers.",
    hint="Your network has no sigmoid after its last layer, and this one has.",
)
def two_layer_linear_output(X, Y, P):
    Z1, A1, Z2, _ = _forward(X, P)
    dZ2 = (Z2 - Y) / len(X)
    return _gather(X, A1, (dZ2 @ P["W2"]) * _slope(Z1), dZ2)


@mistake(
    "backprop_two_layer",
    belief="Biases do not matter on the way forward.",
    because="They shift every score, and so every slope.",
    hint="Your answer does not depend on b1 and b2: the forward pass needs them.",
)
def two_layer_forward_without_biases(X, Y, P):
    return _backward(X, Y, P | {"b1": 0 * P["b1"], "b2": 0 * P["b2"]})


@mistake(
    "backprop_two_layer",
    belief="If the last layer can be corrected, the one before need not be.",
    because="Article C describes it so; all layers get their gradient in one pass.",
    hint="Your first layer never learns: one backward pass gives the gradients of all layers.",
)
def two_layer_last_layer_only(X, Y, P):
    grads = _backward(X, Y, P)
    return grads | {"W1": np.zeros(P["W1"].shape), "b1": np.zeros(P["b1"].shape)}


@mistake(
    "backprop_two_layer",
    belief="The gradients are for the step, so make it.",
    because="Gradients are asked for; the step needs a learning rate and belongs to the caller.",
    hint="You change the caller's P: what is asked for are gradients, not a step.",
)
def two_layer_makes_the_step(X, Y, P):
    grads = _backward(X, Y, P)
    for name in P:
        P[name] -= grads[name]
    return P


# The questions


@mistake(
    "answer_ways",
    belief="The lines of the layers are added up.",
    because="At each neuron every way goes on along every line, so they multiply.",
    hint="You add up where ways multiply: each way may go on along any of the next lines.",
)
def answers_ways_added():
    return 15


@mistake(
    "answer_ways",
    belief="All inputs count.",
    because="The question begins at one of them.",
    hint="You count the ways from all inputs: how many begin at one of them?",
)
def answers_ways_from_all_inputs():
    return 630


@mistake(
    "answer_ways",
    belief="A way ends at the last hidden layer.",
    because="The last layer has several neurons, and the loss sees them all.",
    hint="Your ways end too early: the loss looks at every output.",
)
def answers_ways_to_the_hidden_layer():
    return 35


@mistake(
    "answer_forward_passes",
    belief="One forward pass for each parameter.",
    because="That is the difference to one side; the one to both sides needs two.",
    hint="That is one pass for each parameter: from how many sides does a central difference look?",
)
def answers_one_sided():
    return 725


@mistake(
    "answer_forward_passes",
    belief="Parameters are weights.",
    because="Biases are learnt as well, so they are measured as well.",
    hint="You have forgotten the biases: they need gradients too.",
)
def answers_passes_without_biases():
    return 1400


@mistake(
    "answer_arrives",
    belief="The error is shared out, so the parts add up to the whole.",
    because="Article A puts it so; it is the chain rule, and nothing is shared.",
    hint="That is what came from behind: work out what arrives at each of the three inputs.",
)
def answers_the_whole():
    return 0.6


@mistake(
    "answer_arrives",
    belief="A gradient is a size.",
    because="It has a sign, and what arrives along a negative weight is negative.",
    hint="You have added up sizes: along a negative weight the sign turns round.",
)
def answers_sum_of_sizes():
    return 4.5


@mistake(
    "answer_arrives",
    belief="What arrives is the weights.",
    because="They are the local slopes; the upstream gradient is the other factor.",
    hint="These are the local slopes added up: what comes from behind is missing.",
)
def answers_sum_of_weights():
    return 5.5


@mistake(
    "answer_upstream",
    belief="The slope by a parameter is not multiplied by the others.",
    because="Article B puts it so; it is the local slope alone.",
    hint="That is the local slope of the first step alone: what do the steps behind it multiply by?",
)
def answers_local_slope():
    return 2


@mistake(
    "answer_upstream",
    belief="The square brings no 2.",
    because="The slope of a square at a miss is twice the miss.",
    hint="The slope of a square has a factor that you have left out.",
)
def answers_without_two():
    return 42


@mistake(
    "answer_upstream",
    belief="The second weight is not on the way.",
    because="What the first step gives is multiplied by it.",
    hint="One of the steps between the weight and the loss is missing from your product.",
)
def answers_without_second_weight():
    return 28


@mistake(
    "answer_backward_bug",
    belief="The slope is wrong.",
    because="1 - A² is the slope of tanh, and A is its value there.",
    hint="For tanh that is the slope, by its value: measure which gradients are wrong, and what they share.",
)
def answers_the_slope():
    return "e"


@mistake(
    "answer_backward_bug",
    belief="A last layer without activation has a slope as well.",
    because="The slope of the identity is 1.",
    hint="There is no activation behind the last layer, so nothing is missing from this line.",
)
def answers_the_output():
    return "b"


@mistake(
    "answer_backward_bug",
    belief="If W1 comes out wrong, the line of W1 is wrong.",
    because="What it is made of may be wrong already.",
    hint="This line gives wrong numbers, but is it to blame, or what it was handed?",
)
def answers_the_line_where_it_shows():
    return "f"
