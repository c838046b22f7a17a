"""Layers in a row: gradients, shapes, types, saving."""

import json

import numpy as np
import pytest

import nnlib as nn


def small(rng, dtype=None):
    return nn.Network(nn.Linear(3, 4, rng=rng), nn.Sigmoid(), nn.Linear(4, 2, rng=rng), dtype=dtype)


@pytest.mark.parametrize("activation", [nn.Sigmoid, nn.Tanh, nn.ReLU, nn.Identity])
def test_gradients_of_a_network_are_what_central_differences_measure(activation, rng):
    """m, n_in, hidden and n_out all different."""
    network = nn.Network(nn.Linear(3, 4, rng=rng), activation(), nn.Linear(4, 2, rng=rng))
    X = rng.normal(size=(5, 3))
    assert nn.gradcheck(network, X, np.array([0, 1, 1, 0, 1]), nn.SoftmaxCrossEntropy()).error < 1e-7
    assert nn.gradcheck(network, X, rng.normal(size=(5, 2)), nn.MSE()).error < 1e-7


def test_backward_gives_the_gradient_by_the_input(rng):
    """With a loss that weighs every output differently."""
    network = small(rng)
    X, weigh = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    network.forward(X)
    dX = network.backward(weigh)
    measured = nn.functional.numerical_gradient(lambda X: (network.forward(X) * weigh).sum(), X)
    np.testing.assert_allclose(dX, measured, rtol=1e-7, atol=1e-10)


def test_parameters_are_views_into_one_vector(rng):
    """Order: layer by layer, weights before biases."""
    network = small(rng)
    network.parameters[:] = np.arange(26)
    np.testing.assert_array_equal(network.layers[0].W, np.arange(12).reshape(4, 3))
    np.testing.assert_array_equal(network.layers[2].b, [24, 25])


def test_outputs_are_the_callers_to_keep(rng):
    """Layers use their arrays again in the next step; what was handed out must not change."""
    network = small(rng)
    first = network.forward(np.ones((2, 3)))
    before = first.copy()
    network.forward(np.zeros((2, 3)))
    np.testing.assert_array_equal(first, before)


def test_backward_needs_its_own_forward(rng):
    """The arrays of a forward pass are used up by one backward pass."""
    network = small(rng)
    network.forward(np.ones((2, 3)))
    network.backward(np.ones((2, 2)))
    with pytest.raises(RuntimeError, match="needs a forward"):
        network.backward(np.ones((2, 2)))


def test_the_first_data_settle_the_dtype(rng):
    """float32 data make a float32 network, and later float64 data are an error rather than a promotion."""
    network = small(rng)
    assert network.forward(np.ones((2, 3), np.float32)).dtype == np.float32
    assert network.layers[0].W.dtype == np.float32
    with pytest.raises(TypeError, match=r"write X\.astype\(np\.float32\)"):
        network.forward(np.ones((2, 3)))


def test_integers_go_in_as_they_are(rng):
    """XOR's zeros and ones are written as integers."""
    assert small(rng).forward([[0, 1, 1]]).dtype == np.float64


def test_layers_that_do_not_fit_are_named_when_the_network_is_made(rng):
    """Not in the middle of training."""
    with pytest.raises(
        nn.ShapeError, match=r"Linear\(3, 4\) gives 4 outputs, but Linear\(5, 2\) takes 5 inputs"
    ):
        nn.Network(nn.Linear(3, 4, rng=rng), nn.Sigmoid(), nn.Linear(5, 2, rng=rng))


def test_a_layer_belongs_to_one_network(rng):
    """Else its weights would silently leave the first one's vector."""
    layer = nn.Linear(3, 2, rng=rng)
    nn.Network(layer)
    with pytest.raises(ValueError, match=r"layer\.copy\(\)"):
        nn.Network(layer)
    twin = nn.Network(layer.copy())
    twin.parameters[:] = 0
    assert layer.W.any()


def test_frozen_layers_stay_as_they_are(rng):
    """And what is in front of them still learns."""
    network = nn.Network(
        nn.Linear(3, 4, rng=rng), nn.Linear(4, 4, rng=rng), nn.Linear(4, 2, rng=rng), dtype=np.float64
    )
    network.layers[1].frozen = True
    before = [layer.W.copy() for layer in network.layers]
    network.loss_and_gradients(np.ones((2, 3)), np.array([0, 1]), nn.SoftmaxCrossEntropy())
    nn.SGD(lr=0.1).step(network)
    moved = [not np.array_equal(layer.W, old) for layer, old in zip(network.layers, before, strict=True)]
    assert moved == [True, False, True]


def test_predict_takes_any_number_of_samples(rng):
    """A thousand at a time inside; none and 2,500 outside."""
    network = small(rng)
    X = rng.normal(size=(2500, 3))
    np.testing.assert_allclose(network.predict(X)[1024:1030], network.forward(X[1024:1030]), rtol=1e-14)
    assert network.predict(X[:0]).shape == (0, 2)


def test_a_saved_network_comes_back_the_same(rng, tmp_path):
    """In a folder with a space, the ending added, frozen layers still frozen."""
    network = small(rng, dtype=np.float32)
    network.layers[0].frozen = True
    folder = tmp_path / "my networks"
    folder.mkdir()
    network.save(folder / "small")
    again = nn.Network.load(folder / "small.npz")
    np.testing.assert_array_equal(again.parameters, network.parameters)
    assert again.dtype == np.float32
    assert again.layers[0].frozen
    assert not again.layers[2].frozen
    assert repr(again) == repr(network) == "Network(Linear(3, 4), Sigmoid(), Linear(4, 2))"
    assert [path.name for path in folder.iterdir()] == ["small.npz"]


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_network_is_one_clear_error(content, tmp_path):
    """Whatever it holds."""
    path = tmp_path / "other.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"other\.npz is no network saved by nnlib"):
        nn.Network.load(path)


def test_an_array_file_with_objects_in_it_is_not_unpickled(tmp_path):
    """Pickles run code when they are read."""
    path = tmp_path / "evil.npz"
    np.savez(path, plan=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="is no network"):
        nn.Network.load(path)


@pytest.mark.parametrize(
    "change", [{"layer": "os"}, {"layer": "Layer7"}, {"settings": {"n_in": 5, "n_out": 2}}]
)
def test_a_file_whose_parts_do_not_fit_is_one_clear_error(change, rng, tmp_path):
    """A layer of a later version, a matrix of another shape."""
    path = tmp_path / "odd.npz"
    nn.Network(nn.Linear(3, 2, rng=rng)).save(path)
    arrays = dict(np.load(path))
    plan = [json.loads(str(arrays.pop("plan")))[0] | change]
    np.savez(path, plan=np.array(json.dumps(plan)), **arrays)
    with pytest.raises(ValueError, match=r"odd\.npz is no network saved by nnlib \("):
        nn.Network.load(path)


def test_bad_networks_are_one_clear_error(rng):
    """No layers, no layer objects, no neurons."""
    with pytest.raises(ValueError, match="at least one layer"):
        nn.Network()
    with pytest.raises(TypeError, match="expected layers"):
        nn.Network(nn.Linear)
    with pytest.raises(ValueError, match="at least one input"):
        nn.Linear(0, 3, rng=rng)
    with pytest.raises(ValueError, match="above 0"):
        nn.SGD(lr=0.0)


def test_gradcheck_finds_a_wrong_gradient(rng):
    """A db that is the mean of the rows, as learners write it."""
    network = small(rng)
    X, y = rng.normal(size=(5, 3)), np.array([0, 1, 1, 0, 1])

    def linear_backward(dZ, X, W):
        return dZ @ W, dZ.T @ X, dZ.mean(axis=0)

    with nn.using(linear_backward):
        assert nn.gradcheck(network, X, y, nn.SoftmaxCrossEntropy()).error > 0.1
    with pytest.raises(TypeError, match="expected float64"):
        nn.gradcheck(small(rng, np.float32), X.astype(np.float32), y, nn.SoftmaxCrossEntropy())
