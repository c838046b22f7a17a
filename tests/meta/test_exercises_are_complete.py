"""Every graded function has a solution, a public check and enough known mistakes.

That every group of points has hidden tests, and every hidden test a group, the grader itself sees to.
"""

import re

import pytest

from instructor.house import ROOT
from workbook.exercises import chapters
from workbook.mistakes import mistakes

# The functions that were agreed on; a chapter may ask for more.
_CONTRACT = """
    neuron perceptron_predict sigmoid tanh relu sigmoid_grad tanh_grad relu_grad
    linear_forward count_parameters network_forward
    mse mse_grad quadratic_vertex fit_line
    gd_step gradient_descent gd_line_step numerical_gradient momentum_step minibatches
    linear_backward backprop_two_layer
    softmax log_softmax one_hot cross_entropy cross_entropy_grad softmax_backward softmax_cross_entropy_grad
    leaky_relu leaky_relu_grad elu elu_grad he_init xavier_init batchnorm_forward batchnorm_backward
    dropout_forward dropout_backward clip_by_value clip_by_norm l2_penalty l2_grad l1_penalty l1_grad max_norm
    adam_step early_stopping autoencoder_grads denoising_pair random_hflip shift_image augment_dataset
    finetune_step
"""
CONTRACT = set(_CONTRACT.split())
GRADED = [exercise for chapter in chapters() for exercise in chapter.exercises]
each_exercise = pytest.mark.parametrize("exercise", GRADED, ids=lambda exercise: exercise.function)


def source(exercise):
    return (ROOT / "source" / "solutions" / f"{exercise.chapter}.md").read_text(encoding="utf-8")


@each_exercise
def test_the_notebook_asks_for_it_and_checks_it_once(exercise):
    assert len(re.findall(rf"^def {exercise.function}\(", source(exercise), re.MULTILINE)) == 1
    assert len(re.findall(rf"^check\({exercise.function}\)$", source(exercise), re.MULTILINE)) == 1


@each_exercise
def test_it_has_at_least_five_known_mistakes_and_a_question_two(exercise):
    assert len(mistakes(exercise.function)) >= (2 if exercise.answer else 5)


def test_every_function_of_a_chapter_is_asked_for():
    """Nothing that the learner can write is left to nnlib alone."""
    asked = {exercise.function for exercise in GRADED}
    topics = {exercise.chapter for exercise in GRADED}
    assert len(topics) == len(chapters())
    assert asked >= CONTRACT, CONTRACT - asked


@pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.name)
def test_a_chapter_is_worth_a_hundred_points(chapter):
    assert chapter.total == 100


@pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.name)
def test_the_exercises_are_numbered_in_their_order(chapter):
    assert [exercise.number for exercise in chapter.exercises] == list(range(1, len(chapter.exercises) + 1))
