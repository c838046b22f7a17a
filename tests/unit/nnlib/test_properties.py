"""What holds for all inputs: hypothesis looks for one for which it does not. And extremes to the last digits."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import nnlib as nn
from nnlib import functional as F

FINITE = {"allow_nan": False, "allow_infinity": False}
TYPES = st.sampled_from([np.float32, np.float64])
ACTIVATIONS = [F.sigmoid, F.tanh, F.relu, F.leaky_relu, F.elu]
SLOPES = [F.sigmoid_grad, F.tanh_grad, F.relu_grad, F.leaky_relu_grad, F.elu_grad]

settings.register_profile("nnlib", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("nnlib")


@st.composite
def arrays(draw, shape=None, largest=None):
    dtype = draw(TYPES)
    shape = draw(hnp.array_shapes(min_dims=2, max_dims=2, max_side=6)) if shape is None else shape
    width = np.dtype(dtype).itemsize * 8
    limits = {} if largest is None else {"min_value": -largest, "max_value": largest}
    return draw(hnp.arrays(dtype, shape, elements=st.floats(width=width, **FINITE, **limits)))


@given(arrays())
def test_no_activation_overflows_or_gives_nan(z):
    """For any finite input of either type; overflow is an error here."""
    for f in ACTIVATIONS + SLOPES:
        a = f(z)
        assert a.dtype == z.dtype
        assert np.isfinite(a).all()


@given(arrays())
def test_activations_never_fall(z):
    """A larger score never gives a smaller answer."""
    z = np.sort(z.ravel())
    for f in ACTIVATIONS:
        assert (np.diff(f(z / 2)) >= -4 * np.finfo(z.dtype).eps * np.abs(f(z[1:] / 2))).all()


@given(arrays(largest=2.0**100))
def test_softmax_gives_probabilities(Z):
    """Between 0 and 1, each row adds up to 1, and its logarithm is never above 0."""
    P = F.softmax(Z)
    eps = np.finfo(Z.dtype).eps
    assert ((P >= 0) & (P <= 1)).all()
    np.testing.assert_allclose(P.sum(axis=1), 1, rtol=4 * eps)
    logP = F.log_softmax(Z)
    assert (logP <= 0).all()
    np.testing.assert_allclose(np.exp(logP), P, rtol=1e3 * eps, atol=1e-38)


@given(arrays(shape=(3, 4), largest=1000.0), st.integers(-512, 512))
def test_softmax_does_not_move_under_a_shift(Z, shift):
    """Rounded to eighths, so that the shift itself is exact."""
    Z = np.round(Z * 8) / 8
    rounding = 8 * np.finfo(Z.dtype).eps
    np.testing.assert_allclose(F.softmax(Z + shift), F.softmax(Z), rtol=rounding, atol=1e-37)


@given(arrays(shape=(3, 4), largest=2.0**100), hnp.arrays(np.int64, 3, elements=st.integers(0, 3)))
def test_cross_entropy_from_scores_is_finite_and_its_gradient_adds_up_to_zero(Z, y):
    """A shift of all scores of a row changes nothing."""
    L = F.softmax_cross_entropy(Z, y)
    assert 0 <= L < np.inf
    assert nn.SoftmaxCrossEntropy().forward(Z, y) == pytest.approx(L, rel=1e-5, abs=1e-6)
    dZ = F.softmax_cross_entropy_grad(Z, y)
    np.testing.assert_allclose(dZ.sum(axis=1), 0, atol=4 * np.finfo(Z.dtype).eps)


@given(st.integers(1, 50), st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_minibatches_are_a_permutation(m, batch_size, seed):
    """Of the pairs, whatever the sizes."""
    batches = list(F.minibatches(np.arange(m), -np.arange(m), batch_size, np.random.default_rng(seed)))
    X, y = (np.concatenate(part) for part in zip(*batches, strict=True))
    np.testing.assert_array_equal(np.sort(X), np.arange(m))
    np.testing.assert_array_equal(X, -y)


def arguments(rng):
    """For every function of arrays, something to call it with."""
    X, Z, W, b = rng.normal(size=(4, 3)), rng.normal(size=(4, 2)), rng.normal(size=(2, 3)), rng.normal(size=2)
    P, y, v, images = F.softmax(Z), np.array([0, 1, 1, 0]), rng.uniform(size=3), rng.uniform(size=(4, 5, 6))
    two = {"W1": W, "b1": b, "W2": rng.normal(size=(1, 2)), "b2": np.zeros(1)}
    return {
        "neuron": (v, v, 1.0),
        "perceptron_predict": (X, v, 1.0),
        "linear_forward": (X, W, b),
        "linear_backward": (Z, X, W),
        "network_forward": (X, [W], [b], F.sigmoid),
        "mse": (Z, P),
        "mse_grad": (Z, P),
        "fit_line": (v, v),
        "gd_step": (W, W, 0.1),
        "gradient_descent": (lambda w: w, v, 0.1, 3),
        "gd_line_step": (v, v, 1.0, 2.0, 0.1),
        "numerical_gradient": (np.sum, X),
        "momentum_step": (W, W, W, 0.1, 0.9),
        "minibatches": (X, y, 2, rng),
        "backprop_two_layer": (X, rng.uniform(size=(4, 1)), two),
        "softmax": (Z,),
        "log_softmax": (Z,),
        "label_places": (Z, y),
        "one_hot": (y, 2),
        "cross_entropy": (P, y),
        "cross_entropy_grad": (P, y),
        "softmax_backward": (Z, P),
        "softmax_cross_entropy": (Z, y),
        "softmax_cross_entropy_grad": (Z, y),
        "batchnorm_forward": (X, v, v, v, v, True),
        "batchnorm_backward": (X, X, v),
        "dropout_forward": (X, 0.5, rng, True),
        "dropout_backward": (X, X > 0, 0.5),
        "clip_by_value": (X, 0.1),
        "clip_by_norm": ([X, W], 0.1),
        "l2_penalty": ([X, W], 0.1),
        "l2_grad": (W, W, 0.1),
        "l1_penalty": ([X, W], 0.1),
        "l1_grad": (W, W, 0.1),
        "max_norm": (W, 0.1),
        "adam_step": (W, W, W, W * W, 2),
        "early_stopping": (v, 1),
        "autoencoder_grads": (X, W, b, W.T.copy(), np.zeros(3)),
        "denoising_pair": (X, 0.1, rng),
        "random_hflip": (images, rng, 1.0),
        "shift_image": (images[0], 1, 1),
        "augment_dataset": (images, y, np.flipud),
        "finetune_step": ({"W": W, "b": b}, {"W": W, "b": b}, 0.1, {"b"}),
    } | {f.__name__: (X,) for f in ACTIVATIONS + SLOPES}


NO_ARRAYS = {"count_parameters", "quadratic_vertex", "he_init", "xavier_init"}


@pytest.mark.parametrize("name", sorted(set(F.__all__) - NO_ARRAYS))
def test_nothing_changes_its_arguments(name, rng):
    """Arrays are made read-only, so that writing to one is an error; answers are no views of them."""
    args = arguments(rng)[name]
    given_arrays = list(_arrays_in(args))
    for array in given_arrays:
        array.flags.writeable = False
    result = getattr(F, name)(*args)
    for answer in _arrays_in(list(result) if name == "minibatches" else result):
        for array in given_arrays:
            assert not np.shares_memory(answer, array), f"{name} gives back a view of its argument"


def _arrays_in(thing):
    if isinstance(thing, np.ndarray):
        yield thing
    elif isinstance(thing, dict):
        yield from _arrays_in(list(thing.values()))
    elif isinstance(thing, list | tuple):
        for part in thing:
            yield from _arrays_in(part)


Z_EXTREME = [
    -700.0,
    -88.0,
    -37.5,
    -17.0,
    -1.0,
    -1e-3,
    -1e-10,
    -1e-300,
    0.0,
    1e-10,
    0.5,
    1.0,
    17.0,
    37.5,
    88.0,
    700.0,
]
EXACT = {
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "sigmoid_grad": lambda z: mpmath.exp(-z) / (1 + mpmath.exp(-z)) ** 2,
    "tanh": mpmath.tanh,
    "tanh_grad": lambda z: mpmath.sech(z) ** 2,
    "elu": lambda z: z if z > 0 else mpmath.expm1(z),
    "elu_grad": lambda z: mpmath.mpf(1) if z > 0 else mpmath.exp(z),
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", EXACT)
def test_activations_to_a_few_ulp(name, dtype):
    """Against 60 digits, wherever the answer is a normal number of the type: within 4 units in the last place."""
    mpmath.mp.dps = 60
    for z in np.array(Z_EXTREME, dtype):
        exact = EXACT[name](mpmath.mpf(float(z)))
        if exact != 0 and abs(exact) < float(np.finfo(dtype).tiny):
            continue
        ours = mpmath.mpf(float(getattr(F, name)(z)))
        ulp = mpmath.mpf(float(np.spacing(np.abs(dtype(float(exact)))))) if exact else 1
        assert abs(ours - exact) <= 4 * ulp, f"{name}({z}) is {ours}, exactly {exact}"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_log_softmax_to_a_few_ulp(dtype):
    """Sure, unsure and absurd rows; every entry."""
    mpmath.mp.dps = 400
    rows = [
        [0.0, 0.0, 0.0],
        [40.0, 0.0, -40.0],
        [80.0, 0.0, 1.0],
        [-1e30, 0.0, 1e30],
        [1e-8, 0.0, 2.0],
        [700.0, 0, 1],
    ]
    for row in np.array(rows, dtype):
        exact_row = [mpmath.mpf(float(z)) for z in row]
        lse = max(exact_row) + mpmath.log1p(
            sum(map(mpmath.exp, sorted(z - max(exact_row) for z in exact_row)[:-1]))
        )
        for ours, z in zip(F.log_softmax(row[None])[0], exact_row, strict=True):
            exact = z - lse
            if abs(exact) < float(np.finfo(dtype).tiny):
                continue
            ulp = float(np.spacing(np.abs(dtype(float(exact)))))
            assert abs(mpmath.mpf(float(ours)) - exact) <= 4 * ulp, (
                f"{row}: {ours}, exactly {mpmath.nstr(exact, 20)}"
            )
