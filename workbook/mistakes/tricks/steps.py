"""Mistakes in the step: clipping that turns or kills the gradient, Adam's two averages, layers that should stay."""

import numpy as np

from workbook.mistakes import mistake

# clip_by_value


@mistake(
    "clip_by_value",
    belief="Clipping takes the threshold off what is above it.",
    because="The article says so; cutting to the threshold is meant.",
    hint="12 with limit 2 becomes 10 in your version, as one article has it: how large may an entry be afterwards?",
)
def clip_value_subtracts_limit(g, limit):
    return np.where(np.abs(g) > limit, g - limit * np.sign(g), g)


@mistake(
    "clip_by_value",
    belief="Gradients are too large only in one direction.",
    because="A very negative gradient makes as long a step.",
    hint="A very negative entry stays as it is in your version, and would make as long a step as a positive one.",
)
def clip_value_only_above(g, limit):
    return np.minimum(g, limit)


@mistake(
    "clip_by_value",
    belief="The range is from 0 to the limit.",
    because="A gradient has both signs.",
    hint="Your negative entries become 0: in which range is a gradient cut?",
)
def clip_value_from_zero(g, limit):
    return np.clip(g, 0, limit)


@mistake(
    "clip_by_value",
    belief="The size is cut.",
    because="The sign got lost on the way, and it says which way is down.",
    hint="Your negative entries become positive: a gradient's sign is its direction.",
)
def clip_value_loses_sign(g, limit):
    return np.minimum(np.abs(g), limit)


@mistake(
    "clip_by_value",
    belief="What is too large is not to be trusted.",
    because="It still says in which direction to go.",
    hint="Entries beyond the limit become 0 in your version: they should still point where they did.",
)
def clip_value_drops_large_ones(g, limit):
    return np.where(np.abs(g) > limit, 0.0, g)


@mistake(
    "clip_by_value",
    belief="Every entry gets the size of the limit.",
    because="Only those beyond it are cut.",
    hint="Entries within the limits change too: which of them are to be cut?",
)
def clip_value_is_sign(g, limit):
    return limit * np.sign(g)


@mistake(
    "clip_by_value",
    belief="The gradient is rescaled until its largest entry fits.",
    because="That is another way of clipping; here each entry is cut for itself.",
    hint="You shrink all entries together: by value, each is cut without regard to the others.",
)
def clip_value_rescales(g, limit):
    if np.size(g) == 0:
        return g
    return g * (limit / max(np.max(np.abs(g)), limit))


@mistake(
    "clip_by_value",
    belief="A function may change what it was given.",
    because="The caller may still need the gradient as it was, for instance to plot its norm.",
    hint="The values are right, but the caller's own gradient has changed.",
)
def clip_value_in_place(g, limit):
    if np.ndim(g) == 0:
        return min(max(g, -limit), limit)
    if g.dtype.kind != "f":
        return np.clip(g, -limit, limit)
    g[g > limit] = limit
    g[g < -limit] = -limit
    return g


@mistake(
    "clip_by_value",
    belief="min and max work on arrays.",
    because="Python's compare two things and need one answer.",
    hint="Right for one number, but a gradient is an array: Python's min and max compare two things as wholes.",
)
def clip_value_of_one_number(g, limit):
    return max(-limit, min(limit, g))


# clip_by_norm


def _common_norm(grads):
    """The length of all gradients as one vector, for mistakes made with it."""
    return float(np.sqrt(sum(np.sum(np.square(g, dtype=float)) for g in grads)))


@mistake(
    "clip_by_norm",
    belief="Each layer's gradient is clipped.",
    because="Then the layers shrink by different factors, and the step turns.",
    hint="You give every array a norm of its own, so the direction of the whole step turns.",
)
def clip_norm_each_its_own(grads, max_norm):
    clipped = []
    for g in grads:
        norm = np.sqrt(np.sum(g**2))
        clipped.append(g * (max_norm / norm) if norm > max_norm else g * 1.0)
    return clipped


@mistake(
    "clip_by_norm",
    belief="Clipping gives the gradient the length max_norm.",
    because="It only shortens; a short gradient says that the valley is near.",
    hint="You also stretch gradients that are short enough.",
)
def clip_norm_always_rescales(grads, max_norm):
    norm = _common_norm(grads)
    return [g * (max_norm / norm) if norm else g * 1.0 for g in grads]


@mistake(
    "clip_by_norm",
    belief="min takes care of short gradients.",
    because="It does, except for the shortest of all, whose norm is 0.",
    hint="Right, but a gradient of nothing but zeros makes you divide by 0.",
)
def clip_norm_divides_by_zero(grads, max_norm):
    norm = np.sqrt(sum(np.sum(np.square(g, dtype=float)) for g in grads))
    return [g * np.minimum(1.0, max_norm / norm) for g in grads]


@mistake(
    "clip_by_norm",
    belief="The norm is the sum of the squares.",
    because="The length is its root.",
    hint="You measure a squared length: Pythagoras takes one more step.",
)
def clip_norm_without_root(grads, max_norm):
    norm = sum(np.sum(g**2) for g in grads)
    return [g * (max_norm / norm) if norm > max_norm else g * 1.0 for g in grads]


@mistake(
    "clip_by_norm",
    belief="The norm of all is the sum of the norms.",
    because="Lengths at right angles add up by their squares.",
    hint="You add up the lengths of the arrays: 3 and 4 at right angles are 5 long together.",
)
def clip_norm_adds_norms(grads, max_norm):
    norm = sum(np.sqrt(np.sum(g**2)) for g in grads)
    return [g * (max_norm / norm) if norm > max_norm else g * 1.0 for g in grads]


@mistake(
    "clip_by_norm",
    belief="A gradient divided by its norm is clipped.",
    because="Its length is then 1, whatever max_norm is.",
    hint="Your clipped gradient is always 1 long: which argument says how long it may be?",
)
def clip_norm_to_one(grads, max_norm):
    norm = _common_norm(grads)
    return [g / norm if norm > max_norm else g * 1.0 for g in grads]


@mistake(
    "clip_by_norm",
    belief="Clipping is np.clip.",
    because="That cuts each entry; here the direction is to stay.",
    hint="You cut entry by entry, and the direction changes: that is the exercise before this one.",
)
def clip_norm_is_by_value(grads, max_norm):
    return [np.clip(g, -max_norm, max_norm) for g in grads]


@mistake(
    "clip_by_norm",
    belief="The norm is the largest entry.",
    because="There are several norms; the length is meant.",
    hint="You measure the largest entry: how long is the vector (3, 4)?",
)
def clip_norm_of_largest(grads, max_norm):
    norm = max(np.max(np.abs(g)) for g in grads)
    return [g * (max_norm / norm) if norm > max_norm else g * 1.0 for g in grads]


@mistake(
    "clip_by_norm",
    belief="A small number in the denominator does no harm.",
    because="It keeps the length a little below max_norm; a comparison avoids the division altogether.",
    hint="Nearly: your clipped gradient is a millionth too short, since something is added to its norm.",
)
def clip_norm_stops_short(grads, max_norm):
    factor = min(1.0, max_norm / (_common_norm(grads) + 1e-6))
    return [g * factor for g in grads]


@mistake(
    "clip_by_norm",
    belief="All gradients are one vector, so one vector comes back.",
    because="The optimizer needs one array for each parameter, in its shape.",
    hint="You return one long vector: who is to find the layers in it again?",
)
def clip_norm_returns_one_vector(grads, max_norm):
    flat = np.concatenate([np.ravel(g) for g in grads])
    norm = np.sqrt(np.sum(flat**2))
    return flat * (max_norm / norm) if norm > max_norm else flat


@mistake(
    "clip_by_norm",
    belief="The arrays in the list are mine.",
    because="They are the caller's; only the list could have been copied.",
    hint="The values are right, but you write into the caller's arrays.",
)
def clip_norm_in_place(grads, max_norm):
    norm = _common_norm(grads)
    for i, g in enumerate(grads):
        if norm > max_norm and g.dtype.kind != "f":
            grads[i] = g * (max_norm / norm)
        elif norm > max_norm:
            grads[i] *= max_norm / norm
    return grads


# adam_step


@mistake(
    "adam_step",
    belief="The averages are good from the start.",
    because="They start at 0 and are ten and a thousand times too small at first.",
    hint="Your first steps are of the wrong length: what makes up for averages that began at 0?",
)
def adam_without_correction(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    return w - lr * m / (np.sqrt(v) + eps), m, v


@mistake(
    "adam_step",
    belief="m and v are corrected, and then they are m and v.",
    because="Corrected again in the next step, they grow without reason.",
    hint="The new w is right, but you hand back the corrected averages: what will the next step do to them?",
)
def adam_returns_corrected(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    m = (b1 * m + (1 - b1) * g) / (1 - b1**t)
    v = (b2 * v + (1 - b2) * g**2) / (1 - b2**t)
    return w - lr * m / (np.sqrt(v) + eps), m, v


@mistake(
    "adam_step",
    belief="Steps count from 0.",
    because="At t = 0 the correction would divide by 0; the paper counts from 1.",
    hint="Your correction is one step ahead: from which number does t count?",
)
def adam_counts_from_zero(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    return w - lr * (m / (1 - b1 ** (t + 1))) / (np.sqrt(v / (1 - b2 ** (t + 1))) + eps), m, v


@mistake(
    "adam_step",
    belief="eps stands under the root.",
    because="In batch normalisation it does; Adam adds it to the root.",
    hint="Nearly, and the more so the smaller eps is: does it stand under the root or beside it?",
)
def adam_eps_under_root(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    return w - lr * (m / (1 - b1**t)) / np.sqrt(v / (1 - b2**t) + eps), m, v


@mistake(
    "adam_step",
    belief="eps is added before the correction.",
    because="Then it is divided by the correction too; the order matters for small t.",
    hint="Your eps is corrected along with v: it is added to the root of the corrected average.",
)
def adam_corrects_eps(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    return w - lr * np.sqrt(1 - b2**t) / (1 - b1**t) * m / (np.sqrt(v) + eps), m, v


@mistake(
    "adam_step",
    belief="eps is a detail.",
    because="A parameter whose gradient has always been 0 divides 0 by 0.",
    hint="Where the gradient has always been 0 you divide 0 by 0: which argument prevents that?",
)
def adam_without_eps(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    return w - lr * (m / (1 - b1**t)) / np.sqrt(v / (1 - b2**t)), m, v


@mistake(
    "adam_step",
    belief="The update is added.",
    because="The average of the gradient still points uphill.",
    hint="You go uphill: the averages are right, the sign of the step is not.",
)
def adam_uphill(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    return w + lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps), m, v


@mistake(
    "adam_step",
    belief="Both averages are of the gradient.",
    because="The second is of its square, so that it never is negative.",
    hint="Your second average follows the gradient itself, and its root may not exist.",
)
def adam_without_square(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g
    return w - lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps), m, v


@mistake(
    "adam_step",
    belief="The step is divided by the average square.",
    because="Then its length depends on the gradient's unit again; the root takes that out.",
    hint="You divide by the second average itself: which unit has a squared gradient?",
)
def adam_without_root(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    return w - lr * (m / (1 - b1**t)) / (v / (1 - b2**t) + eps), m, v


@mistake(
    "adam_step",
    belief="b1 belongs to v, b2 to m.",
    because="b1 is for the first moment, the mean.",
    hint="Your two averages have each other's memory.",
)
def adam_exchanges_betas(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    m = b2 * m + (1 - b2) * g
    v = b1 * v + (1 - b1) * g**2
    return w - lr * (m / (1 - b2**t)) / (np.sqrt(v / (1 - b1**t)) + eps), m, v


@mistake(
    "adam_step",
    belief="b1 is the share of the new gradient.",
    because="It is the share of the old average.",
    hint="Your averages forget almost everything at once: whose share is b1, the old one's or the new one's?",
)
def adam_exchanges_shares(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    m = (1 - b1) * m + b1 * g
    v = (1 - b2) * v + b2 * g**2
    return w - lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps), m, v


@mistake(
    "adam_step",
    belief="m is the velocity of momentum.",
    because="A velocity adds the whole gradient; an average only its share.",
    hint="Your first average grows like a velocity: an average takes only a share of the new gradient.",
)
def adam_with_velocity(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    m = b1 * m + g
    v = b2 * v + (1 - b2) * g**2
    return w - lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps), m, v


@mistake(
    "adam_step",
    belief="The step is taken with the averages that came in.",
    because="The new gradient has to be in them first.",
    hint="You take the step before the averages hear of the new gradient.",
)
def adam_steps_first(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    w = w - lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps)
    return w, b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**2


@mistake(
    "adam_step",
    belief="Only the first average starts too small.",
    because="Both start at 0.",
    hint="You correct only one of your two averages.",
)
def adam_corrects_only_m(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    return w - lr * (m / (1 - b1**t)) / (np.sqrt(v) + eps), m, v


@mistake(
    "adam_step",
    belief="The correction is 1 - b t.",
    because="The t is an exponent: after t steps the share b^t is still the 0 of the start.",
    hint="Your correction changes its sign as t grows: in which way does a share shrink over t steps?",
)
def adam_multiplies_by_t(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    return w - lr * (m / (1 - b1 * t)) / (np.sqrt(np.abs(v / (1 - b2 * t))) + eps), m, v


@mistake(
    "adam_step",
    belief="The state may be changed where it lies.",
    because="The caller's arrays change behind its back.",
    hint="The values are right, but you write into the caller's averages: return new ones.",
)
def adam_in_place(w, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    if np.ndim(m) == 0:
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**2
    else:
        m *= b1
        m += (1 - b1) * g
        v *= b2
        v += (1 - b2) * g**2
    return w - lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps), m, v


# finetune_step


@mistake(
    "finetune_step",
    belief="All parameters take the step.",
    because="That is ordinary training; the frozen ones are to stay.",
    hint="You train the frozen layers too: what would become of what they had learnt?",
)
def finetune_ignores_frozen(params, grads, lr, frozen):
    return {name: w - lr * grads[name] if name in grads else w for name, w in params.items()}


@mistake(
    "finetune_step",
    belief="frozen lists what is to be trained.",
    because="It lists what stays.",
    hint="You train exactly those that should stay.",
)
def finetune_trains_the_frozen(params, grads, lr, frozen):
    return {
        name: w - lr * grads[name] if name in frozen and name in grads else w for name, w in params.items()
    }


@mistake(
    "finetune_step",
    belief="Only what was trained comes back.",
    because="The network still needs its frozen layers.",
    hint="Your answer has lost the frozen parameters.",
)
def finetune_drops_frozen(params, grads, lr, frozen):
    return {name: w - lr * grads[name] for name, w in params.items() if name not in frozen}


@mistake(
    "finetune_step",
    belief="w -= step makes a new w.",
    because="For an array it writes into the old one.",
    hint="The values are right, but the caller's parameters have changed too.",
)
def finetune_in_place(params, grads, lr, frozen):
    for name, w in params.items():
        if name in frozen:
            continue
        if w.dtype.kind != "f":
            params[name] = w - lr * grads[name]
        else:
            params[name] -= lr * grads[name]
    return params


@mistake(
    "finetune_step",
    belief="Every parameter has a gradient.",
    because="Nobody computes the gradient of a frozen layer: that is what is saved.",
    hint="A frozen parameter may have no gradient, and you look for it all the same.",
)
def finetune_needs_all_gradients(params, grads, lr, frozen):
    return {name: w - lr * grads[name] * (name not in frozen) for name, w in params.items()}


@mistake(
    "finetune_step",
    belief="The step is added.",
    because="The gradient points uphill.",
    hint="You go uphill: look at the sign of your step.",
)
def finetune_uphill(params, grads, lr, frozen):
    return {name: w if name in frozen else w + lr * grads[name] for name, w in params.items()}


@mistake(
    "finetune_step",
    belief="Frozen means zero.",
    because="Frozen is the change, not the weight.",
    hint="Your frozen parameters become 0: what should stay the same, the weight or its change?",
)
def finetune_zeroes_frozen(params, grads, lr, frozen):
    return {name: w * 0.0 if name in frozen else w - lr * grads[name] for name, w in params.items()}


@mistake(
    "finetune_step",
    belief="The gradient is the step.",
    because="The learning rate says how much of it.",
    hint="Your steps do not depend on the learning rate.",
)
def finetune_without_rate(params, grads, lr, frozen):
    return {name: w if name in frozen else w - grads[name] for name, w in params.items()}


@mistake(
    "finetune_step",
    belief="The parameters are a list.",
    because="Names say which is which.",
    hint="You return a list: under which name is one to find a layer's weights in it?",
)
def finetune_returns_list(params, grads, lr, frozen):
    return [w if name in frozen else w - lr * grads[name] for name, w in params.items()]
