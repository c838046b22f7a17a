"""What happened in training, epoch by epoch."""

from dataclasses import dataclass, field

__all__ = ["History"]


@dataclass
class History:
    """The losses of a training run.

    Attributes
    ----------
    train_loss : list of float
        Mean over the epoch's samples, measured while the weights change.
    val_loss, val_accuracy : list of float
        After each epoch; empty without validation data, the accuracy also without labels.
    best_epoch : int or None
        Whose weights were restored by early stopping; epochs count from 0.
    """

    train_loss: list = field(default_factory=list)
    val_loss: list = field(default_factory=list)
    val_accuracy: list = field(default_factory=list)
    best_epoch: int | None = None

    @property
    def epochs(self):
        return len(self.train_loss)

    def plot(self, ax=None):
        """Draw the losses over the epochs.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; a new figure unless given.

        Returns
        -------
        ax : matplotlib Axes
        """
        if ax is None:
            import matplotlib.pyplot as plt  # noqa: PLC0415  `import nnlib` costs NumPy and nothing else

            _, ax = plt.subplots()
        epochs = range(1, self.epochs + 1)
        ax.plot(epochs, self.train_loss, marker="o", label="training")
        if self.val_loss:
            ax.plot(epochs, self.val_loss, marker="s", linestyle="--", label="validation")
        if self.best_epoch is not None:
            ax.axvline(self.best_epoch + 1, color="grey", linestyle=":", label="best epoch")
        ax.set_xlabel("epoch")
        ax.set_ylabel("loss")
        ax.legend()
        return ax

    def __repr__(self):
        if not self.epochs:
            return "History(no epochs)"
        parts = [f"{self.epochs} epochs", f"training loss {self.train_loss[-1]:.4g}"]
        if self.val_loss:
            parts.append(f"validation loss {self.val_loss[-1]:.4g}")
        if self.val_accuracy:
            parts.append(f"validation accuracy {self.val_accuracy[-1]:.2%}")
        return f"History({', '.join(parts)})"
