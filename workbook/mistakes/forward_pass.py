"""Mistakes of chapter 2: a transpose too few, a bias too many, a layer that never gets what the one before it gave."""

import math

import numpy as np

from workbook.mistakes import mistake

# linear_forward


@mistake(
    "linear_forward",
    belief="X @ W is the product of samples and weights.",
    because="In many books the columns of W are the neurons; here its rows are.",
    hint="Where W is not square, the shapes do not fit: the rows of W are the neurons, and @ looks for columns.",
)
def linear_forgets_the_transpose(X, W, b):
    return X @ W + b


@mistake(
    "linear_forward",
    belief="W x + b is the formula, also for many samples.",
    because="It is, for samples that stand as columns; then the answer has its samples as columns too.",
    hint="Your answer has one sample a column: which axis counts the samples here?",
)
def linear_answers_in_columns(X, W, b):
    return W @ X.T + np.reshape(b, (-1, 1))


@mistake(
    "linear_forward",
    belief="W x + b is the formula, so W @ X.T + b it is.",
    because="For columns the bias has to be a column as well; broadcasting adds it along the wrong axis or fails.",
    hint="Your samples stand as columns and your bias as a row: which of the two has to be turned round?",
)
def linear_mixes_columns_and_rows(X, W, b):
    return W @ X.T + b


@mistake(
    "linear_forward",
    belief="W x + b is the formula, so W @ X + b it is.",
    because="The columns of X are inputs here, not samples.",
    hint="The order W before X belongs to samples that stand as columns: how do they stand here?",
)
def linear_takes_the_order_of_the_books(X, W, b):
    return W @ X + b


@mistake(
    "linear_forward",
    belief="The weights are what matters.",
    because="Many pictures of a network leave the biases out.",
    hint="To a sample of zeros your version answers zeros: what should each neuron answer to it?",
)
def linear_without_bias(X, W, b):
    return X @ W.T


@mistake(
    "linear_forward",
    belief="The bias is a threshold, and the score has to get over it.",
    because="A threshold is minus a bias.",
    hint="To a sample of zeros your version answers minus the biases.",
)
def linear_subtracts_bias(X, W, b):
    return X @ W.T - b


@mistake(
    "linear_forward",
    belief="* is the product of two arrays.",
    because="It multiplies entry by entry, which broadcasting makes possible for more shapes than one expects.",
    hint="You multiply entry by entry: where are the products of one sample and one neuron added up?",
)
def linear_multiplies_entry_by_entry(X, W, b):
    return X * W + b


@mistake(
    "linear_forward",
    belief="The bias belongs to the neurons, and W.T has them as columns.",
    because="X @ (W.T + b) multiplies the bias by the inputs.",
    hint="Your bias is multiplied by the inputs: is it added to the weights or to the sums?",
)
def linear_adds_bias_to_the_weights(X, W, b):
    return X @ (W.T + b)


@mistake(
    "linear_forward",
    belief="One bias a row.",
    because="One bias for each neuron, and the neurons are the columns of the answer.",
    hint="You add one bias to each sample: to what does a bias belong?",
)
def linear_adds_bias_down_the_samples(X, W, b):
    return X @ W.T + np.reshape(b, (-1, 1))


@mistake(
    "linear_forward",
    belief="A layer has a bias.",
    because="A neuron has one; a layer has one for each neuron.",
    hint="Every neuron of yours gets the same bias: how many biases does the layer have?",
)
def linear_uses_one_bias(X, W, b):
    return X @ W.T + np.ravel(b)[0]


@mistake(
    "linear_forward",
    belief="X is the sample.",
    because="The formula of the neuron is for one sample; X holds many.",
    hint="You answer for the first sample only: how many rows has X?",
)
def linear_uses_the_first_sample(X, W, b):
    return W @ X[0] + b


@mistake(
    "linear_forward",
    belief="An axis of length 1 is no axis.",
    because="The next layer counts on two axes, and @ of a vector means something else.",
    hint="With one sample or one neuron your answer loses an axis: it should always be a table.",
)
def linear_squeezes(X, W, b):
    return np.squeeze(X @ W.T + b)


@mistake(
    "linear_forward",
    belief="A layer ends with its activation.",
    because="It does, but the score and the activation are two functions, and the backward pass needs the score.",
    hint="Your scores are never negative: the activation is somebody else's work here.",
)
def linear_rectifies(X, W, b):
    return np.maximum(X @ W.T + b, 0)


@mistake(
    "linear_forward",
    belief="Z looks like X, so np.empty_like or X's dtype is right for it.",
    because="An array of integers cuts fractions off when they are stored.",
    hint="Given integers, you store the scores in an array of integers, and fractions are lost.",
)
def linear_stores_in_the_dtype_of_x(X, W, b):
    Z = np.zeros((len(X), len(W)), dtype=X.dtype)
    for i in range(len(X)):
        for j in range(len(W)):
            Z[i, j] = np.dot(X[i], W[j]) + b[j]
    return Z


@mistake(
    "linear_forward",
    belief="A weighted sum is a weighted mean.",
    because="Both weigh; only the mean divides.",
    hint="Your scores shrink when inputs of 0 are added: is a score a sum or a mean?",
)
def linear_averages_the_inputs(X, W, b):
    return X @ W.T / W.shape[1] + b


@mistake(
    "linear_forward",
    belief="X inside the function is mine.",
    because="Writing into X writes into the caller's array.",
    hint="The scores are right, but you use the caller's biases as your scratch paper.",
)
def linear_writes_into_b(X, W, b):
    Z = X @ W.T + b
    b *= 0
    return Z


# count_parameters


@mistake(
    "count_parameters",
    belief="Parameters are weights.",
    because="Biases are learnt too.",
    hint="You count the lines between the circles: what else does each neuron have?",
)
def count_without_biases(sizes):
    return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1))


@mistake(
    "count_parameters",
    belief="Every circle of the picture has a bias.",
    because="The circles of the input layer hold numbers; they are no neurons.",
    hint="You give a bias to each input: does the input layer compute anything?",
)
def count_gives_inputs_a_bias(sizes):
    return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1)) + sum(sizes)


@mistake(
    "count_parameters",
    belief="A layer has a bias.",
    because="A neuron has one.",
    hint="You count one bias for each layer: who has a bias, the layer or the neuron?",
)
def count_one_bias_a_layer(sizes):
    return sum(sizes[i] * sizes[i + 1] + 1 for i in range(len(sizes) - 1))


@mistake(
    "count_parameters",
    belief="There is one bias for each input of a layer.",
    because="The 1 was added to the wrong one of the two factors.",
    hint="You give a layer as many biases as it has inputs: what should their number be?",
)
def count_biases_of_the_inputs(sizes):
    return sum(sizes[i] * (sizes[i + 1] + 1) for i in range(len(sizes) - 1))


@mistake(
    "count_parameters",
    belief="The output layer only hands on.",
    because="It is made of neurons like the others.",
    hint="Your output layer has no biases: is it made of neurons or not?",
)
def count_output_without_biases(sizes):
    return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1)) + sum(sizes[1:-1])


@mistake(
    "count_parameters",
    belief="sizes[i - 1] is the layer before layer i.",
    because="For i = 0 Python takes the last entry, so the outputs feed the inputs.",
    hint="You count a layer too many, from the outputs back to the inputs: what is sizes[i - 1] for the first i?",
)
def count_closes_the_circle(sizes):
    return sum(sizes[i - 1] * sizes[i] + sizes[i] for i in range(len(sizes)))


@mistake(
    "count_parameters",
    belief="A network has one hidden layer.",
    because="The picture in the article has; the function is for any number of layers.",
    hint="Your function expects exactly three numbers: a network can have any number of layers.",
)
def count_for_three_sizes(sizes):
    n_in, n_hidden, n_out = sizes
    return n_in * n_hidden + n_hidden + n_hidden * n_out + n_out


@mistake(
    "count_parameters",
    belief="The network takes its inputs to its outputs, so these two numbers decide.",
    because="Every layer between them has weights of its own.",
    hint="You use only the first and the last number: what about the layers between them?",
)
def count_first_and_last(sizes):
    return sizes[0] * sizes[-1] + sizes[-1]


@mistake(
    "count_parameters",
    belief="All combinations count, so multiply all sizes.",
    because="That is the number of paths from an input to an output.",
    hint="You multiply all the sizes: a weight joins only two neighbouring layers.",
)
def count_paths(sizes):
    return math.prod(sizes)


@mistake(
    "count_parameters",
    belief="A parameter is a neuron.",
    because="A neuron is a whole row of weights and a bias.",
    hint="You count the neurons: how many numbers does one of them have?",
)
def count_neurons(sizes):
    return sum(sizes[1:])


@mistake(
    "count_parameters",
    belief="range(len(sizes) - 2) stops before the last layer.",
    because="It stops one layer earlier than that.",
    hint="You leave the last layer out: how many layers lie between so many sizes?",
)
def count_stops_one_layer_early(sizes):
    return sum(sizes[i] * sizes[i + 1] + sizes[i + 1] for i in range(len(sizes) - 2))


@mistake(
    "count_parameters",
    belief="return belongs into the loop.",
    because="Then the loop ends in its first round.",
    hint="You count the first layer only: when does your loop end?",
)
def count_returns_inside_the_loop(sizes):
    total = 0
    for i in range(len(sizes) - 1):
        total += sizes[i] * sizes[i + 1] + sizes[i + 1]
        return total
    return total


@mistake(
    "count_parameters",
    belief="A list that comes in is mine to take apart.",
    because="pop takes the entry out of the caller's list, and a tuple has no pop.",
    hint="You take the sizes out of the caller's list, and a tuple cannot be taken apart at all.",
)
def count_pops_the_sizes(sizes):
    total = 0
    n_in = sizes.pop(0)
    while sizes:
        n_out = sizes.pop(0)
        total += n_in * n_out + n_out
        n_in = n_out
    return total


# network_forward


@mistake(
    "network_forward",
    belief="X goes into every layer.",
    because="The loop body was written with X, and the name never changes.",
    hint="Your second layer gets the inputs once more: what should it get?",
)
def network_feeds_x_to_every_layer(X, weights, biases, activation):
    for W, b in zip(weights, biases, strict=True):
        A = activation(X @ W.T + b)
    return A


@mistake(
    "network_forward",
    belief="The last layer has no activation.",
    because="In many networks it has none; this function has it after every layer.",
    hint="Your last layer gives bare scores: after which layers does the activation come here?",
)
def network_without_the_last_activation(X, weights, biases, activation):
    A = X
    for i, (W, b) in enumerate(zip(weights, biases, strict=True)):
        Z = A @ W.T + b
        A = activation(Z) if i < len(weights) - 1 else Z
    return A


@mistake(
    "network_forward",
    belief="The activation comes once, at the end.",
    because="Then the layers before it are one single linear layer.",
    hint="Your hidden layers have no activation: where does it have to come?",
)
def network_activates_only_at_the_end(X, weights, biases, activation):
    A = X
    for W, b in zip(weights, biases, strict=True):
        A = A @ W.T + b
    return activation(A)


@mistake(
    "network_forward",
    belief="A network is matrix products.",
    because="Without an activation it is a single one.",
    hint="You never call the activation: what are several linear layers in a row worth?",
)
def network_without_activation(X, weights, biases, activation):
    A = X
    for W, b in zip(weights, biases, strict=True):
        A = A @ W.T + b
    return A


@mistake(
    "network_forward",
    belief="The inputs are activations, so they are activated.",
    because="The activation moved in front of the layer.",
    hint="You bend the inputs before the first layer sees them: does the activation stand before or behind a layer?",
)
def network_activates_the_inputs(X, weights, biases, activation):
    A = X
    for W, b in zip(weights, biases, strict=True):
        A = activation(A) @ W.T + b
    return A


@mistake(
    "network_forward",
    belief="The bias is what comes last.",
    because="It is part of the score, and the activation takes the score.",
    hint="Your biases come after the activation: to what are they added?",
)
def network_adds_bias_after_the_activation(X, weights, biases, activation):
    A = X
    for W, b in zip(weights, biases, strict=True):
        A = activation(A @ W.T) + b
    return A


@mistake(
    "network_forward",
    belief="The weights are what matters.",
    because="The biases came in as a list and were never used.",
    hint="Your function never uses the biases: what does a sample of zeros give?",
)
def network_without_biases(X, weights, biases, activation):
    A = X
    for W in weights:
        A = activation(A @ W.T)
    return A


@mistake(
    "network_forward",
    belief="A @ W + b is a layer.",
    because="The rows of W are the neurons; for square matrices the mistake fits.",
    hint="Square matrices pass and give other numbers, the rest does not fit: how does W have to stand?",
)
def network_forgets_the_transpose(X, weights, biases, activation):
    A = X
    for W, b in zip(weights, biases, strict=True):
        A = activation(A @ W + b)
    return A


@mistake(
    "network_forward",
    belief="Everybody uses ReLU.",
    because="The activation is an argument; whoever calls decides.",
    hint="You always use ReLU: which activation does the caller want?",
)
def network_always_rectifies(X, weights, biases, activation):
    A = X
    for W, b in zip(weights, biases, strict=True):
        A = np.maximum(A @ W.T + b, 0)
    return A


@mistake(
    "network_forward",
    belief="return belongs into the loop.",
    because="Then the loop ends in its first round.",
    hint="You return what the first layer gives: when does your loop end?",
)
def network_returns_inside_the_loop(X, weights, biases, activation):
    A = X
    for W, b in zip(weights, biases, strict=True):
        A = activation(A @ W.T + b)
        return A
    return A


@mistake(
    "network_forward",
    belief="A network has two layers.",
    because="The puzzle has; the lists can have any length.",
    hint="You take exactly two layers out of the lists: how many can there be?",
)
def network_of_two_layers(X, weights, biases, activation):
    A = activation(X @ weights[0].T + biases[0])
    return activation(A @ weights[1].T + biases[1])


@mistake(
    "network_forward",
    belief="X is the sample.",
    because="The formula of the articles is for one sample; X holds many.",
    hint="You answer for one sample only: how many rows has X?",
)
def network_for_the_first_sample(X, weights, biases, activation):
    a = X[0]
    for W, b in zip(weights, biases, strict=True):
        a = activation(W @ a + b)
    return a


@mistake(
    "network_forward",
    belief="W a + b with columns gives the answer.",
    because="It does, one sample a column.",
    hint="Your answer has one sample a column: which axis counts the samples here?",
)
def network_answers_in_columns(X, weights, biases, activation):
    A = X.T
    for W, b in zip(weights, biases, strict=True):
        A = activation(W @ A + np.reshape(b, (-1, 1)))
    return A


@mistake(
    "network_forward",
    belief="All activations will be needed, so give them all.",
    because="Training needs them; this function is asked for the output.",
    hint="You return the activations of every layer: only those of one layer are asked for.",
)
def network_returns_all_layers(X, weights, biases, activation):
    activations = [X]
    for W, b in zip(weights, biases, strict=True):
        activations.append(activation(activations[-1] @ W.T + b))
    return activations


@mistake(
    "network_forward",
    belief="The lists that come in are mine to take apart.",
    because="pop takes the entry out of the caller's list; the next call has no network any more.",
    hint="The output is right, but afterwards the caller's lists are empty.",
)
def network_pops_the_layers(X, weights, biases, activation):
    A = X
    while weights:
        A = activation(A @ weights.pop(0).T + biases.pop(0))
    return A


@mistake(
    "network_forward",
    belief="pop gives the next layer.",
    because="It gives the last one, so the network runs backwards; and the caller's lists are emptied.",
    hint="You begin with the last layer: from which end does pop take?",
)
def network_starts_from_the_back(X, weights, biases, activation):
    A = X
    for W, b in zip(weights[::-1], biases[::-1], strict=True):
        A = activation(A @ W.T + b)
    return A


# The questions


@mistake(
    "answer_hidden_neurons",
    belief="Parameters are weights.",
    because="500,000 / 794 is 629.7.",
    hint="Put your number into your own count_parameters: is it still within the limit?",
)
def answers_one_neuron_too_many():
    return 629


@mistake(
    "answer_hidden_neurons",
    belief="Only the hidden layer has parameters.",
    because="500,000 / 785 is 636.9.",
    hint="There is a second layer behind the hidden one, and it has parameters too.",
)
def answers_without_the_output_layer():
    return 636


@mistake(
    "answer_hidden_neurons",
    belief="Each hidden neuron costs 784 weights.",
    because="500,000 / 784 is 637.8.",
    hint="Each hidden neuron has more than its 784 weights, and it has lines on both sides.",
)
def answers_with_weights_of_the_inputs_only():
    return 637


@mistake(
    "answer_forward_bug",
    belief="The ReLU is in the wrong place.",
    because="It stands where it should, behind the score.",
    hint="That line does what the puzzle asks for: compare what goes into each line with what should.",
)
def answers_the_first_relu():
    return "b"


@mistake(
    "answer_forward_bug",
    belief="The last layer has no activation.",
    because="In the puzzle every neuron has one.",
    hint="In the puzzle every neuron has a ReLU behind it, so this line is as it should be.",
)
def answers_the_last_relu():
    return "d"


@mistake(
    "answer_separating_activations",
    belief="The sigmoid is special.",
    because="It bends, and so do others.",
    hint="Draw the points for the other two activations as well before you leave them out.",
)
def answers_only_the_sigmoid():
    return "a"


@mistake(
    "answer_separating_activations",
    belief="Whatever is not a straight line will do.",
    because="With these weights one of the hidden neurons can be silent for all four pairs.",
    hint="Look at the second number of each point, for each of the three activations.",
)
def answers_all_activations():
    return "c"


@mistake(
    "answer_collapsed_parameters",
    belief="The parameters of the network are those of the layer.",
    because="20-50-50-7 has 3,957.",
    hint="That is the network before it collapses: what are the sizes of one layer that does the same?",
)
def answers_the_whole_network():
    return 3957


@mistake(
    "answer_collapsed_parameters",
    belief="Parameters are weights.",
    because="20 times 7 is 140.",
    hint="You have the weights of the one layer: what else does it have?",
)
def answers_the_weights_only():
    return 140


@mistake(
    "answer_collapsed_parameters",
    belief="One layer means one hidden layer.",
    because="20-50-7 has 1,407.",
    hint="The hidden layer that you have left over has no activation either.",
)
def answers_one_hidden_layer():
    return 1407
