"""What a learner moves: a slider, a choice, a switch, a button."""

import math
import numbers
from dataclasses import dataclass
from typing import Any, ClassVar


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


@dataclass(frozen=True)
class Slider:
    """A number between two ends, in steps."""

    kind: ClassVar[str] = "slider"
    name: str
    label: str
    low: float
    high: float
    step: float
    start: float

    def clean(self, value: object) -> float:
        """The nearest value that the slider can have. A number beyond an end becomes that end."""
        if isinstance(value, bool) or not isinstance(value, numbers.Real) or math.isnan(value):
            raise ValueError(
                f"{self.name} must be a number from {self.low:g} to {self.high:g}, got {_short(value)}"
            )
        inside = min(max(float(value), self.low), self.high)
        steps = round((inside - self.low) / self.step)
        return round(min(self.low + steps * self.step, self.high), 10) + 0.0  # + 0.0: never minus zero


@dataclass(frozen=True)
class Choice:
    """One of several names."""

    kind: ClassVar[str] = "choice"
    name: str
    label: str
    options: tuple[str, ...]
    start: str

    def clean(self, value: object) -> str:
        """The value, if it is one of the options."""
        if value not in self.options:
            raise ValueError(f"{self.name} must be one of {', '.join(self.options)}, got {_short(value)}")
        return value


@dataclass(frozen=True)
class Switch:
    """On or off."""

    kind: ClassVar[str] = "switch"
    name: str
    label: str
    start: bool

    def clean(self, value: object) -> bool:
        """The value, if it is True or False."""
        if not isinstance(value, bool):
            raise ValueError(f"{self.name} must be True or False, got {_short(value)}")
        return value


@dataclass(frozen=True)
class Button:
    """Something to press: it calls the figure's method of the same name."""

    kind: ClassVar[str] = "button"
    name: str
    label: str


Control = Slider | Choice | Switch | Button


def as_plain(control: Control) -> dict[str, Any]:
    """The control as the browser gets it."""
    return {"kind": control.kind, **vars(control)}
