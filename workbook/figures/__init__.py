"""The pictures of the course: figures that move, and pictures that stand still, each with a text alternative."""

from workbook.figures._base import MovingFigure
from workbook.figures._controls import Button, Choice, Slider, Switch
from workbook.figures._picture import Picture
from workbook.figures.neuron import (
    ActivationGallery,
    DecisionLine,
    LogisticNeuron,
    NeuronDiagram,
    ThresholdGate,
    XorByHand,
    two_groups,
)
from workbook.figures.pictures import curves, images, points, weights

__all__ = [
    "ActivationGallery",
    "Button",
    "Choice",
    "DecisionLine",
    "LogisticNeuron",
    "MovingFigure",
    "NeuronDiagram",
    "Picture",
    "Slider",
    "Switch",
    "ThresholdGate",
    "XorByHand",
    "curves",
    "images",
    "points",
    "two_groups",
    "weights",
]
