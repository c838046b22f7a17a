"""Mistakes of chapter 3: a mean that is missing, a factor 2 that got lost, a line through the wrong point."""

import numpy as np

from workbook.mistakes import mistake

# mse


@mistake(
    "mse",
    belief="The loss is the sum of the squares.",
    because="Article A writes it so; the course takes the mean, and its name says so.",
    hint="Your loss grows with the number of entries, even if all errors stay the same: what does the M of MSE say?",
)
def mse_is_a_sum(y_pred, y):
    return np.sum((y_pred - y) ** 2)


@mistake(
    "mse",
    belief="The mean of the errors, squared, is the mean of the squared errors.",
    because="Mean and square cannot be exchanged: errors of opposite sign cancel in the mean.",
    hint="Errors of 1 and -1 give you a loss of 0: which comes first, the square or the mean?",
)
def mse_squares_the_mean(y_pred, y):
    return np.mean(y_pred - y) ** 2


@mistake(
    "mse",
    belief="The mean of the errors is how bad it is.",
    because="Errors of opposite sign cancel.",
    hint="Your loss can be negative: what keeps positive and negative errors from cancelling?",
)
def mse_forgets_the_square(y_pred, y):
    return np.mean(y_pred - y)


@mistake(
    "mse",
    belief="The absolute value takes the sign away as well.",
    because="It does, and it is another loss: the mean absolute error.",
    hint="An error of 2 costs you 2, and here it should cost 4: which power of the error is asked for?",
)
def mse_is_absolute(y_pred, y):
    return np.mean(np.abs(y_pred - y))


@mistake(
    "mse",
    belief="The loss has the unit of y, so a root belongs to it.",
    because="That is the RMSE, which is reported; the loss that is minimised has no root.",
    hint="An error of 2 alone costs you 2: you have taken a root that is not asked for.",
)
def mse_takes_the_root(y_pred, y):
    return np.sqrt(np.mean((y_pred - y) ** 2))


@mistake(
    "mse",
    belief="There is a 1/2 in front, so that the 2 of the derivative cancels.",
    because="Article E writes the loss so; this course does not.",
    hint="Your loss is half as large as it should be: some books put a factor in front, this course does not.",
)
def mse_is_halved(y_pred, y):
    return np.mean((y_pred - y) ** 2) / 2


@mistake(
    "mse",
    belief="The mean is over the samples, so divide by their number.",
    because="For (m, k) the mean goes over m times k entries; len counts rows only.",
    hint="Right for a vector, but for a table you divide by the rows only: how many entries does it have?",
)
def mse_divides_by_rows(y_pred, y):
    return np.sum((y_pred - y) ** 2) / len(y)


@mistake(
    "mse",
    belief="The mean goes over the samples, which is axis 0.",
    because="For a table this leaves one loss for each column.",
    hint="For a table you return one loss for each column: the loss is one number for all entries.",
)
def mse_of_each_column(y_pred, y):
    return np.mean((y_pred - y) ** 2, axis=0)


@mistake(
    "mse",
    belief="Squaring is the loss.",
    because="There is one square for each entry, and the loss is one number.",
    hint="You return one square for each entry: how do many squares become one number?",
)
def mse_keeps_the_squares(y_pred, y):
    return (y_pred - y) ** 2


@mistake(
    "mse",
    belief="y has to be a column, like everything in a network.",
    because="(m,) minus (m, 1) is broadcast to (m, m): every prediction against every truth.",
    hint="You compare every prediction with every true value: print the shape of your difference.",
)
def mse_makes_a_table(y_pred, y):
    return np.mean((y_pred.ravel() - y.reshape(-1, 1)) ** 2)


@mistake(
    "mse",
    belief="y_pred is mine, so I can subtract y from it in place.",
    because="-= writes into the caller's array.",
    hint="The loss is right, but afterwards the caller's predictions are gone: where does your subtraction write?",
)
def mse_in_place(y_pred, y):
    if y_pred.dtype.kind != "f":
        return np.mean((y_pred - y) ** 2)
    y_pred -= y
    return np.mean(y_pred**2)


@mistake(
    "mse",
    belief="The difference of the squares is the square of the difference.",
    because="(a - b)² and a² - b² are different: the product -2ab is missing.",
    hint="You square first and subtract then: is the loss of 3 against 1 the difference of 9 and 1?",
)
def mse_subtracts_squares(y_pred, y):
    return np.mean(y_pred**2 - y**2)


@mistake(
    "mse",
    belief="Divide by m - 1, as for a variance.",
    because="That corrects an estimate of a variance when its mean was estimated too; a loss is a plain mean.",
    hint="You divide by one less than the number of entries, which for a single entry is a division by 0.",
)
def mse_divides_by_one_less(y_pred, y):
    return np.sum((y_pred - y) ** 2) / np.float64(y.size - 1)


# mse_grad


@mistake(
    "mse_grad",
    belief="The 2 cancels.",
    because="Only if the loss has a 1/2 in front, as in article E.",
    hint="Your gradient is half as large as it should be: what is the derivative of a square?",
)
def mse_grad_without_two(y_pred, y):
    return (y_pred - y) / y.size


@mistake(
    "mse_grad",
    belief="The gradient of a square is twice the error.",
    because="The 1/m of the mean stays in front of every term.",
    hint="You have the slope of a sum of squares: which factor does the mean put in front of each of them?",
)
def mse_grad_of_the_sum(y_pred, y):
    return 2 * (y_pred - y)


@mistake(
    "mse_grad",
    belief="The error is truth minus prediction.",
    because="Article A writes it so; in the square it does not matter, in the derivative it does.",
    hint="A prediction that is too high gets a negative slope from you: would raising it lower the loss?",
)
def mse_grad_with_the_wrong_sign(y_pred, y):
    return 2 * (y - y_pred) / y.size


@mistake(
    "mse_grad",
    belief="Divide by the number of samples.",
    because="The mean goes over all entries of a table; len counts its rows.",
    hint="Right for a vector, but for a table you divide by the rows only: over how many entries goes the mean?",
)
def mse_grad_divides_by_rows(y_pred, y):
    return 2 * (y_pred - y) / len(y)


@mistake(
    "mse_grad",
    belief="A loss is one number, so its gradient is one number.",
    because="There is one slope for each thing that can move.",
    hint="You return a single number: how many predictions can move, each with a slope of its own?",
)
def mse_grad_is_one_number(y_pred, y):
    return np.mean(2 * (y_pred - y))


@mistake(
    "mse_grad",
    belief="The mean is taken in the loss and again in its gradient.",
    because="It is easy to count the 1/m twice.",
    hint="Your gradient shrinks too fast as entries are added: how often do you divide by their number?",
)
def mse_grad_averages_twice(y_pred, y):
    return 2 * (y_pred - y) / y.size**2


@mistake(
    "mse_grad",
    belief="The gradient is the squared error of each entry.",
    because="That is the loss before the mean; the derivative lowers the power by one.",
    hint="Your slopes are never negative: a prediction that is too low should have a slope that says so.",
)
def mse_grad_still_squares(y_pred, y):
    return (y_pred - y) ** 2 / y.size


@mistake(
    "mse_grad",
    belief="The slope says up or down.",
    because="That is the gradient of the absolute error.",
    hint="A miss by 1 and a miss by 10 get the same slope from you: does the slope of a square not grow?",
)
def mse_grad_is_a_sign(y_pred, y):
    return np.sign(y_pred - y) / y.size


@mistake(
    "mse_grad",
    belief="y_pred is mine, so I can compute in it.",
    because="-= writes into the caller's array.",
    hint="The slopes are right, but you compute them inside the caller's own predictions.",
)
def mse_grad_in_place(y_pred, y):
    if y_pred.dtype.kind != "f":
        return 2 * (y_pred - y) / y.size
    y_pred -= y
    y_pred *= 2 / y.size
    return y_pred


@mistake(
    "mse_grad",
    belief="y has to be a column, like everything in a network.",
    because="(m,) minus (m, 1) is broadcast to (m, m).",
    hint="Your gradient is a table of every prediction against every truth: its shape should be that of y_pred.",
)
def mse_grad_makes_a_table(y_pred, y):
    return 2 * (y_pred.ravel() - y.reshape(-1, 1)) / y.size


@mistake(
    "mse_grad",
    belief="// divides.",
    because="It divides and rounds down.",
    hint="Your slopes are whole numbers, rounded down: which sign of division did you use?",
)
def mse_grad_rounds_down(y_pred, y):
    return 2 * (y_pred - y) // y.size


@mistake(
    "mse_grad",
    belief="The gradient adds up over the samples.",
    because="The gradient of a weight does; each prediction has a slope of its own.",
    hint="You give every prediction the same slope: does a prediction that is right already want to move?",
)
def mse_grad_spreads_the_sum(y_pred, y):
    return np.full(y_pred.shape, 2 * np.mean(y_pred - y) / y.size)


# quadratic_vertex


@mistake(
    "quadratic_vertex",
    belief="The lowest place is b / 2a.",
    because="The minus of -b / 2a got lost; the slope 2 a w + b is 0 on the other side.",
    hint="Your w has the wrong sign: put it into the slope of the parabola, and it is not 0.",
)
def vertex_loses_the_minus(a, b, c):
    return b / (2 * a), c - b * b / (4 * a)


@mistake(
    "quadratic_vertex",
    belief="The slope is a w + b.",
    because="The derivative of a w² is 2 a w.",
    hint="Your w is twice as far out as it should be: what is the derivative of a w²?",
)
def vertex_loses_the_two(a, b, c):
    return -b / a, c - b * b / (4 * a)


@mistake(
    "quadratic_vertex",
    belief="-b / 2 * a is -b / (2 a).",
    because="Python goes from left to right: it divides by 2 and multiplies by a.",
    hint="You divide by 2 and then multiply by a: Python goes from left to right, so what is missing?",
)
def vertex_without_brackets(a, b, c):
    return -b / 2 * a, c - b * b / (4 * a)


@mistake(
    "quadratic_vertex",
    belief="The lowest value is c.",
    because="c is the value at w = 0.",
    hint="Your L is the value at w = 0: how low is the parabola at the place that you found?",
)
def vertex_value_is_c(a, b, c):
    return -b / (2 * a), c


@mistake(
    "quadratic_vertex",
    belief="L is c + b² / 4a.",
    because="The square is subtracted when it is completed.",
    hint="Your L lies above the parabola's value at 0: can the lowest place be higher than another one?",
)
def vertex_adds(a, b, c):
    return -b / (2 * a), c + b * b / (4 * a)


@mistake(
    "quadratic_vertex",
    belief="L is c - b² / 2a.",
    because="It is half of that: a w² gives back one half.",
    hint="Your w is right and your L too low: put your w into a w² + b w + c and compare.",
)
def vertex_goes_too_deep(a, b, c):
    return -b / (2 * a), c - b * b / (2 * a)


@mistake(
    "quadratic_vertex",
    belief="The value is a w² + b w.",
    because="c got lost.",
    hint="Your L does not change when c does: should a parabola that is lifted not have a higher lowest point?",
)
def vertex_value_without_c(a, b, c):
    w = -b / (2 * a)
    return w, a * w * w + b * w


@mistake(
    "quadratic_vertex",
    belief="Where it is lowest is all that is asked for.",
    because="The loss there is asked for as well.",
    hint="You return the place alone: two results are asked for, the place and the value there.",
)
def vertex_gives_w_only(a, b, c):
    return -b / (2 * a)


@mistake(
    "quadratic_vertex",
    belief="How low it is, is all that is asked for.",
    because="The place is asked for as well, and first.",
    hint="You return the lowest value alone: two results are asked for, and the place comes first.",
)
def vertex_gives_L_only(a, b, c):
    return c - b * b / (4 * a)


@mistake(
    "quadratic_vertex",
    belief="The order does not matter.",
    because="Callers unpack w, L = ….",
    hint="You have both numbers, in the other order: which of the two should come first?",
)
def vertex_in_the_other_order(a, b, c):
    return c - b * b / (4 * a), -b / (2 * a)


@mistake(
    "quadratic_vertex",
    belief="The solution of a quadratic is where it is 0.",
    because="School drills the formula for the zeros; the lowest place lies in the middle between them.",
    hint="You look for zeros of the parabola: it may have none, and its lowest place lies in the middle between them.",
)
def vertex_is_a_zero(a, b, c):
    root = np.sqrt(np.float64(b * b - 4 * a * c))
    return (-b + root) / (2 * a), 0.0


@mistake(
    "quadratic_vertex",
    belief="// divides.",
    because="It divides and rounds down.",
    hint="Your w is rounded down to a whole number: which sign of division did you use?",
)
def vertex_rounds_down(a, b, c):
    w = -b // (2 * a)
    return w, a * w * w + b * w + c


@mistake(
    "quadratic_vertex",
    belief="Two numbers are an array.",
    because="Most callers could unpack it, but two different things are a pair, and a pair is asked for.",
    hint="The numbers are right, but they come in one array: return two results with a comma between them.",
)
def vertex_as_an_array(a, b, c):
    return np.array([-b / (2 * a), c - b * b / (4 * a)])


# fit_line


def _slope(x, y):
    """The right slope, for mistakes that are made after it."""
    return np.sum((x - np.mean(x)) * (y - np.mean(y))) / np.sum((x - np.mean(x)) ** 2)


@mistake(
    "fit_line",
    belief="The order does not matter, or b comes first.",
    because="Some libraries give the constant first; here it is w, b.",
    hint="You have both numbers, in the other order: here the slope comes first.",
)
def line_in_the_other_order(x, y):
    w = _slope(x, y)
    return np.mean(y) - w * np.mean(x), w


@mistake(
    "fit_line",
    belief="The slope is Σ x y / Σ x².",
    because="That is the slope of the best line through the origin.",
    hint="Your slope is that of a line through the origin: what has to be taken off x and y first?",
)
def line_is_not_centred(x, y):
    w = np.sum(x * y) / np.sum(x**2)
    return w, np.mean(y) - w * np.mean(x)


@mistake(
    "fit_line",
    belief="The line goes through the origin.",
    because="Without b it does; with b it passes through the point of the means.",
    hint="Your line passes through the origin: it has a fixed part as well.",
)
def line_through_the_origin(x, y):
    return np.sum(x * y) / np.sum(x**2), 0.0


@mistake(
    "fit_line",
    belief="Divide by the spread of y.",
    because="That is the line that predicts x from y, turned round.",
    hint="You divide by the spread of y: which of the two is given, and which is to be predicted?",
)
def line_divides_by_the_spread_of_y(x, y):
    spread = np.sum((y - np.mean(y)) ** 2)
    w = np.sum((x - np.mean(x)) * (y - np.mean(y))) / np.float64(spread)
    return w, np.mean(y) - w * np.mean(x)


@mistake(
    "fit_line",
    belief="A line is given by two points: take the first and the last.",
    because="The points between have a say as well.",
    hint="Your line goes through the first and the last point: what about the ones between?",
)
def line_through_first_and_last(x, y):
    w = (y[-1] - y[0]) / (x[-1] - x[0])
    return w, y[0] - w * x[0]


@mistake(
    "fit_line",
    belief="b is the mean of y.",
    because="It is the height at the mean of x, not at x = 0.",
    hint="Your slope is right, and your b is the height at the mean of x: where is x = 0?",
)
def line_starts_at_the_mean(x, y):
    return _slope(x, y), np.mean(y)


@mistake(
    "fit_line",
    belief="b is mean y + w mean x.",
    because="The sign was lost when the equation was solved for b.",
    hint="Your line does not pass through the point of the means: look at the sign in your b.",
)
def line_adds_in_b(x, y):
    w = _slope(x, y)
    return w, np.mean(y) + w * np.mean(x)


@mistake(
    "fit_line",
    belief="The slope is the correlation.",
    because="The correlation divides by both spreads, so it never exceeds 1.",
    hint="Your slope never leaves -1 to 1: that is the correlation, which divides by one spread too many.",
)
def line_with_the_correlation(x, y):
    dx, dy = x - np.mean(x), y - np.mean(y)
    w = np.sum(dx * dy) / np.sqrt(np.float64(np.sum(dx**2) * np.sum(dy**2)))
    return w, np.mean(y) - w * np.mean(x)


@mistake(
    "fit_line",
    belief="Covariance over variance, as NumPy gives them.",
    because="np.cov divides by m - 1 and np.var by m.",
    hint="Your slope is too large by m / (m - 1): one of NumPy's two functions divides by m, the other does not.",
)
def line_mixes_two_divisors(x, y):
    w = np.cov(x, y)[0, 1] / np.var(x)
    return w, np.mean(y) - w * np.mean(x)


@mistake(
    "fit_line",
    belief="The sum of the x differences is the denominator.",
    because="Their square got lost; without it they always add up to 0.",
    hint="Your denominator is always 0, up to rounding: differences from a mean cancel unless something is done first.",
)
def line_forgets_the_square(x, y):
    w = np.float64(np.sum((x - np.mean(x)) * (y - np.mean(y)))) / np.sum(x - np.mean(x))
    return w, np.mean(y) - w * np.mean(x)


@mistake(
    "fit_line",
    belief="The slope is the mean of the slopes y / x.",
    because="Small x then count most, and x = 0 cannot count at all.",
    hint="You average quotients: at x = 0 that divides by 0, and the fixed part is forgotten.",
)
def line_averages_quotients(x, y):
    w = np.mean(np.divide(y, x))
    return w, np.mean(y) - w * np.mean(x)


@mistake(
    "fit_line",
    belief="The slope alone describes the line.",
    because="Two numbers are asked for.",
    hint="You return the slope alone: two results are asked for, the slope and the fixed part.",
)
def line_gives_the_slope_only(x, y):
    return _slope(x, y)


@mistake(
    "fit_line",
    belief="np.polyfit does it.",
    because="It does, as an array; a pair is asked for, as everywhere where two different things come back.",
    hint="The numbers are right, but they come in one array: return two results with a comma between them.",
)
def line_as_an_array(x, y):
    w = _slope(x, y)
    return np.array([w, np.mean(y) - w * np.mean(x)])


@mistake(
    "fit_line",
    belief="x is mine, so I can centre it in place.",
    because="-= writes into the caller's array.",
    hint="The line is right, but afterwards the caller's points have moved: where does your subtraction write?",
)
def line_in_place(x, y):
    w, mean = _slope(x, y), np.mean(x)
    if x.dtype.kind == "f":
        x -= mean
    return w, np.mean(y) - w * mean


# Questions


@mistake(
    "answer_least_loss",
    belief="The best line has loss 0.",
    because="Only if the points lie on a line.",
    hint="Do the five points lie on one line?",
)
def answers_no_loss():
    return 0


@mistake(
    "answer_least_loss",
    belief="The loss is the sum of the squares.",
    because="Article A writes it so; the mean is asked for.",
    hint="That is the sum of the squares: the mean is asked for.",
)
def answers_the_sum():
    return 2.7


@mistake(
    "answer_least_loss",
    belief="The slope of the best line is the answer.",
    because="The line was found, and its loss not computed.",
    hint="That is the slope of the best line: how large is its loss?",
)
def answers_the_slope():
    return 0.9


@mistake(
    "answer_least_loss",
    belief="The mean is the best prediction.",
    because="It is the best constant; a line can do better.",
    hint="That is the loss of the best horizontal line: a line may rise.",
)
def answers_the_loss_of_the_mean():
    return 2.16


@mistake(
    "answer_least_absolute",
    belief="The best number is the mean.",
    because="The mean belongs to the square.",
    hint="You measured from the mean: is that the best place for absolute values?",
)
def answers_from_the_mean():
    return 11.08


@mistake(
    "answer_least_absolute",
    belief="The best place is asked for.",
    because="The question asks how small the error gets there.",
    hint="That is where it is least: how small is it there?",
)
def answers_the_place():
    return 5.3


@mistake(
    "answer_least_absolute",
    belief="The errors are added up.",
    because="The mean is asked for.",
    hint="That is the sum of the five distances: the mean is asked for.",
)
def answers_the_sum_of_distances():
    return 40.6


@mistake(
    "answer_wrong_slope",
    belief="The sum in dw should be a mean.",
    because="The 1/m is in dy_hat already.",
    hint="Measure the slope for w: does it agree with what the function says?",
)
def answers_that_dw_should_be_a_mean():
    return "e"


@mistake(
    "answer_wrong_slope",
    belief="The 2 or the division is wrong.",
    because="It is the gradient of the mean squared error, as it should be.",
    hint="That line is the gradient of the loss for each prediction: compare it with your own function.",
)
def answers_that_the_gradient_is_wrong():
    return "c"


@mistake(
    "answer_wrong_slope",
    belief="The error should be truth minus prediction.",
    because="Then every slope would have the wrong sign.",
    hint="With the other order every slope would change its sign: are the signs wrong?",
)
def answers_that_the_error_is_wrong():
    return "b"


@mistake(
    "answer_curvature_factor",
    belief="A number of minutes is 60 times the number of hours, so the factor is 60.",
    because="The curvature has the square of x in it.",
    hint="That is the factor of x itself: what does the curvature do with x?",
)
def answers_the_factor_of_x():
    return 60


@mistake(
    "answer_curvature_factor",
    belief="The 2 of the curvature multiplies the factor.",
    because="It is there before and after, so it cancels in the quotient.",
    hint="The 2 stands in both curvatures: does it change their quotient?",
)
def answers_twice_the_factor():
    return 120


@mistake(
    "answer_curvature_factor",
    belief="Units do not change a curvature.",
    because="w has another unit too, and the curvature is a curvature over w.",
    hint="The loss stays what it is, but w is now a price per minute: does the same step in w change as much?",
)
def answers_that_nothing_changes():
    return 1
