"""The record of a training, and the error that ends one."""

from dataclasses import dataclass, field


@dataclass
class History:
    """What happened in a training, as `fit` writes it down. Losses are in the criterion's unit.

    Attributes
    ----------
    loss : list of float
        Training loss of each epoch: the mean over its targets, while the params were changing.
    validation_loss, validation_accuracy : list of float
        After each epoch. Empty without validation data; accuracy is for targets that are classes.
    update_loss : list of float
        Loss of each update's batch, before the update.
    update_norm : list of float
        Global norm of each update's gradient, before clipping.
    param_norms : dict
        The norm of each array's gradient by itself, update by update: ``param_norms["0.W"]``.
    best_epoch : int or None
        Index of the epoch with the lowest validation loss. None without validation data.
    stopped : str
        Why it ended: "epochs" (all are done), "patience", "callback" or "interrupted".
    """

    loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    update_loss: list[float] = field(default_factory=list)
    update_norm: list[float] = field(default_factory=list)
    param_norms: dict[str, list[float]] = field(default_factory=dict)
    best_epoch: int | None = None
    stopped: str = "epochs"


class DivergenceError(ValueError):
    """A score, loss or gradient is NaN or inf. After `fit`, ``history`` is the record so far."""

    history: History | None = None
