"""Mistakes of chapter 1: a sum that is missing, an exp that overflows, a slope taken at the wrong place."""

import math

import numpy as np

from workbook.mistakes import mistake


def _sigmoid(z):
    """The right one, without overflow, for mistakes that are made after it."""
    z = np.asarray(z, dtype=float)
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


# neuron


@mistake(
    "neuron",
    belief="w * x is the product of two vectors, so it is w · x.",
    because="NumPy's * multiplies number by number and keeps the vector; the formula's dot also adds up.",
    hint="You return one number for each input: what turns the products into one score?",
)
def neuron_keeps_products_apart(x, w, b):
    return w * x + b


@mistake(
    "neuron",
    belief="The weights are what matters.",
    because="Many pictures of a neuron leave the bias out.",
    hint="With all inputs at 0 your neuron gives 0: what is its score then, by the formula?",
)
def neuron_without_bias(x, w, b):
    return x @ w


@mistake(
    "neuron",
    belief="Every input has its weight and its bias.",
    because="With * and + in one line the bias is added to each product before the sum.",
    hint="Your bias counts once for every input: how many biases does one neuron have?",
)
def neuron_adds_bias_to_every_product(x, w, b):
    return sum(w * x + b)


@mistake(
    "neuron",
    belief="The bias is a threshold, and the score has to get over it.",
    because="Older texts write w · x > threshold; the bias is minus that threshold.",
    hint="A larger bias lowers your score: read the sign of b in the formula again.",
)
def neuron_subtracts_bias(x, w, b):
    return x @ w - b


@mistake(
    "neuron",
    belief="The inputs are shifted by the bias and then weighed.",
    because="w(x + b) and w x + b differ only in the brackets.",
    hint="Your bias is multiplied by the weights: in which order does a neuron weigh and shift?",
)
def neuron_weighs_bias(x, w, b):
    return np.dot(w, x + b)


@mistake(
    "neuron",
    belief="Each input has its share in the score, so it is an average.",
    because="'Weighted sum' is heard as 'weighted mean'.",
    hint="Your score shrinks as inputs of 0 are added: is a neuron's score a sum or a mean?",
)
def neuron_averages(x, w, b):
    return np.mean(w * x) + b


@mistake(
    "neuron",
    belief="Summing first and multiplying once is shorter and gives the same.",
    because="A sum of products is not the product of the sums.",
    hint="Swap two of the weights: your score stays, and it should not.",
)
def neuron_multiplies_sums(x, w, b):
    return np.sum(w) * np.sum(x) + b


@mistake(
    "neuron",
    belief="A neuron fires or does not.",
    because="The perceptron decides; the neuron here only gives its score.",
    hint="You return a decision: here the score itself is asked for, before anything is decided.",
)
def neuron_decides(x, w, b):
    return 1.0 if x @ w + b > 0 else 0.0


@mistake(
    "neuron",
    belief="The output of a neuron is squashed.",
    because="The activation function has a name of its own and comes after the score.",
    hint="Your answer always lies between 0 and 1: here the score is asked for, without an activation.",
)
def neuron_squashes(x, w, b):
    return _sigmoid(x @ w + b)


@mistake(
    "neuron",
    belief="The bias weighs the whole sum.",
    because="It is called a parameter like the weights, and they are all factors.",
    hint="With a bias of 0 your neuron always gives 0: what does the bias do to the sum?",
)
def neuron_multiplies_by_bias(x, w, b):
    return (x @ w) * b


# perceptron_predict


@mistake(
    "perceptron_predict",
    belief="0 is not negative, so it is class 1.",
    because="Where the line itself belongs is a convention, and this course gives it to class 0.",
    hint="Almost: look at a sample that lies exactly on the line.",
)
def perceptron_counts_the_line_as_one(X, w, b):
    return (X @ w + b >= 0).astype(int)


@mistake(
    "perceptron_predict",
    belief="The two classes are -1 and +1.",
    because="Rosenblatt's learning rule is often written with these labels.",
    hint="You separate the samples well, but you name the classes -1 and 1.",
)
def perceptron_returns_minus_one_and_one(X, w, b):
    return np.where(X @ w + b > 0, 1, -1)


@mistake(
    "perceptron_predict",
    belief="The prediction is the sign of the score.",
    because="np.sign has three values: -1, 0 and 1.",
    hint="np.sign has three answers, a prediction has two: which of them is one too many?",
)
def perceptron_returns_sign(X, w, b):
    return np.sign(X @ w + b)


@mistake(
    "perceptron_predict",
    belief="True and False are 1 and 0.",
    because="They print and add like 1 and 0, but an array of Booleans selects where one of integers names rows, "
    "and the difference of two of them is an error.",
    hint="You return True and False: a class is a number here, because later it is subtracted and used as an index.",
)
def perceptron_returns_booleans(X, w, b):
    return X @ w + b > 0


@mistake(
    "perceptron_predict",
    belief="One answer a row means one row an answer.",
    because="A column vector looks right on the screen, but compared with labels (m,) it becomes an (m, m) table.",
    hint="Your answer has shape (m, 1): one axis is enough for one number a sample.",
)
def perceptron_returns_column(X, w, b):
    return (X @ np.reshape(w, (-1, 1)) + b > 0).astype(int)


@mistake(
    "perceptron_predict",
    belief="X is the sample.",
    because="The formula is for one sample; X holds many.",
    hint="You look at the first row only: how many samples does X have?",
)
def perceptron_uses_first_row(X, w, b):
    return int(X[0] @ w + b > 0)


@mistake(
    "perceptron_predict",
    belief="The weights decide.",
    because="Without a bias every decision line passes through the origin.",
    hint="Your line always goes through the origin: what moves it away?",
)
def perceptron_without_bias(X, w, b):
    return (X @ w > 0).astype(int)


@mistake(
    "perceptron_predict",
    belief="Every product gets the bias.",
    because="X * w + b adds b once for each column before the sum.",
    hint="The line is in the wrong place: your bias is added once for each column of X.",
)
def perceptron_adds_bias_to_every_product(X, w, b):
    return (np.sum(X * w + b, axis=1) > 0).astype(int)


@mistake(
    "perceptron_predict",
    belief="A threshold starts at the bias, so the score has to exceed it.",
    because="The bias is minus the threshold.",
    hint="Raise the bias: your perceptron then says 1 less often, and it should say it more often.",
)
def perceptron_subtracts_bias(X, w, b):
    return (X @ w - b > 0).astype(int)


@mistake(
    "perceptron_predict",
    belief="The score is the prediction.",
    because="The step comes after the weighted sum.",
    hint="You return the scores: which two answers can a perceptron give?",
)
def perceptron_returns_scores(X, w, b):
    return X @ w + b


@mistake(
    "perceptron_predict",
    belief="Above one half means yes.",
    because="One half is the limit for a probability, after the sigmoid; for a score the limit is another.",
    hint="A small positive score counts as 0 in your version: one half is the limit for probabilities.",
)
def perceptron_splits_at_one_half(X, w, b):
    return (X @ w + b > 0.5).astype(int)


@mistake(
    "perceptron_predict",
    belief="* is the product of X and w.",
    because="It multiplies number by number and keeps the table.",
    hint="You answer once for every entry of X: which step makes one score of a row?",
)
def perceptron_keeps_products_apart(X, w, b):
    return (X * w + b > 0).astype(int)


@mistake(
    "perceptron_predict",
    belief="axis=0 means along the row.",
    because="axis names the axis that disappears; axis 0 counts the samples.",
    hint="You answer once for every column: which axis has to disappear, and which one counts the samples?",
)
def perceptron_sums_down_the_columns(X, w, b):
    return (np.sum(X * w, axis=0) + b > 0).astype(int)


@mistake(
    "perceptron_predict",
    belief="A negative score is a yes.",
    because="The comparison is turned round.",
    hint="Your classes are exchanged: on which side of the line is the score positive?",
)
def perceptron_exchanges_classes(X, w, b):
    return (X @ w + b < 0).astype(int)


# sigmoid


@mistake(
    "sigmoid",
    belief="The formula is 1 / (1 + exp(-z)), and a computer calculates what the formula says.",
    because="It does, until exp(-z) is larger than the largest float: exp(710) in float64, exp(89) in float32.",
    hint="Your formula is right, but for a very negative z its exp overflows: can you see to it that exp never gets "
    "a large positive number?",
)
def sigmoid_overflows(z):
    return 1 / (1 + np.exp(-z))


@mistake(
    "sigmoid",
    belief="np.where computes only the branch it picks.",
    because="Python computes all arguments of a function before the call.",
    hint="np.where is given both branches already computed, for every entry: what does each do where it is not picked?",
)
def sigmoid_computes_both_branches(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


@mistake(
    "sigmoid",
    belief="exp(z) / (1 + exp(z)) is the same and needs no minus.",
    because="It is the same on paper; for a large z both parts are infinite.",
    hint="For a large positive z you divide infinity by infinity: which way of writing it has a small exp there?",
)
def sigmoid_overflows_above(z):
    return np.exp(z) / (1 + np.exp(z))


@mistake(
    "sigmoid",
    belief="The formula is 1 / (1 + exp(z)).",
    because="The minus sign gets lost.",
    hint="Your curve falls where it should rise: look at the sign in the exponent.",
)
def sigmoid_loses_the_minus(z):
    return 1 / (1 + np.exp(z))


@mistake(
    "sigmoid",
    belief="1 / 1 + exp(-z) is the formula written in one line.",
    because="Division binds more strongly than addition.",
    hint="Your answers are above 1: which part of your line does Python divide by?",
)
def sigmoid_loses_the_brackets(z):
    return 1 / 1 + np.exp(-z)


@mistake(
    "sigmoid",
    belief="tanh is a sigmoid.",
    because="Some texts call every S-shaped curve a sigmoid; the course means the logistic one.",
    hint="Your curve has the right look but runs from -1 to 1: between which values does this one run?",
)
def sigmoid_is_tanh(z):
    return np.tanh(z)


@mistake(
    "sigmoid",
    belief="Shift tanh up by one and halve it.",
    because="The two curves also differ in their scale along z.",
    hint="Right at 0 and at both ends, but twice too steep in between: what happens to z itself?",
)
def sigmoid_too_steep(z):
    return (1 + np.tanh(z)) / 2


@mistake(
    "sigmoid",
    belief="exp works on whatever I have.",
    because="math.exp takes one number; np.exp takes arrays.",
    hint="Right for one number, but z may be an array: the functions of math take one number only.",
)
def sigmoid_of_one_number(z):
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


@mistake(
    "sigmoid",
    belief="math.exp is as good as np.exp.",
    because="It takes one number only, and raises where NumPy gives infinity.",
    hint="math.exp takes one number and refuses large ones: arrays and very negative scores both fail.",
)
def sigmoid_of_one_small_number(z):
    return 1 / (1 + math.exp(-z))


@mistake(
    "sigmoid",
    belief="zeros_like(z) is a good place for the result.",
    because="It has z's dtype too; in an array of integers every value below 1 is stored as 0.",
    hint="Right for floats, but for integers your answers are all whole numbers: of which dtype is the array you fill?",
)
def sigmoid_fills_array_of_integers(z):
    z = np.asarray(z)
    a = np.zeros_like(z)
    a[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    a[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return a


@mistake(
    "sigmoid",
    belief="The sigmoid makes probabilities, so they add up to 1.",
    because="That is softmax; each sigmoid is a probability on its own.",
    hint="Your answer for one score depends on the other scores beside it: each has to stand on its own.",
)
def sigmoid_normalises(z):
    return np.exp(z) / np.sum(np.exp(z))


@mistake(
    "sigmoid",
    belief="a (1 - a) is the sigmoid.",
    because="It is the sigmoid's slope.",
    hint="Your curve is a hill, not a step: that is the slope of the function that is asked for.",
)
def sigmoid_is_its_slope(z):
    return _sigmoid(z) * (1 - _sigmoid(z))


# tanh


@mistake(
    "tanh",
    belief="The formula with four exps can be computed as it stands.",
    because="For large z of either sign it becomes infinity / infinity.",
    hint="For large scores you divide infinity by infinity, which is nan: can any of the four exps be avoided?",
)
def tanh_overflows_on_both_sides(z):
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


@mistake(
    "tanh",
    belief="Multiplied by exp(z), the formula needs one exp only.",
    because="exp(2z) overflows for z above 354.",
    hint="For a large positive score your exp overflows: could it be given a negative number there?",
)
def tanh_overflows_above(z):
    return (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)


@mistake(
    "tanh",
    belief="Multiplied by exp(-z), the formula needs one exp only.",
    because="exp(-2z) overflows for z below -354.",
    hint="For a very negative score your exp overflows: does NumPy have a function that sees to that?",
)
def tanh_overflows_below(z):
    return (1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z))


@mistake(
    "tanh",
    belief="tanh is the sigmoid by another name.",
    because="They have the same look.",
    hint="Your curve runs from 0 to 1 and gives one half at 0: what is the middle of this one?",
)
def tanh_is_sigmoid(z):
    return _sigmoid(z)


@mistake(
    "tanh",
    belief="Stretch the sigmoid to the range from -1 to 1 and it is tanh.",
    because="It has to be compressed along z too.",
    hint="The range is right, but your curve is half as steep at 0: what has to be done to z?",
)
def tanh_too_flat(z):
    return 2 * _sigmoid(z) - 1


@mistake(
    "tanh",
    belief="Double z in the sigmoid and it is tanh.",
    because="The range has to be stretched and shifted too.",
    hint="The scale along z is right, but your values lie between 0 and 1: what is still to be done to them?",
)
def tanh_not_stretched(z):
    return _sigmoid(2 * np.asarray(z))


@mistake(
    "tanh",
    belief="tanh is the tangent.",
    because="The h stands for hyperbolic.",
    hint="Your values go up and down without bound: you took the tangent of an angle.",
)
def tanh_is_tangent(z):
    return np.tan(z)


@mistake(
    "tanh",
    belief="An S-shaped curve through 0: that is the arc tangent.",
    because="arctan has the same look, another range and another formula.",
    hint="At both ends your values come near 1.571: that is the arc tangent.",
)
def tanh_is_arc_tangent(z):
    return np.arctan(z)


@mistake(
    "tanh",
    belief="The difference comes below, the sum above.",
    because="Numerator and denominator are exchanged; that function is coth.",
    hint="At 0 you divide by 0: which of your two expressions belongs above the line?",
)
def tanh_upside_down(z):
    return 1 / np.tanh(z)


@mistake(
    "tanh",
    belief="(exp(z) - exp(-z)) / 2 is tanh.",
    because="That is sinh, only the upper half of the fraction.",
    hint="Your values leave the range from -1 to 1: your fraction lacks the right denominator.",
)
def tanh_is_sinh(z):
    return np.sinh(z)


@mistake(
    "tanh",
    belief="math.tanh is tanh.",
    because="It takes one number.",
    hint="Right for one number, but z may be an array: which library has a tanh for arrays?",
)
def tanh_of_one_number(z):
    return math.tanh(z)


@mistake(
    "tanh",
    belief="1 - tanh² is tanh.",
    because="It is the slope.",
    hint="You return a hill with its top at 0: that is the slope of the function asked for.",
)
def tanh_is_its_slope(z):
    return 1 - np.tanh(z) ** 2


# relu


@mistake(
    "relu",
    belief="Negative numbers are made positive.",
    because="abs also answers with numbers that are never negative.",
    hint="For a score of -2 you return 2: what comes through a closed gate?",
)
def relu_is_abs(z):
    return np.abs(z)


@mistake(
    "relu",
    belief="A little of the negative side comes through.",
    because="That is leaky ReLU, a later remedy.",
    hint="A little of the negative scores comes through: that is another activation, the leaky one.",
)
def relu_leaks(z):
    return np.where(z > 0, z, 0.01 * z)


@mistake(
    "relu",
    belief="z inside the function is mine.",
    because="An array is handed over, not copied; z[z < 0] = 0 writes into the caller's array.",
    hint="The values are right, but after the call the caller's own array has changed: where do you write?",
)
def relu_in_place(z):
    z = np.asarray(z)
    if z.ndim == 0:
        return np.maximum(z, 0)
    z[z < 0] = 0
    return z


@mistake(
    "relu",
    belief="z is always an array, and it is mine.",
    because="A single number can't be indexed, and z[z < 0] = 0 writes into the caller's array.",
    hint="z[...] = 0 fails for a single number, and in an array it overwrites what belongs to the caller.",
)
def relu_in_place_arrays_only(z):
    z[z < 0] = 0
    return z


@mistake(
    "relu",
    belief="max compares number by number.",
    because="Python's max asks whether one whole array is larger than the other.",
    hint="Python's max and if decide once, for one number: for an array the decision has to be made for each entry.",
)
def relu_of_one_number(z):
    return max(0, z)


@mistake(
    "relu",
    belief="np.max is max for arrays.",
    because="np.max looks for the largest entry along an axis; the second argument is that axis.",
    hint="np.max(z, 0) means the largest entry along axis 0: which function compares two things entry by entry?",
)
def relu_takes_the_largest(z):
    return np.max(z, 0)


@mistake(
    "relu",
    belief="A neuron fires or does not.",
    because="That is the step, and the slope of relu.",
    hint="A score of 1 and one of 3 give the same answer: should a positive score not keep its size?",
)
def relu_is_a_step(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)


@mistake(
    "relu",
    belief="Rectifying cuts at 0, and minimum cuts.",
    because="It keeps the other half.",
    hint="You keep the negative half and cut off the positive one.",
)
def relu_keeps_the_negative(z):
    return np.minimum(z, 0)


@mistake(
    "relu",
    belief="Negative scores are dropped.",
    because="A mask as an index selects entries; the others are gone, not 0.",
    hint="Your answer has fewer entries than z: a neuron that is silent still has an output.",
)
def relu_drops_entries(z):
    z = np.asarray(z)
    return z[z > 0]


@mistake(
    "relu",
    belief="An activation is at most 1.",
    because="Sigmoid and tanh are; this one has no upper end.",
    hint="Your answers stop at 1: does this activation have an upper end?",
)
def relu_stops_at_one(z):
    return np.clip(z, 0, 1)


@mistake(
    "relu",
    belief="relu is the smooth bend ln(1 + exp(z)).",
    because="That is softplus, which it was derived from.",
    hint="At 0 you give 0.6931: this activation has a corner there, not a smooth bend.",
)
def relu_is_softplus(z):
    return np.logaddexp(0.0, z)


# sigmoid_grad


@mistake(
    "sigmoid_grad",
    belief="The slope is a (1 - a), and the argument is that a.",
    because="The argument is z; a has to be computed from it first.",
    hint="You put z where the formula has a: what is a, if z is what you are given?",
)
def sigmoid_slope_at_a(z):
    return z * (1 - z)


@mistake(
    "sigmoid_grad",
    belief="To be safe, squash again.",
    because="sigmoid(sigmoid(z)) is never near 0 or 1, so the slope never gets small.",
    hint="Your slope does not vanish for large scores: how often do you squash z?",
)
def sigmoid_slope_squashes_twice(z):
    a = _sigmoid(_sigmoid(z))
    return a * (1 - a)


@mistake(
    "sigmoid_grad",
    belief="The slope of sigmoid is sigmoid.",
    because="exp is its own slope; sigmoid is not.",
    hint="You return the function itself: how steep is it where it is nearly 1?",
)
def sigmoid_slope_is_sigmoid(z):
    return _sigmoid(z)


@mistake(
    "sigmoid_grad",
    belief="The slope is 1 - a.",
    because="A factor got lost, or the square of the denominator.",
    hint="For very negative scores your slope is 1, where the curve is flat: is a factor or a square missing?",
)
def sigmoid_slope_loses_a_factor(z):
    return 1 - _sigmoid(z)


@mistake(
    "sigmoid_grad",
    belief="The slope is 1 - a².",
    because="That is the rule for tanh.",
    hint="At 0 you get 0.75: the rule you use belongs to another activation.",
)
def sigmoid_slope_by_the_rule_of_tanh(z):
    return 1 - _sigmoid(z) ** 2


@mistake(
    "sigmoid_grad",
    belief="a * 1 - a is the formula.",
    because="Multiplication binds more strongly than subtraction.",
    hint="Your slope is 0 everywhere: which of your two operations does Python do first?",
)
def sigmoid_slope_loses_the_brackets(z):
    a = _sigmoid(z)
    return a * 1 - a


@mistake(
    "sigmoid_grad",
    belief="exp(-z) / (1 + exp(-z))² can be computed as it stands.",
    because="For a very negative z it is infinity / infinity.",
    hint="Your formula is right, but for a very negative score it is infinity divided by infinity.",
)
def sigmoid_slope_is_nan(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


@mistake(
    "sigmoid_grad",
    belief="Where the sigmoid comes out right, its overflow does no harm.",
    because="NumPy warns, and in strict surroundings it raises.",
    hint="The values are right, but the sigmoid inside overflows for very negative scores: can you use a safe one?",
)
def sigmoid_slope_overflows(z):
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)


@mistake(
    "sigmoid_grad",
    belief="The slope is a².",
    because="1 - a was replaced by a, as if the two were equal; they are at 0.",
    hint="Right at 0, but your slope grows towards 1 on the right: which of the two factors should fall?",
)
def sigmoid_slope_is_a_square(z):
    return _sigmoid(z) ** 2


@mistake(
    "sigmoid_grad",
    belief="math.exp is enough.",
    because="It takes one number.",
    hint="Right for a single score, but an array of scores fails: the functions of math do not take arrays.",
)
def sigmoid_slope_of_one_number(z):
    e = math.exp(-abs(z))
    return e / (1 + e) ** 2


# tanh_grad


@mistake(
    "tanh_grad",
    belief="The slope is 1 - a, with a = tanh(z).",
    because="The square got lost.",
    hint="Your slope is 2 on the far left, where the curve is flat: is something missing in the formula?",
)
def tanh_slope_without_square(z):
    return 1 - np.tanh(z)


@mistake(
    "tanh_grad",
    belief="The slope is 1 - a², and the argument is that a.",
    because="The argument is z.",
    hint="You square z itself: where does the tanh come in?",
)
def tanh_slope_at_a(z):
    return 1 - z**2


@mistake(
    "tanh_grad",
    belief="To be safe, squash again.",
    because="tanh(tanh(z)) never comes near 1, so the slope never gets small.",
    hint="For large scores your slope stays at 0.42: how often do you take the tanh?",
)
def tanh_slope_squashes_twice(z):
    return 1 - np.tanh(np.tanh(z)) ** 2


@mistake(
    "tanh_grad",
    belief="The slope is a (1 - a).",
    because="That is the rule for the sigmoid.",
    hint="At 0 your slope is 0, where the curve is steepest: that rule belongs to another activation.",
)
def tanh_slope_by_the_rule_of_sigmoid(z):
    return np.tanh(z) * (1 - np.tanh(z))


@mistake(
    "tanh_grad",
    belief="The slope is 1 + a².",
    because="That is the rule for the tangent of an angle.",
    hint="Your slope is never below 1: one sign belongs to the tangent, not to this function.",
)
def tanh_slope_adds(z):
    return 1 + np.tanh(z) ** 2


@mistake(
    "tanh_grad",
    belief="The slope of tanh is tanh.",
    because="exp is its own slope; tanh is not.",
    hint="You return the function itself, with negative slopes on the left: does the curve fall anywhere?",
)
def tanh_slope_is_tanh(z):
    return np.tanh(z)


@mistake(
    "tanh_grad",
    belief="(1 - a)² is 1 - a².",
    because="The square belongs to a alone.",
    hint="On the far left your slope is 4: what exactly is squared?",
)
def tanh_slope_squares_too_much(z):
    return (1 - np.tanh(z)) ** 2


@mistake(
    "tanh_grad",
    belief="1 / cosh(z)² is the slope, so compute that.",
    because="It is; but cosh overflows for scores beyond 710.",
    hint="The values are right, but cosh overflows for large scores: there is a way that uses only numbers up to 1.",
)
def tanh_slope_overflows(z):
    return 1 / np.cosh(z) ** 2


@mistake(
    "tanh_grad",
    belief="The formula for tanh with four exps can be computed as it stands.",
    because="It is infinity / infinity for large scores of either sign.",
    hint="Your slope is nan for large scores: the tanh inside divides infinity by infinity.",
)
def tanh_slope_is_nan(z):
    return 1 - ((np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))) ** 2


@mistake(
    "tanh_grad",
    belief="math.tanh is enough.",
    because="It takes one number.",
    hint="Right for a single score, but an array of scores fails: math.tanh takes one number.",
)
def tanh_slope_of_one_number(z):
    return 1 - math.tanh(z) ** 2


# relu_grad


@mistake(
    "relu_grad",
    belief="At 0 the slope is 1.",
    because="There is none; which value to take is a convention, and this course takes the other one.",
    hint="Almost: which slope does this course give to relu at exactly 0?",
)
def relu_slope_one_at_zero(z):
    return np.where(np.asarray(z) >= 0, 1.0, 0.0)


@mistake(
    "relu_grad",
    belief="At the corner the slope is the mean of both sides.",
    because="Any number from 0 to 1 is a subgradient there; the course takes 0.",
    hint="You give one half at the corner: this course has agreed on another value there.",
)
def relu_slope_half_at_zero(z):
    return np.heaviside(z, 0.5)


@mistake(
    "relu_grad",
    belief="z * (z > 0) is the slope.",
    because="It is relu itself.",
    hint="Your slope grows with z: how steep is a straight line at different places?",
)
def relu_slope_is_relu(z):
    return z * (np.asarray(z) > 0)


@mistake(
    "relu_grad",
    belief="The slope is the sign of z.",
    because="That is the slope of abs.",
    hint="You give -1 for negative scores: does the curve fall there?",
)
def relu_slope_is_sign(z):
    return np.sign(z)


@mistake(
    "relu_grad",
    belief="A little slope remains on the negative side.",
    because="That is leaky ReLU.",
    hint="You leave a little slope on the negative side: that belongs to the leaky kind.",
)
def relu_slope_leaks(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.01)


@mistake(
    "relu_grad",
    belief="True and False are slopes.",
    because="As a factor they do, but -slope and slope - slope are errors for Booleans.",
    hint="You return True and False: a slope is a number that others compute with.",
)
def relu_slope_is_boolean(z):
    return np.asarray(z) > 0


@mistake(
    "relu_grad",
    belief="if decides for each entry.",
    because="It asks for the truth of the whole array, which NumPy refuses to give.",
    hint="if decides once, for a single number: an array needs a decision for each entry.",
)
def relu_slope_of_one_number(z):
    return 1.0 if z > 0 else 0.0


@mistake(
    "relu_grad",
    belief="The slope of z is 1.",
    because="That is one half of relu.",
    hint="You say that the slope is 1 everywhere: what does the curve do on the left?",
)
def relu_slope_always_one(z):
    return np.ones_like(z, dtype=float)


@mistake(
    "relu_grad",
    belief="The closed half has the slope 1.",
    because="The comparison is turned round.",
    hint="Your slope is 1 where the curve is flat and 0 where it rises.",
)
def relu_slope_on_the_wrong_side(z):
    return np.where(np.asarray(z) < 0, 1.0, 0.0)


@mistake(
    "relu_grad",
    belief="z inside the function is mine.",
    because="Writing into z writes into the caller's array.",
    hint="The slopes are right, but you write them into the caller's own array.",
)
def relu_slope_in_place(z):
    z = np.asarray(z)
    if z.ndim == 0:
        return np.where(z > 0, 1.0, 0.0)
    positive = z > 0
    z[positive], z[~positive] = 1, 0
    return z


@mistake(
    "relu_grad",
    belief="relu(z) / z is the slope.",
    because="It is the slope of the line from the origin; at the origin it is 0 / 0.",
    hint="At 0 you divide by 0: a slope can be had here without dividing.",
)
def relu_slope_by_division(z):
    return np.maximum(z, 0) / np.asarray(z)


# Questions


@mistake(
    "answer_thin_line",
    belief="The product at the thinnest line is the answer.",
    because="It is asked how many times as large it is as another one.",
    hint="That is the product at the thinnest line: with which one is it to be compared?",
)
def answers_with_one_product():
    return 15


@mistake(
    "answer_thin_line",
    belief="The quotient has a sign.",
    because="It has, but sizes are asked for.",
    hint="The size is not the trouble: the question asks for it without a sign.",
)
def answers_with_a_sign():
    return -7.5


@mistake(
    "answer_thin_line",
    belief="The weights say how strong a line is.",
    because="A weight acts only through its product with the input.",
    hint="You compare the weights alone: where do the inputs come in?",
)
def answers_with_the_weights():
    return 0.012


@mistake(
    "answer_thin_line",
    belief="The inputs say how strong a line is.",
    because="An input acts only through its product with the weight.",
    hint="You compare the inputs alone: where do the weights come in?",
)
def answers_with_the_inputs():
    return 625


@mistake(
    "answer_separable_tables",
    belief="Only XOR and its opposite are missing.",
    because="That is so for two inputs; with three there are many more that cross.",
    hint="Two are missing with two inputs: are there not more ways to be crosswise in a cube?",
)
def answers_all_but_two():
    return 254


@mistake(
    "answer_separable_tables",
    belief="The share stays the same: 14 of 16.",
    because="It shrinks with every input.",
    hint="You carried the share of two inputs over to three: count instead.",
)
def answers_with_the_same_share():
    return 224


@mistake(
    "answer_separable_tables",
    belief="Weights of -1, 0 and 1 are enough.",
    because="They are for two inputs; with three, some tables need one weight twice as large as another.",
    hint="Your neurons have too few weights to choose from: let them go from -2 to 2.",
)
def answers_with_small_weights():
    return 56


@mistake(
    "answer_neuron_bug",
    belief="The sigmoid should be the safe one.",
    because="It may overflow for large scores, but here it is right.",
    hint="That line could overflow for huge scores, but its values are right here: look at what is done with them.",
)
def answers_that_the_sigmoid_is_wrong():
    return "b"


@mistake(
    "answer_neuron_bug",
    belief="Booleans and numbers cannot be compared.",
    because="They can: True equals 1.",
    hint="True equals 1 and False equals 0 there, so the comparison is sound: what is it given?",
)
def answers_that_the_comparison_is_wrong():
    return "d"
