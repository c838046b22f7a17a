"""Mistakes that let a network learn by heart, or forget: stopping, penalties, limits, dropout."""

import numpy as np

from workbook.mistakes import mistake

# early_stopping


@mistake(
    "early_stopping",
    belief="Stop at the first epoch that is worse.",
    because="One article says so; a validation loss goes up and down, so patience is needed.",
    hint="You stop at the first bad epoch: which argument says how many are borne?",
)
def stopping_without_patience(val_losses, patience, min_delta=0.0):
    best = 0
    for epoch, loss in enumerate(val_losses):
        if loss < val_losses[best] - min_delta:
            best = epoch
        elif epoch > 0:
            return epoch, best
    return len(val_losses) - 1, best


@mistake(
    "early_stopping",
    belief="The weights of the last epoch are the ones to keep.",
    because="Training went on for `patience` epochs after the best.",
    hint="You stop in time, but you name the last epoch as the best: whose weights are to be kept?",
)
def stopping_best_is_last(val_losses, patience, min_delta=0.0):
    best = 0
    for epoch, loss in enumerate(val_losses):
        if loss < val_losses[best] - min_delta:
            best = epoch
        if epoch - best >= patience:
            break
    return epoch, epoch


@mistake(
    "early_stopping",
    belief="More than `patience` bad epochs end it.",
    because="`patience` of them are borne, and with the last of these it is over.",
    hint="You wait one epoch too long: how many epochs without improvement are borne?",
)
def stopping_one_too_late(val_losses, patience, min_delta=0.0):
    best = 0
    for epoch, loss in enumerate(val_losses):
        if loss < val_losses[best] - min_delta:
            best = epoch
        if epoch - best > patience:
            break
    return epoch, best


@mistake(
    "early_stopping",
    belief="Bad epochs are counted.",
    because="After an improvement the count begins again.",
    hint="Your count of bad epochs never begins again: what happens to it when there is an improvement?",
)
def stopping_never_resets(val_losses, patience, min_delta=0.0):
    best, bad = 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss < val_losses[best] - min_delta:
            best = epoch
        elif epoch > 0:
            bad += 1
        if bad >= patience:
            break
    return epoch, best


@mistake(
    "early_stopping",
    belief="Every lower loss is an improvement.",
    because="min_delta says by how much it has to be lower.",
    hint="A hair's breadth counts as an improvement in your version: what is min_delta for?",
)
def stopping_without_min_delta(val_losses, patience, min_delta=0.0):
    best = 0
    for epoch, loss in enumerate(val_losses):
        if loss < val_losses[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return epoch, best


@mistake(
    "early_stopping",
    belief="min_delta is how much worse an epoch may be.",
    because="It is how much better it has to be.",
    hint="A slightly worse epoch counts as an improvement in your version: on which side of the best is min_delta?",
)
def stopping_tolerates_worse(val_losses, patience, min_delta=0.0):
    best = 0
    for epoch, loss in enumerate(val_losses):
        if loss < val_losses[best] + min_delta:
            best = epoch
        if epoch - best >= patience:
            break
    return epoch, best


@mistake(
    "early_stopping",
    belief="An epoch is bad if it is worse than the one before.",
    because="After a bad epoch that is an easy comparison; the best one counts.",
    hint="You compare with the epoch before: with which one should you?",
)
def stopping_compares_with_previous(val_losses, patience, min_delta=0.0):
    best, bad = 0, 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < val_losses[epoch - 1] - min_delta:
            bad = 0
        else:
            bad += 1
        if val_losses[epoch] < val_losses[best] - min_delta:
            best = epoch
        if bad >= patience:
            return epoch, best
    return len(val_losses) - 1, best


@mistake(
    "early_stopping",
    belief="The best epoch is the lowest loss of the list.",
    because="Whoever stops never sees what would have come later.",
    hint="You name an epoch as the best that comes after the end of the training.",
)
def stopping_looks_ahead(val_losses, patience, min_delta=0.0):
    best = 0
    for epoch, loss in enumerate(val_losses):
        if loss < val_losses[best] - min_delta:
            best = epoch
        if epoch - best >= patience:
            break
    return epoch, int(np.argmin(val_losses))


@mistake(
    "early_stopping",
    belief="Epochs count from 1.",
    because="In this course they count from 0, like everything in Python.",
    hint="Both of your epochs are one too large: from which number do they count here?",
)
def stopping_counts_from_one(val_losses, patience, min_delta=0.0):
    best = 0
    for epoch, loss in enumerate(val_losses):
        if loss < val_losses[best] - min_delta:
            best = epoch
        if epoch - best >= patience:
            break
    return epoch + 1, best + 1


@mistake(
    "early_stopping",
    belief="As good as the best is an improvement.",
    because="A loss that does not move would then be trained for ever.",
    hint="A loss that stays the same counts as an improvement in your version.",
)
def stopping_takes_equal_as_better(val_losses, patience, min_delta=0.0):
    best = 0
    for epoch, loss in enumerate(val_losses):
        if loss <= val_losses[best] - min_delta:
            best = epoch
        if epoch - best >= patience:
            break
    return epoch, best


@mistake(
    "early_stopping",
    belief="The best epoch comes first.",
    because="The stop epoch does.",
    hint="Your two results are exchanged.",
)
def stopping_exchanged(val_losses, patience, min_delta=0.0):
    best = 0
    for epoch, loss in enumerate(val_losses):
        if loss < val_losses[best] - min_delta:
            best = epoch
        if epoch - best >= patience:
            break
    return best, epoch


@mistake(
    "early_stopping",
    belief="The best loss is asked for.",
    because="The epoch is: its weights are to be loaded.",
    hint="Your second result is a loss: with which number does one find the weights again?",
)
def stopping_returns_loss(val_losses, patience, min_delta=0.0):
    best = 0
    for epoch, loss in enumerate(val_losses):
        if loss < val_losses[best] - min_delta:
            best = epoch
        if epoch - best >= patience:
            break
    return epoch, val_losses[best]


@mistake(
    "early_stopping",
    belief="Who never stops, stops after the end.",
    because="The last epoch has the number len - 1.",
    hint="If there is no reason to stop you name an epoch that does not exist: which number has the last one?",
)
def stopping_after_the_end(val_losses, patience, min_delta=0.0):
    best = 0
    for epoch, loss in enumerate(val_losses):
        if loss < val_losses[best] - min_delta:
            best = epoch
        if epoch - best >= patience:
            return epoch, best
    return len(val_losses), best


# l2_penalty


@mistake(
    "l2_penalty",
    belief="The penalty is λ Σ W².",
    because="This course has a ½ in front, so that the gradient is λ W.",
    hint="Twice too large: what stands in front of λ, so that the gradient has no 2 in it?",
)
def l2_penalty_without_half(weights, lam):
    return lam * sum(np.sum(W**2) for W in weights)


@mistake(
    "l2_penalty",
    belief="L2 is the length of the weights.",
    because="The penalty is the square of the length.",
    hint="You take a root: the penalty grows with the square of the weights.",
)
def l2_penalty_takes_root(weights, lam):
    return 0.5 * lam * np.sqrt(sum(np.sum(W**2) for W in weights))


@mistake(
    "l2_penalty",
    belief="A penalty is a mean.",
    because="The loss is a mean over samples; the penalty is a sum over weights.",
    hint="Your penalty does not grow with the number of weights: mean or sum?",
)
def l2_penalty_of_the_mean(weights, lam):
    return 0.5 * lam * sum(np.mean(W**2) for W in weights)


@mistake(
    "l2_penalty",
    belief="First add up, then square.",
    because="Then weights of opposite sign cost nothing.",
    hint="Weights of opposite sign cancel in your version: what comes first, the square or the sum?",
)
def l2_penalty_squares_the_sum(weights, lam):
    return 0.5 * lam * sum(np.sum(W) ** 2 for W in weights)


@mistake(
    "l2_penalty",
    belief="A list of arrays is an array.",
    because="Layers differ in shape, and np.array refuses that.",
    hint="Right for one layer, but the layers of a network differ in shape, and np.array cannot stack them.",
)
def l2_penalty_stacks(weights, lam):
    return 0.5 * lam * np.sum(np.array(weights) ** 2)


@mistake(
    "l2_penalty",
    belief="sum adds up everything.",
    because="Python's sum adds the rows of a table and leaves one row.",
    hint="For a table of weights you return an array: Python's own sum adds only the rows.",
)
def l2_penalty_by_pythons_sum(weights, lam):
    return 0.5 * lam * sum(sum(W**2) for W in weights)


@mistake(
    "l2_penalty",
    belief="weights is the weights.",
    because="It is a list with one array for each layer.",
    hint="You count only the first layer.",
)
def l2_penalty_of_first_layer(weights, lam):
    return 0.5 * lam * np.sum(weights[0] ** 2)


@mistake(
    "l2_penalty",
    belief="The penalty is Σ |W|.",
    because="That is L1.",
    hint="You add up absolute values: that is the other penalty.",
)
def l2_penalty_is_l1(weights, lam):
    return lam * sum(np.sum(np.abs(W)) for W in weights)


# l1_penalty


@mistake(
    "l1_penalty",
    belief="The penalty is the sum of the weights.",
    because="Then negative weights would be paid for.",
    hint="In your version negative weights lower the penalty: what is missing before the sum?",
)
def l1_penalty_without_abs(weights, lam):
    return lam * sum(np.sum(W) for W in weights)


@mistake(
    "l1_penalty",
    belief="Every penalty has a ½.",
    because="Only L2 has it, to cancel the 2 of the derivative.",
    hint="Half of the right one: which penalty has the ½, and why?",
)
def l1_penalty_with_half(weights, lam):
    return 0.5 * lam * sum(np.sum(np.abs(W)) for W in weights)


@mistake(
    "l1_penalty",
    belief="A penalty is a sum of squares.",
    because="That is L2.",
    hint="You add up squares: that is the other penalty.",
)
def l1_penalty_is_l2(weights, lam):
    return 0.5 * lam * sum(np.sum(W**2) for W in weights)


@mistake(
    "l1_penalty",
    belief="A penalty is a mean.",
    because="The loss is a mean over samples; the penalty is a sum over weights.",
    hint="Your penalty does not grow with the number of weights: mean or sum, here?",
)
def l1_penalty_of_the_mean(weights, lam):
    return lam * sum(np.mean(np.abs(W)) for W in weights)


@mistake(
    "l1_penalty",
    belief="First add up, then take the absolute value.",
    because="Then weights of opposite sign cost nothing.",
    hint="Weights of opposite sign cancel in your version: what comes first, the absolute value or the sum?",
)
def l1_penalty_abs_of_the_sum(weights, lam):
    return lam * sum(abs(np.sum(W)) for W in weights)


@mistake(
    "l1_penalty",
    belief="np.linalg.norm(W, 1) is the L1 norm.",
    because="Of a table it is the largest column sum.",
    hint="Right for a vector; of a table NumPy's norm takes the largest column: the sum over all entries is asked for.",
)
def l1_penalty_by_matrix_norm(weights, lam):
    return lam * sum(np.linalg.norm(W, 1) for W in weights)


@mistake(
    "l1_penalty",
    belief="A list of arrays is an array.",
    because="Layers differ in shape, and np.array refuses that.",
    hint="Right for one layer, but layers of different shapes do not go into one array.",
)
def l1_penalty_stacks(weights, lam):
    return lam * np.sum(np.abs(np.array(weights)))


@mistake(
    "l1_penalty",
    belief="weights is the weights.",
    because="It is a list with one array for each layer.",
    hint="You count only the first of the layers.",
)
def l1_penalty_of_first_layer(weights, lam):
    return lam * np.sum(np.abs(weights[0]))


# l2_grad


@mistake(
    "l2_grad",
    belief="The derivative of W² is 2 W.",
    because="The ½ in front of the penalty cancels the 2.",
    hint="The part from the penalty is twice too large: which factor did the penalty have in front?",
)
def l2_grad_with_two(dW, W, lam):
    return dW + 2 * lam * W


@mistake(
    "l2_grad",
    belief="The penalty's gradient is asked for.",
    because="It comes on top of the loss's own.",
    hint="You return the penalty's part alone: where is the gradient of the loss?",
)
def l2_grad_penalty_alone(dW, W, lam):
    return lam * W


@mistake(
    "l2_grad",
    belief="A penalty is taken off.",
    because="It is added to the loss, and its gradient to the gradient.",
    hint="You take the penalty's part off: with a minus in the step, your weights will grow.",
)
def l2_grad_subtracts(dW, W, lam):
    return dW - lam * W


@mistake(
    "l2_grad",
    belief="The penalty is added to the gradient.",
    because="Its derivative is.",
    hint="You add the penalty itself, one number for all weights: its derivative has one for each.",
)
def l2_grad_adds_the_penalty(dW, W, lam):
    return dW + 0.5 * lam * np.sum(W**2)


@mistake(
    "l2_grad",
    belief="Every weight is pulled by λ.",
    because="That is L1; here the pull is the stronger the larger the weight.",
    hint="You pull all weights equally hard: that is the other penalty.",
)
def l2_grad_is_l1(dW, W, lam):
    return dW + lam * np.sign(W)


@mistake(
    "l2_grad",
    belief="The penalty is a mean over the weights too.",
    because="It is a sum.",
    hint="You divide the penalty's part by the number of weights, but the penalty is a sum.",
)
def l2_grad_divides_by_size(dW, W, lam):
    return dW + lam * W / np.size(W)


@mistake(
    "l2_grad",
    belief="dW += makes a new array.",
    because="It writes into the caller's.",
    hint="The values are right, but the caller's own gradient has changed too.",
)
def l2_grad_in_place(dW, W, lam):
    if dW.dtype.kind != "f":
        return dW + lam * W
    dW += lam * W
    return dW


# l1_grad


@mistake(
    "l1_grad",
    belief="The pull is the stronger the larger the weight.",
    because="That is L2; here it is the same for all.",
    hint="You pull large weights harder: this penalty pulls all equally hard.",
)
def l1_grad_is_l2(dW, W, lam):
    return dW + lam * W


@mistake(
    "l1_grad",
    belief="The sign is that of the gradient.",
    because="The pull is towards 0, so it depends on the weight.",
    hint="You take the sign of the gradient: towards where is a weight to be pulled?",
)
def l1_grad_sign_of_gradient(dW, W, lam):
    return dW + lam * np.sign(dW)


@mistake(
    "l1_grad",
    belief="The penalty is |W|, so |W| is added.",
    because="Its derivative is added.",
    hint="You add the absolute values themselves: how steep are they?",
)
def l1_grad_adds_abs(dW, W, lam):
    return dW + lam * np.abs(W)


@mistake(
    "l1_grad",
    belief="Every weight is made smaller by λ.",
    because="A negative weight is to become larger, towards 0.",
    hint="You pull negative weights away from 0.",
)
def l1_grad_without_sign(dW, W, lam):
    return dW + lam


@mistake(
    "l1_grad",
    belief="What is not positive is negative.",
    because="A weight of exactly 0 is where the penalty wants it.",
    hint="Almost: a weight that is exactly 0 is pulled below 0 or above it by your version.",
)
def l1_grad_zero_is_negative(dW, W, lam):
    return dW + lam * np.where(W > 0, 1.0, -1.0)


@mistake(
    "l1_grad",
    belief="What is not negative is positive.",
    because="A weight of exactly 0 is where the penalty wants it.",
    hint="Almost: in which direction do you pull a weight that is exactly 0?",
)
def l1_grad_zero_is_positive(dW, W, lam):
    return dW + lam * np.where(W >= 0, 1.0, -1.0)


@mistake(
    "l1_grad",
    belief="The derivative is W / |W|.",
    because="For a weight of 0 that is 0 / 0.",
    hint="A weight of exactly 0 makes you divide by 0.",
)
def l1_grad_divides(dW, W, lam):
    return dW + lam * W / np.abs(W)


@mistake(
    "l1_grad",
    belief="The penalty's gradient is asked for.",
    because="It comes on top of the loss's own.",
    hint="You return the penalty's part alone: the loss has a gradient too.",
)
def l1_grad_penalty_alone(dW, W, lam):
    return lam * np.sign(W)


@mistake(
    "l1_grad",
    belief="A penalty is taken off.",
    because="It is added to the loss, and its gradient to the gradient.",
    hint="You push the weights away from 0: the step has a minus already.",
)
def l1_grad_subtracts(dW, W, lam):
    return dW - lam * np.sign(W)


@mistake(
    "l1_grad",
    belief="dW += makes a new array.",
    because="It writes into the caller's.",
    hint="The values are right, but you write them into the caller's gradient.",
)
def l1_grad_in_place(dW, W, lam):
    if dW.dtype.kind != "f":
        return dW + lam * np.sign(W)
    dW += lam * np.sign(W)
    return dW


# max_norm


@mistake(
    "max_norm",
    belief="A neuron's weights are a column.",
    because="In this course a row of W is one neuron.",
    hint="You measure columns: where are the incoming weights of one neuron?",
)
def max_norm_of_columns(W, c):
    lengths = np.sqrt(np.sum(W**2, axis=0, keepdims=True))
    return W * c / np.maximum(lengths, c)


@mistake(
    "max_norm",
    belief="The whole table has one length.",
    because="Each neuron has its own limit.",
    hint="You measure the whole table: each neuron has a limit of its own.",
)
def max_norm_of_the_table(W, c):
    return W * c / max(np.sqrt(np.sum(W**2)), c)


@mistake(
    "max_norm",
    belief="Every row gets the length c.",
    because="It is a limit: shorter rows stay as they are.",
    hint="You also stretch rows that are short enough.",
)
def max_norm_always_rescales(W, c):
    lengths = np.sqrt(np.sum(W**2, axis=1, keepdims=True))
    return W * c / np.where(lengths > 0, lengths, 1)


@mistake(
    "max_norm",
    belief="The length is the sum of the squares.",
    because="It is its root.",
    hint="You measure squared lengths: how long is the row (3, 4)?",
)
def max_norm_without_root(W, c):
    return W * c / np.maximum(np.sum(W**2, axis=1, keepdims=True), c)


@mistake(
    "max_norm",
    belief="The length is the sum of the absolute values.",
    because="That is the L1 norm; max-norm limits the L2 norm.",
    hint="You measure the sum of the absolute values: how long is the row (3, 4)?",
)
def max_norm_by_l1(W, c):
    return W * c / np.maximum(np.sum(np.abs(W), axis=1, keepdims=True), c)


@mistake(
    "max_norm",
    belief="No weight may be larger than c.",
    because="The limit is on the length of all weights of a neuron together.",
    hint="You cut each weight for itself: the limit is on the length of a row, whose direction stays.",
)
def max_norm_cuts_entries(W, c):
    return np.clip(W, -c, c)


@mistake(
    "max_norm",
    belief="A row that is too long gets the length 1.",
    because="It gets the length c.",
    hint="The rows that were too long are all 1 long afterwards: how long may they be?",
)
def max_norm_to_one(W, c):
    lengths = np.sqrt(np.sum(W**2, axis=1, keepdims=True))
    return np.where(lengths > c, W / np.maximum(lengths, 1e-300), W)


@mistake(
    "max_norm",
    belief="min takes care of short rows.",
    because="It does, except for a row of zeros, whose length is 0.",
    hint="Right, but a row of nothing but zeros makes you divide by 0.",
)
def max_norm_divides_by_zero(W, c):
    lengths = np.sqrt(np.sum(W**2, axis=1, keepdims=True))
    return W * np.minimum(1.0, c / lengths)


@mistake(
    "max_norm",
    belief="A row times its number: NumPy knows which rows are meant.",
    because="Without keepdims the numbers are laid along the columns.",
    hint="Each number goes to a column instead of a row: which shape must the lengths have?",
)
def max_norm_without_keepdims(W, c):
    return W * c / np.maximum(np.sqrt(np.sum(W**2, axis=1)), c)


@mistake(
    "max_norm",
    belief="W is mine to limit.",
    because="The caller's array changes behind its back; here a new one is asked for.",
    hint="The values are right, but you write them into the caller's weights.",
)
def max_norm_in_place(W, c):
    lengths = np.sqrt(np.sum(W**2, axis=1, keepdims=True))
    if W.dtype.kind != "f":
        return W * c / np.maximum(lengths, c)
    W *= c / np.maximum(lengths, c)
    return W


# dropout_forward


@mistake(
    "dropout_forward",
    belief="p_drop is the probability to be kept.",
    because="Some papers and libraries mean that by p; the name says which it is here.",
    hint="You keep as many as you should drop: what is p_drop the probability of?",
)
def dropout_exchanges_drop_and_keep(X, p_drop, rng, training):
    if not training:
        return X, np.ones(X.shape, dtype=bool)
    if p_drop == 0:
        return X * 1.0, np.ones(X.shape, dtype=bool)
    mask = rng.random(X.shape) < p_drop
    return X * mask / p_drop, mask


@mistake(
    "dropout_forward",
    belief="Dropping is all there is to it.",
    because="Then the layer above is used to less than it gets at test time.",
    hint="What is kept stays as loud as before: then the layer above hears less in training than in the test.",
)
def dropout_without_scale(X, p_drop, rng, training):
    if not training:
        return X, np.ones(X.shape, dtype=bool)
    mask = rng.random(X.shape) >= p_drop
    return X * mask, mask


@mistake(
    "dropout_forward",
    belief="At test time everything is multiplied by the probability to be kept.",
    because="The first paper and the article do so; this course divides in training instead.",
    hint="That is the first paper's spelling, which scales at test time: here it is done in training.",
)
def dropout_scales_at_test_time(X, p_drop, rng, training):
    if not training:
        return X * (1 - p_drop), np.ones(X.shape, dtype=bool)
    mask = rng.random(X.shape) >= p_drop
    return X * mask, mask


@mistake(
    "dropout_forward",
    belief="Dropout is always on.",
    because="At test time one wants the network's best answer, the same each time.",
    hint="You also drop with training=False.",
)
def dropout_ignores_training(X, p_drop, rng, training):
    mask = rng.random(X.shape) >= p_drop
    return X * mask / (1 - p_drop), mask


@mistake(
    "dropout_forward",
    belief="The kept ones are divided by p_drop.",
    because="The share that is kept is 1 - p_drop.",
    hint="You divide by the share that is dropped: by which share did the sum shrink?",
)
def dropout_divides_by_p_drop(X, p_drop, rng, training):
    if not training or p_drop == 0:
        return X * 1.0, np.ones(X.shape, dtype=bool)
    mask = rng.random(X.shape) >= p_drop
    return X * mask / p_drop, mask


@mistake(
    "dropout_forward",
    belief="The kept ones are multiplied by the share that is kept.",
    because="Then they become even quieter.",
    hint="You make what is kept even quieter: the sum has already become smaller.",
)
def dropout_multiplies_by_keep(X, p_drop, rng, training):
    if not training:
        return X, np.ones(X.shape, dtype=bool)
    mask = rng.random(X.shape) >= p_drop
    return X * mask * (1 - p_drop), mask


@mistake(
    "dropout_forward",
    belief="A unit is dropped for the whole batch.",
    because="Each sample sees its own thinned network.",
    hint="All samples of the batch lose the same units: of which shape is your mask?",
)
def dropout_one_mask_for_the_batch(X, p_drop, rng, training):
    if not training:
        return X, np.ones(X.shape, dtype=bool)
    mask = np.broadcast_to(rng.random(X.shape[-1]) >= p_drop, X.shape).copy()
    return X * mask / (1 - p_drop), mask


@mistake(
    "dropout_forward",
    belief="Samples are dropped.",
    because="Units are: every sample stays, with gaps.",
    hint="You silence whole samples: it is units that are to be silenced, for each sample others.",
)
def dropout_drops_samples(X, p_drop, rng, training):
    if not training:
        return X, np.ones(X.shape, dtype=bool)
    mask = np.broadcast_to(rng.random((len(X), 1)) >= p_drop, X.shape).copy()
    return X * mask / (1 - p_drop), mask


@mistake(
    "dropout_forward",
    belief="The mask says what is dropped.",
    because="In this course True means kept.",
    hint="The output is right, but your mask says True where something was dropped.",
)
def dropout_mask_of_the_dropped(X, p_drop, rng, training):
    if not training:
        return X, np.zeros(X.shape, dtype=bool)
    dropped = rng.random(X.shape) < p_drop
    return X * ~dropped / (1 - p_drop), dropped


@mistake(
    "dropout_forward",
    belief="The mask may hold the scale too.",
    because="Then the backward pass, which divides by 1 - p_drop, scales twice.",
    hint="The output is right, but your mask holds factors: it should only say True or False.",
)
def dropout_mask_with_scale(X, p_drop, rng, training):
    if not training:
        return X, np.ones(X.shape)
    mask = (rng.random(X.shape) >= p_drop) / (1 - p_drop)
    return X * mask, mask


@mistake(
    "dropout_forward",
    belief="Every random number is as good as another.",
    because="A normal number is below p_drop with another probability than p_drop.",
    hint="You drop another share than p_drop: which numbers are below p with probability p?",
)
def dropout_by_normal_numbers(X, p_drop, rng, training):
    if not training or p_drop == 0:
        return X * 1.0, np.ones(X.shape, dtype=bool)
    mask = rng.standard_normal(X.shape) >= p_drop
    return X * mask / (1 - p_drop), mask


@mistake(
    "dropout_forward",
    belief="The output is all that is needed.",
    because="The backward pass has to let the same entries through.",
    hint="You return the output alone: how is the backward pass to know what was dropped?",
)
def dropout_returns_output_alone(X, p_drop, rng, training):
    if not training:
        return X
    return X * (rng.random(X.shape) >= p_drop) / (1 - p_drop)


@mistake(
    "dropout_forward",
    belief="X is mine to change.",
    because="The caller's activations change behind its back.",
    hint="The values are right, but you make the gaps in the caller's own array.",
)
def dropout_in_place(X, p_drop, rng, training):
    if not training:
        return X, np.ones(X.shape, dtype=bool)
    mask = rng.random(X.shape) >= p_drop
    X[~mask] = 0
    return X / (1 - p_drop), mask


# dropout_backward


@mistake(
    "dropout_backward",
    belief="The gradient passes everywhere.",
    because="What was silenced had no influence on the loss.",
    hint="Your gradient also reaches entries that were dropped: did they have any influence on the loss?",
)
def dropout_back_without_mask(dout, mask, p_drop):
    return dout / (1 - p_drop)


@mistake(
    "dropout_backward",
    belief="The mask is all there is to it.",
    because="The forward pass also divided by 1 - p_drop.",
    hint="Your gradient passes where it should, but without the factor of the forward pass.",
)
def dropout_back_without_scale(dout, mask, p_drop):
    return dout * mask


@mistake(
    "dropout_backward",
    belief="Backward undoes forward.",
    because="A factor in the forward pass is the same factor in the backward pass.",
    hint="You undo the factor of the forward pass: what is the derivative of a number times X?",
)
def dropout_back_undoes_scale(dout, mask, p_drop):
    return dout * mask * (1 - p_drop)


@mistake(
    "dropout_backward",
    belief="True is dropped.",
    because="In this course True means kept.",
    hint="Your gradient passes where the signal did not: what does True mean in the mask?",
)
def dropout_back_mask_inverted(dout, mask, p_drop):
    return dout * ~mask / (1 - p_drop)


@mistake(
    "dropout_backward",
    belief="The kept ones are divided by p_drop.",
    because="The share that is kept is 1 - p_drop.",
    hint="You divide by the share that was dropped.",
)
def dropout_back_divides_by_p_drop(dout, mask, p_drop):
    return dout * mask / (p_drop or 1.0)


@mistake(
    "dropout_backward",
    belief="dout[mask] is the gradient.",
    because="It has only the entries that were kept, in a row, and the places are lost.",
    hint="You return only the kept entries, one after the other: the gradient has the shape of the input.",
)
def dropout_back_selects(dout, mask, p_drop):
    return dout[mask] / (1 - p_drop)


@mistake(
    "dropout_backward",
    belief="dout is mine to change.",
    because="The caller's gradient changes behind its back.",
    hint="The values are right, but you make the gaps in the caller's own gradient.",
)
def dropout_back_in_place(dout, mask, p_drop):
    dout[~mask] = 0
    return dout / (1 - p_drop)
