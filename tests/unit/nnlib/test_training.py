"""fit: it learns, it reports, it stops."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

import nnlib as nn


def data(rng, m=60):
    X = rng.normal(size=(m, 3))
    return X, (X.sum(axis=1) > 0).astype(int)


def run(rng, X, y, **options):
    network = nn.Network(nn.Linear(3, 2, rng=rng))
    settings = {"loss": nn.SoftmaxCrossEntropy(), "optimizer": nn.SGD(0.5), "epochs": 3, "progress": False}
    history = nn.fit(network, X, y, rng=rng, **(settings | options))
    return network, history


def test_one_step_of_training_by_hand(rng):
    """One weight, one sample: w x = 2 · 3 = 6, target 7, slope 2 (6 - 7) 3 = -6, so w = 2 + 0.1 · 6."""
    layer = nn.Linear(1, 1, rng=rng)
    layer.W[...] = 2.0
    network = nn.Network(layer)
    history = nn.fit(
        network, [[3.0]], [[7.0]], loss=nn.MSE(), optimizer=nn.SGD(0.1), epochs=1, rng=rng, progress=False
    )
    np.testing.assert_allclose(network.parameters, [2.6, 0.2], rtol=1e-15)
    assert history.train_loss == [1.0]


def test_the_training_loss_is_the_mean_over_samples_not_batches(rng):
    """Batches of 2 and 1 with a rate of next to nothing: (1 + 4 + 9) / 3 in any order."""
    layer = nn.Linear(1, 1, rng=rng)
    layer.W[...] = 0.0
    history = nn.fit(nn.Network(layer), np.ones((3, 1)), np.array([[1.0], [2.0], [3.0]]), loss=nn.MSE(),
                     optimizer=nn.SGD(1e-12), epochs=1, batch_size=2, rng=rng, progress=False)  # fmt: skip
    np.testing.assert_allclose(history.train_loss, [14 / 3], rtol=1e-9)


def test_the_same_seed_gives_the_same_network():
    """Every random number comes from rng."""
    runs = [run(np.random.default_rng(3), *data(np.random.default_rng(1)))[0].parameters for _ in range(2)]
    np.testing.assert_array_equal(*runs)


def test_validation_is_measured_after_each_epoch(rng):
    """Loss and, for labels, accuracy."""
    X, y = data(rng)
    network, history = run(rng, X[:40], y[:40], validation=(X[40:], y[40:]))
    assert len(history.val_loss) == len(history.val_accuracy) == history.epochs == 3
    assert history.val_accuracy[-1] == network.accuracy(X[40:], y[40:])


def test_early_stopping_keeps_the_best_weights(rng):
    """All validation labels are wrong: the better it learns, the higher that loss."""
    X, y = data(rng, 20)
    seen = []
    network, history = run(
        rng,
        X[:10],
        y[:10],
        validation=(X[10:], 1 - y[10:]),
        epochs=200,
        early_stopping=nn.EarlyStopping(patience=3),
        on_epoch=lambda network, history: seen.append(network.parameters.copy()),
    )
    assert history.epochs < 200
    assert history.best_epoch == np.argmin(history.val_loss) == history.epochs - 4
    np.testing.assert_array_equal(network.parameters, seen[history.best_epoch])


def test_a_loss_that_runs_away_stops_the_training(rng):
    """Not a hundred epochs of nan."""
    X, _ = data(rng)
    with np.errstate(all="ignore"), pytest.raises(FloatingPointError, match="smaller learning rate"):
        run(rng, X * 1e200, X[:, :2], loss=nn.MSE(), optimizer=nn.SGD(1e200))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"epochs": 0}, ValueError, "epochs is 0"),
        ({"early_stopping": nn.EarlyStopping(patience=2)}, ValueError, "needs validation"),
        ({"batch_size": 0}, ValueError, "batch_size is 0"),
    ],
)
def test_wrong_settings_are_one_clear_error(options, error, message, rng):
    """Before anything is trained."""
    with pytest.raises(error, match=message):
        run(rng, *data(rng), **options)


def test_wrong_data_are_one_clear_error(rng):
    """Samples without labels, no samples."""
    X, y = data(rng)
    with pytest.raises(nn.ShapeError, match="60 samples and y has 59"):
        run(rng, X, y[1:])
    with pytest.raises(nn.ShapeError, match="0 samples"):
        run(rng, X[:0], y[:0])


def test_history_draws_its_losses(rng):
    """Training and validation, each with a name."""
    mpl.use("Agg")
    X, y = data(rng)
    _, history = run(rng, X, y, validation=(X, y))
    ax = history.plot()
    assert [line.get_label() for line in ax.lines] == ["training", "validation"]
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), history.train_loss)
    plt.close(ax.figure)
    assert repr(nn.History([1.0], [2.0], [0.5])) == (
        "History(1 epochs, training loss 1, validation loss 2, validation accuracy 50.00%)"
    )


def test_the_progress_bar_counts_epochs(rng, capsys):
    """On stderr, where a notebook's widget is not to be had."""
    run(rng, *data(rng), progress=True)
    assert "3/3" in capsys.readouterr().err
