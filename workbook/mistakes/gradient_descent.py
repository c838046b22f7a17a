"""Mistakes of chapter 4: the other sign, a step from the wrong place, samples that come twice or lose their label."""

import numpy as np

from workbook.mistakes import mistake

# gd_step


@mistake(
    "gd_step",
    belief="The gradient shows the way, so one follows it.",
    because="The gradient points to where the loss rises.",
    hint="With a positive slope your weight grows: does the loss get smaller that way?",
)
def gd_step_climbs(w, grad, lr):
    return w + lr * grad


@mistake(
    "gd_step",
    belief="The gradient is the step.",
    because="With a learning rate of 1 it is.",
    hint="Your step is as long as the slope itself: which argument decides how long it may be?",
)
def gd_step_forgets_the_rate(w, grad, lr):
    return w - grad


@mistake(
    "gd_step",
    belief="The step is what is asked for.",
    because="Article B calls the step itself Δθ; here the place after it is asked for.",
    hint="Where the slope is 0 you return 0: where is one after standing still?",
)
def gd_step_returns_the_step(w, grad, lr):
    return -lr * grad


@mistake(
    "gd_step",
    belief="The learning rate scales the whole update.",
    because="Brackets round the difference look like those round a mean.",
    hint="With a slope of 0 your weight still changes: what exactly is multiplied by the learning rate?",
)
def gd_step_scales_everything(w, grad, lr):
    return lr * (w - grad)


@mistake(
    "gd_step",
    belief="Only the direction counts, the learning rate is the length.",
    because="'Go against the sign of the slope' is half of the rule.",
    hint="A slope of 10 and one of 0.1 move your weight by the same length: should they?",
)
def gd_step_uses_the_sign(w, grad, lr):
    return w - lr * np.sign(grad)


@mistake(
    "gd_step",
    belief="A direction is a vector of length 1.",
    because="'Steepest direction' suggests that the gradient's length is thrown away.",
    hint="Every step of yours has the same length, whatever the slope is: what makes steps shrink near a minimum?",
)
def gd_step_normalises(w, grad, lr):
    return w - lr * grad / (np.linalg.norm(grad) or 1.0)


@mistake(
    "gd_step",
    belief="The learning rate divides: a large one means caution.",
    because="It is confused with the curvature, by which Newton's step divides.",
    hint="A smaller learning rate makes your step longer: how should the two go together?",
)
def gd_step_divides_by_the_rate(w, grad, lr):
    return w - grad / lr


@mistake(
    "gd_step",
    belief="w -= is short for w = w -.",
    because="For a number it is; for an array it writes into the array of the caller.",
    hint="What you were given as w is another array after the call: which operator writes into it?",
)
def gd_step_in_place(w, grad, lr):
    w -= lr * grad
    return w


# gradient_descent


@mistake(
    "gradient_descent",
    belief="What counts is where it ends.",
    because="Optimisers of libraries return the last point only.",
    hint="You return one point: the whole way there is asked for.",
)
def gradient_descent_keeps_the_end_only(grad_fn, w0, lr, n_steps):
    w = w0
    for _ in range(n_steps):
        w = w - lr * grad_fn(w)
    return np.array(w, dtype=float)


@mistake(
    "gradient_descent",
    belief="The path consists of the steps' results.",
    because="The start is no result of a step.",
    hint="Your path has one point for each step: where does it begin?",
)
def gradient_descent_forgets_the_start(grad_fn, w0, lr, n_steps):
    w, path = w0, []
    for _ in range(n_steps):
        w = w - lr * grad_fn(w)
        path.append(w)
    return np.array(path, dtype=float).reshape(n_steps, *np.shape(w0))


@mistake(
    "gradient_descent",
    belief="n steps make n points.",
    because="Fence posts and fences: n steps have n + 1 ends.",
    hint="Your path is one step short: how many points do three steps connect?",
)
def gradient_descent_one_step_short(grad_fn, w0, lr, n_steps):
    path = [np.array(w0, dtype=float)]
    for _ in range(n_steps - 1):
        path.append(path[-1] - lr * grad_fn(path[-1]))
    return np.array(path)


@mistake(
    "gradient_descent",
    belief="The start counts as a step of its own.",
    because="The loop runs once for every point, and the start is there already.",
    hint="Your path has one point too many: how often does the loop run?",
)
def gradient_descent_one_step_too_many(grad_fn, w0, lr, n_steps):
    path = [np.array(w0, dtype=float)]
    for _ in range(n_steps + 1):
        path.append(path[-1] - lr * grad_fn(path[-1]))
    return np.array(path)


@mistake(
    "gradient_descent",
    belief="The gradient is a number one computes first.",
    because="It is moved out of the loop, to compute it only once.",
    hint="All your steps are equally long: at which place is the slope taken for the second step?",
)
def gradient_descent_slope_of_the_start(grad_fn, w0, lr, n_steps):
    grad = grad_fn(w0)
    return np.array([w0 - k * lr * grad for k in range(n_steps + 1)], dtype=float)


@mistake(
    "gradient_descent",
    belief="The gradient shows the way, so one follows it.",
    because="The gradient points to where the loss rises.",
    hint="On the parabola your path leads away from the minimum: which sign has the step?",
)
def gradient_descent_climbs(grad_fn, w0, lr, n_steps):
    path = [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        path.append(path[-1] + lr * grad_fn(path[-1]))
    return np.array(path)


@mistake(
    "gradient_descent",
    belief="The gradient is the step.",
    because="With a learning rate of 1 it is.",
    hint="Your path is the same for every learning rate: where does it come in?",
)
def gradient_descent_forgets_the_rate(grad_fn, w0, lr, n_steps):
    path = [np.array(w0, dtype=float)]
    for _ in range(n_steps):
        path.append(path[-1] - grad_fn(path[-1]))
    return np.array(path)


@mistake(
    "gradient_descent",
    belief="append stores the numbers of w.",
    because="A list keeps the array itself; -= then changes every entry of the list, and w0 with them.",
    hint="For arrays all points of your path are the last one: what does a list keep when you append an array?",
)
def gradient_descent_one_array_for_all(grad_fn, w0, lr, n_steps):
    w, path = w0, [w0]
    for _ in range(n_steps):
        w -= lr * grad_fn(w)
        path.append(w)
    return np.array(path)


@mistake(
    "gradient_descent",
    belief="An array for the path is made like w0.",
    because="np.full and np.zeros_like take over the dtype of integers.",
    hint="From a start in integers your path loses its fractions: of which dtype is the array that it is stored in?",
)
def gradient_descent_path_of_integers(grad_fn, w0, lr, n_steps):
    path = np.zeros((n_steps + 1, *np.shape(w0)), dtype=np.asarray(w0).dtype)
    path[0] = w0
    for k in range(n_steps):
        path[k + 1] = path[k] - lr * grad_fn(path[k])
    return path


# gd_line_step


@mistake(
    "gd_line_step",
    belief="The derivative of e² is e.",
    because="With ½ e² it would be; other texts have that half in the loss.",
    hint="Both your steps are half as long as they should be: what is the derivative of a square?",
)
def gd_line_step_loses_the_two(x, y, w, b, lr):
    e = w * x + b - y
    return w - lr * np.mean(e * x), b - lr * np.mean(e)


@mistake(
    "gd_line_step",
    belief="The loss is the sum of the squares.",
    because="Article A adds up the squares; this course takes their mean.",
    hint="Your steps grow with the number of points: is the loss a sum or a mean?",
)
def gd_line_step_sums(x, y, w, b, lr):
    e = w * x + b - y
    return w - lr * np.sum(2 * e * x), b - lr * np.sum(2 * e)


@mistake(
    "gd_line_step",
    belief="The freshest value of w is the best one.",
    because="Assigning to w before b is computed looks harmless.",
    hint="Your w is right and your b is not: with which w do you compute the errors for b?",
)
def gd_line_step_one_after_the_other(x, y, w, b, lr):
    w = w - lr * np.mean(2 * (w * x + b - y) * x)
    b = b - lr * np.mean(2 * (w * x + b - y))
    return w, b


@mistake(
    "gd_line_step",
    belief="The error is truth minus prediction.",
    because="Article A writes it so; the square does not notice, the slope does.",
    hint="Your line walks away from the points: which sign have your errors?",
)
def gd_line_step_climbs(x, y, w, b, lr):
    e = y - (w * x + b)
    return w - lr * np.mean(2 * e * x), b - lr * np.mean(2 * e)


@mistake(
    "gd_line_step",
    belief="Both parameters get the mean error.",
    because="The inner derivative, x for the weight, is forgotten.",
    hint="Your w and b always move by the same amount: by what does a weight act on the prediction?",
)
def gd_line_step_without_the_input(x, y, w, b, lr):
    step = lr * np.mean(2 * (w * x + b - y))
    return w - step, b - step


@mistake(
    "gd_line_step",
    belief="The input belongs to every slope.",
    because="The line for b is a copy of the line for w.",
    hint="Your b takes the same step as w: what is the derivative of w x + b with respect to b?",
)
def gd_line_step_input_for_both(x, y, w, b, lr):
    step = lr * np.mean(2 * (w * x + b - y) * x)
    return w - step, b - step


@mistake(
    "gd_line_step",
    belief="The mean still has to be taken.",
    because="The 1/m is in the mean already; it is divided by m once more.",
    hint="With more points your steps get smaller and smaller: how often do you divide by their number?",
)
def gd_line_step_mean_twice(x, y, w, b, lr):
    e = w * x + b - y
    return w - lr * np.mean(2 * e * x) / len(x), b - lr * np.mean(2 * e) / len(x)


@mistake(
    "gd_line_step",
    belief="The slopes are what is asked for.",
    because="The function is confused with a gradient function.",
    hint="Your answer does not depend on the learning rate: are slopes asked for, or the line after the step?",
)
def gd_line_step_returns_the_slopes(x, y, w, b, lr):
    e = w * x + b - y
    return np.mean(2 * e * x), np.mean(2 * e)


@mistake(
    "gd_line_step",
    belief="The order of the two results does not matter.",
    because="School writes y = b + w x as often as y = w x + b.",
    hint="Your two numbers are right, but look at which one the docstring names first.",
)
def gd_line_step_exchanges_the_results(x, y, w, b, lr):
    e = w * x + b - y
    return b - lr * np.mean(2 * e), w - lr * np.mean(2 * e * x)


# numerical_gradient


@mistake(
    "numerical_gradient",
    belief="One side is enough.",
    because="The derivative is defined by the one-sided quotient.",
    hint="You look to one side only: what does the other side do for the error?",
)
def numerical_gradient_one_sided(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        above = x.copy()
        above[i] += h
        grad[i] = (f(above) - f(x)) / h
    return grad[()]


@mistake(
    "numerical_gradient",
    belief="The step is h, so one divides by h.",
    because="From x - h to x + h it is two steps.",
    hint="Your slopes are twice as large as they are: how far apart are your two places?",
)
def numerical_gradient_divides_by_h(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += h
        below[i] -= h
        grad[i] = (f(above) - f(below)) / h
    return grad[()]


@mistake(
    "numerical_gradient",
    belief="x + h moves x, and NumPy does the rest.",
    because="For a number it is right; in an array it moves all entries at once.",
    hint="For an array you get one number: what is to move when the slope of one entry is measured?",
)
def numerical_gradient_moves_everything(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


@mistake(
    "numerical_gradient",
    belief="Moving an entry is all there is to do.",
    because="The entry is not put back before the next one moves.",
    hint="Your first slope is right and later ones need not be: where are the entries that you have moved before?",
)
def numerical_gradient_does_not_put_back(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x.copy())
        x[i] -= 2 * h
        grad[i] = (above - f(x.copy())) / (2 * h)
    return grad[()]


@mistake(
    "numerical_gradient",
    belief="A copy of x is a safe place to work in.",
    because="A copy of integers is of integers: x + h is cut off when it is stored.",
    hint="For integers your slopes are far off: what becomes of 3 + h in an array of integers?",
)
def numerical_gradient_in_integers(f, x, h=1e-5):
    x = np.array(x)
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        here = x[i]
        x[i] = here + h
        above = f(x.copy())
        x[i] = here - h
        below = f(x.copy())
        x[i] = here
        grad[i] = (above - below) / (2 * h)
    return grad[()]


@mistake(
    "numerical_gradient",
    belief="range(len(x)) goes through all entries.",
    because="For a matrix it goes through the rows.",
    hint="In a matrix all entries of a row get the same slope: what does x[i] stand for there?",
)
def numerical_gradient_row_by_row(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    if x.ndim == 0:
        return (f(x + h) - f(x - h)) / (2 * h)
    grad = np.zeros_like(x)
    for i in range(len(x)):
        above, below = x.copy(), x.copy()
        above[i] += h
        below[i] -= h
        grad[i] = (f(above) - f(below)) / (2 * h)
    return grad


@mistake(
    "numerical_gradient",
    belief="A gradient is a vector.",
    because="The entries are numbered through, and the shape is not put back.",
    hint="The slopes of a matrix come back in one long row: which shape does a gradient have?",
)
def numerical_gradient_flat(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    grad = []
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += h
        below[i] -= h
        grad.append((f(above) - f(below)) / (2 * h))
    return np.array(grad) if x.ndim else grad[0]


@mistake(
    "numerical_gradient",
    belief="The order of a difference does not matter.",
    because="The step is written as x - h, x + h, and the difference in the same order.",
    hint="For a rising function your slope is negative: which of the two values do you subtract?",
)
def numerical_gradient_wrong_way_round(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] += h
        below[i] -= h
        grad[i] = (f(below) - f(above)) / (2 * h)
    return grad[()]


@mistake(
    "numerical_gradient",
    belief="x is mine while I work.",
    because="Without a copy the entries of the caller's array are moved, and rounding does not bring them back.",
    hint="The slopes may be right, but x itself is another array after the call: do you work on a copy?",
)
def numerical_gradient_leaves_x_moved(f, x, h=1e-5):
    if np.ndim(x) == 0:
        return (f(x + h) - f(x - h)) / (2 * h)
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        here = x[i]
        x[i] = here + h
        above = f(x)
        x[i] = here - h
        grad[i] = (above - f(x)) / (2 * h)
    return grad


# momentum_step


@mistake(
    "momentum_step",
    belief="The velocity is a running mean of the slopes.",
    because="It is the third spelling of the chapter, and the one inside Adam.",
    hint="On an even slope your velocity stays below the slope itself: in which of the three spellings is this course?",
)
def momentum_step_running_mean(w, v, grad, lr, beta):
    v = beta * v + (1 - beta) * grad
    return w - lr * v, v


@mistake(
    "momentum_step",
    belief="The velocity is the step, so the learning rate is in it.",
    because="It is the second spelling: article B, Polyak and Keras.",
    hint="Your velocity has the learning rate in it: which of the three spellings is the one asked for?",
)
def momentum_step_of_article_b(w, v, grad, lr, beta):
    v = beta * v - lr * grad
    return w + v, v


@mistake(
    "momentum_step",
    belief="The step is taken with the velocity one has.",
    because="The two lines are written in the other order.",
    hint="Your velocity is right, your place is not: which velocity moves w, the old or the new one?",
)
def momentum_step_with_the_old_velocity(w, v, grad, lr, beta):
    return w - lr * v, beta * v + grad


@mistake(
    "momentum_step",
    belief="The velocity adds up the slopes.",
    because="That it also has to forget is easily overlooked.",
    hint="Your velocity never forgets anything: where is beta?",
)
def momentum_step_without_beta(w, v, grad, lr, beta):
    v = v + grad
    return w - lr * v, v


@mistake(
    "momentum_step",
    belief="The velocity is only carried along.",
    because="The step is copied from plain gradient descent.",
    hint="Your w moves as if there were no momentum: what is the velocity for?",
)
def momentum_step_moves_by_the_slope(w, v, grad, lr, beta):
    return w - lr * grad, beta * v + grad


@mistake(
    "momentum_step",
    belief="The learning rate belongs to the gradient and to the step.",
    because="Two spellings are mixed.",
    hint="A tenth of the learning rate makes your step a hundredth: how often does it come in?",
)
def momentum_step_with_the_rate_twice(w, v, grad, lr, beta):
    v = beta * v + lr * grad
    return w - lr * v, v


@mistake(
    "momentum_step",
    belief="Along the velocity means plus.",
    because="The velocity here points uphill, like the gradient that it sums.",
    hint="Your step leads uphill: in this spelling, which way does v point?",
)
def momentum_step_climbs(w, v, grad, lr, beta):
    v = beta * v + grad
    return w + lr * v, v


@mistake(
    "momentum_step",
    belief="Beta says how much of the new slope is taken.",
    because="Both are factors between 0 and 1 in front of something.",
    hint="With beta = 0 your velocity stays what it was: which of the two is it that beta shrinks?",
)
def momentum_step_shrinks_the_slope(w, v, grad, lr, beta):
    v = v + beta * grad
    return w - lr * v, v


@mistake(
    "momentum_step",
    belief="Momentum looks ahead.",
    because="Nesterov's variant does; it is another algorithm.",
    hint="Your velocity is right, and your step goes further than along it: did you add the slope once more?",
)
def momentum_step_of_nesterov(w, v, grad, lr, beta):
    v = beta * v + grad
    return w - lr * (grad + beta * v), v


@mistake(
    "momentum_step",
    belief="The order of the two results does not matter.",
    because="The velocity is computed first.",
    hint="Your two results are right, but look at which one the docstring names first.",
)
def momentum_step_exchanges_the_results(w, v, grad, lr, beta):
    v = beta * v + grad
    return v, w - lr * v


@mistake(
    "momentum_step",
    belief="v *= is short for v = v *.",
    because="For a number it is; for an array it writes into the array of the caller.",
    hint="What you were given as v is another array after the call: which operators write into it?",
)
def momentum_step_in_place(w, v, grad, lr, beta):
    v *= beta
    v += grad
    return w - lr * v, v


@mistake(
    "momentum_step",
    belief="The new place is the result.",
    because="The velocity is taken for a help inside the function; but the next step needs it.",
    hint="You return w alone: where does the next step get its velocity from?",
)
def momentum_step_returns_the_place_only(w, v, grad, lr, beta):
    return w - lr * (beta * v + grad)


# minibatches


@mistake(
    "minibatches",
    belief="Batches are slices.",
    because="The shuffling is forgotten; on sorted labels whole batches then have one class.",
    hint="Your samples come in the order they had: what is rng for?",
)
def minibatches_in_the_old_order(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


@mistake(
    "minibatches",
    belief="It is enough to shuffle the inputs.",
    because="The labels are a second array, which does not follow by itself.",
    hint="A sample comes with the label of another one: do X and y go through the same order?",
)
def minibatches_shuffles_x_only(X, y, batch_size, rng):
    X = X[rng.permutation(len(X))]
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


@mistake(
    "minibatches",
    belief="Both arrays have to be shuffled.",
    because="They are, but each draw makes an order of its own.",
    hint="X and y are both shuffled, and the pairs are lost: how many orders do you draw?",
)
def minibatches_draws_two_orders(X, y, batch_size, rng):
    X, y = X[rng.permutation(len(X))], y[rng.permutation(len(X))]
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


@mistake(
    "minibatches",
    belief="A batch has batch_size samples, so what is left over is dropped.",
    because="Libraries offer that as an option.",
    hint="Some samples never come, when the number does not come out even: what happens to the rest?",
)
def minibatches_drops_the_rest(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for k in range(len(X) // batch_size):
        rows = order[k * batch_size : (k + 1) * batch_size]
        yield X[rows], y[rows]


@mistake(
    "minibatches",
    belief="Each batch is a random draw.",
    because="Drawing with replacement is simpler, and nearly the same for large data.",
    hint="Within one batch a sample can come twice: how do you make sure that each comes once in an epoch?",
)
def minibatches_draws_with_replacement(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        rows = rng.integers(0, len(X), min(batch_size, len(X) - start))
        yield X[rows], y[rows]


@mistake(
    "minibatches",
    belief="Each batch needs its own shuffle.",
    because="The permutation has slipped into the loop.",
    hint="From batch to batch samples come again, while others are missing: how often is an epoch shuffled?",
)
def minibatches_shuffles_for_each_batch(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        rows = rng.permutation(len(X))[start : start + batch_size]
        yield X[rows], y[rows]


@mistake(
    "minibatches",
    belief="Shuffling the batches is shuffling.",
    because="The batches are cut first and their order is drawn then.",
    hint="The same neighbours are always in one batch: what is to be shuffled, the batches or the samples?",
)
def minibatches_shuffles_the_batches(X, y, batch_size, rng):
    starts = np.arange(0, len(X), batch_size)
    for start in rng.permutation(starts):
        yield X[start : start + batch_size], y[start : start + batch_size]


@mistake(
    "minibatches",
    belief="batch_size is the number of batches.",
    because="np.array_split takes the number of parts.",
    hint="You make batch_size batches: how many samples is each to have?",
)
def minibatches_as_many_as_the_size(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for rows in np.array_split(order, batch_size):
        yield X[rows], y[rows]


@mistake(
    "minibatches",
    belief="return gives a batch back each time round.",
    because="It ends the function; yield goes on after it.",
    hint="Only the first batch comes, and then your function is over: which word hands out a value and goes on?",
)
def minibatches_returns_the_first(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    return X[order[:batch_size]], y[order[:batch_size]]


@mistake(
    "minibatches",
    belief="The end of the slice is the start of the last batch.",
    because="range leaves out its end, and one batch with it.",
    hint="Your last batch is always missing, even when all are full: where does your range end?",
)
def minibatches_stops_one_batch_early(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X) - batch_size, batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


@mistake(
    "minibatches",
    belief="rng.shuffle gives back a shuffled copy.",
    because="It shuffles the array that it is given, which belongs to the caller.",
    hint="What you were given as X and y is in another order after the call: do you work on copies?",
)
def minibatches_shuffles_in_place(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    X[:], y[:] = X[order], y[order]
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size].copy(), y[start : start + batch_size].copy()


@mistake(
    "minibatches",
    belief="A batch consists of samples.",
    because="The labels are left to the caller, who does not know the order.",
    hint="Your batches hold samples alone: how is one to know which labels belong to them?",
)
def minibatches_without_labels(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        yield X[order[start : start + batch_size]]


# The questions


@mistake(
    "answer_search_price",
    belief="Each parameter is looked at once.",
    because="Left and right are two places.",
    hint="That is one look for each parameter: how many sides has each?",
)
def answers_one_side():
    return 25_450


@mistake(
    "answer_search_price",
    belief="The parameters are the weights.",
    because="The biases are easily left out of the count.",
    hint="Were the biases counted too?",
)
def answers_without_biases():
    return 50_816


@mistake(
    "answer_search_price",
    belief="The network is the one of the chapter.",
    because="Only the hidden layer has another size here.",
    hint="That is the price for the network of the chapter: how many hidden neurons has this one?",
)
def answers_for_the_network_of_the_chapter():
    return 25_460


@mistake(
    "answer_largest_rate",
    belief="The curvature is the number in front of w².",
    because="The limit is for ½ a w², so that the curvature is twice that number.",
    hint="The number in front of w² is not the curvature: what is the second derivative?",
)
def answers_with_half_the_curvature():
    return 0.32


@mistake(
    "answer_largest_rate",
    belief="The limit is 1 / a.",
    because="That is the rate which is there in one step.",
    hint="With that rate the descent is there in one step: how much further may one go?",
)
def answers_with_the_best_rate():
    return 0.08


@mistake(
    "answer_largest_rate",
    belief="It explodes from a rate of 1 on.",
    because="So it is on w², whose curvature is 2.",
    hint="That is the limit on w²: what is the curvature here?",
)
def answers_with_the_limit_of_w2():
    return 1.0


@mistake(
    "answer_iterations",
    belief="What is left over is no batch.",
    because="The division is rounded down.",
    hint="Is there a last, smaller batch in each epoch?",
)
def answers_without_the_last_batch():
    return 840


@mistake(
    "answer_iterations",
    belief="An epoch is an iteration.",
    because="Article B uses the word so.",
    hint="That many epochs there are: how many steps has each of them?",
)
def answers_with_the_epochs():
    return 20


@mistake(
    "answer_iterations",
    belief="The iterations of one epoch are asked for.",
    because="The question is about the whole training.",
    hint="So many iterations has one epoch: how many epochs are there?",
)
def answers_for_one_epoch():
    return 43


@mistake(
    "answer_descent_bug",
    belief="The batches are cut wrongly.",
    because="The loop calls minibatches as the exercise asks for.",
    hint="Line (a) hands out each sample once an epoch, in pairs: does it do anything else here?",
)
def answers_with_the_batches():
    return "a"


@mistake(
    "answer_descent_bug",
    belief="The sign of the error is wrong.",
    because="Prediction minus truth is the error of this course.",
    hint="In line (b) the error is prediction minus truth: which sign of it makes a descent?",
)
def answers_with_the_error():
    return "b"


@mistake(
    "answer_descent_bug",
    belief="The arguments of momentum_step are in the wrong order.",
    because="They are in the order of the exercise.",
    hint="Compare line (d) with the order of the arguments in exercise 5: is anything exchanged?",
)
def answers_with_the_step():
    return "d"
