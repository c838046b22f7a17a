"""What `check` sees, how it explains what no known mistake explains, and how that reads."""

import math
import os
import re
import subprocess
import sys
import warnings
from collections import namedtuple
from html.parser import HTMLParser

import numpy as np
import pytest

import nnlib.functional
from workbook import _relations, check
from workbook._observe import Observation, changed, copied, kind, observe, same
from workbook._reference import original, originals
from workbook._relations import Difference, explain
from workbook._report import GREEN
from workbook.check import diagnose, judge
from workbook.mistakes import mistakes
from workbook.probes import Probe


def right(z):
    """The sigmoid, by a way that never overflows."""
    return (1 + np.tanh(np.divide(z, 2))) / 2


def checked(function):
    """The result for a function that stands in for sigmoid."""
    return diagnose("sigmoid", observe(function))


# observing


def test_a_function_gets_copies():
    z = np.array([1.0, 2.0])
    seen = observe(lambda z: z.fill(0))(z)
    np.testing.assert_array_equal(z, [1.0, 2.0])
    np.testing.assert_array_equal(seen.arguments[0], [0.0, 0.0])
    assert changed(seen, (z,)) == (0,)


def test_a_copy_keeps_the_memory_layout():
    """Or a function that only fails for other layouts would pass."""
    table = np.arange(24.0).reshape(4, 6)
    for array in (table, table.T, table[:, ::2], table[::2, ::3], table.astype(np.float32)):
        copy = copied(array)
        np.testing.assert_array_equal(copy, array)
        assert copy.dtype == array.dtype
        assert (copy.flags.c_contiguous, copy.flags.f_contiguous) == (
            array.flags.c_contiguous,
            array.flags.f_contiguous,
        )
        assert not np.shares_memory(copy, array)


def test_nan_is_no_change():
    z = np.array([np.nan, 1.0])
    assert changed(observe(lambda z: z)(z), (z,)) == ()


def test_an_overflow_is_seen_though_the_value_is_right():
    assert observe(lambda z: 1 / (1 + np.exp(-z)))(np.array([-1000.0])).overflow
    assert not observe(right)(np.array([-1000.0])).overflow


def test_an_overflow_is_seen_whatever_the_notebook_has_set():
    """np.seterr(all="ignore") in an earlier cell, or warnings switched off, must not decide."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert not checked(lambda z: 1 / (1 + np.exp(-z))).passed


def test_an_exception_is_seen_with_its_line():
    def broken(z):
        return z + undefined_name  # noqa: F821

    seen = observe(broken)(1.0)
    assert seen.exception == "NameError"
    assert seen.message == "name 'undefined_name' is not defined"
    assert seen.where.endswith("return z + undefined_name  # noqa: F821")


def test_an_exception_that_cannot_be_shown_is_survived():
    class Nasty(Exception):
        def __str__(self):
            raise RuntimeError("no text for you")

    def broken(z):
        raise Nasty

    assert observe(broken)(1.0).message == "<Nasty that cannot be shown>"
    assert "Nasty" in str(checked(broken))


def test_a_value_that_cannot_be_shown_compared_or_copied_is_survived():
    class Nasty:
        def __repr__(self):
            raise RuntimeError

        def __eq__(self, other):
            raise RuntimeError

        def __deepcopy__(self, memo):
            raise RuntimeError

        __hash__ = None

    result = checked(lambda z: Nasty())
    assert result.mistake == "wrong type"
    assert "<Nasty that cannot be shown>" in str(result)


def test_an_interrupt_passes_through():
    """The only way out of an endless loop."""

    def interrupted(z):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        checked(interrupted)


def test_leaving_python_is_a_mistake_like_any_other():
    assert checked(lambda z: sys.exit(1)).mistake == "raised"


def test_printing_and_warning_do_not_matter(capsys):
    def sigmoid(z):
        print("z is", z)
        print("and that is an error", file=sys.stderr)
        warnings.warn("mind the gap", stacklevel=1)
        return right(z)

    assert check(sigmoid).passed
    assert capsys.readouterr() == ("", "")


def test_plotting_does_not_matter():
    """Seventeen pictures below a check would push its answer out of sight."""
    pyplot = pytest.importorskip("matplotlib.pyplot")
    pyplot.switch_backend("Agg")
    kept = pyplot.figure()

    def sigmoid(z):
        pyplot.figure()
        return right(z)

    assert check(sigmoid).passed
    assert pyplot.get_fignums() == [kept.number]
    pyplot.close(kept)


def test_a_generator_is_seen_as_what_it_yields():
    def batches(n):
        yield from range(n)

    assert observe(batches)(3).value == (0, 1, 2)


def test_an_endless_generator_ends():
    def batches():
        while True:
            yield 0

    assert len(observe(batches)().value) == 10_000


# comparing


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (1, 1.0),
        (np.float32(0.1), 0.1),
        (np.array(0.5), 0.5),
        (np.array([1, 2]), np.array([1.0, 2.0])),
        (0.1 + 0.2, 0.3),
        ((1.0, [2.0]), (1.0, (2.0,))),
        ({"a": np.zeros(2)}, {"a": np.zeros(2)}),
        (np.array([np.nan]), np.array([np.nan])),
        (None, None),
    ],
    ids=str,
)
def test_these_are_the_same(got, expected):
    assert same(got, expected)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (True, 1),
        (np.array([True]), np.array([1])),
        ([1.0], np.array([1.0])),
        (np.array([1.0]), 1.0),
        (np.zeros((2, 1)), np.zeros(2)),
        (0.3 + 1e-8, 0.3),
        ((1.0,), (1.0, 2.0)),
        ({"a": 1.0}, {"b": 1.0}),
        (None, 0.0),
        ("0.5", 0.5),
        (np.array([None]), np.array([0.0])),
        (1j, 1.0),
        (np.nan, 0.0),
    ],
    ids=str,
)
def test_these_are_not_the_same(got, expected):
    assert not same(got, expected)


def test_single_precision_is_compared_as_such():
    assert same(0.3 + 1e-6, 0.3, single=True)
    assert same(np.float32(0.3) * (1 + np.float32(1e-6)), 0.3)


def test_a_kind_is_a_word():
    values = [0.5, True, "a", None, [1], {"a": 1}, 1j, object(), np.zeros(2), np.array(["a"])]
    assert [kind(value) for value in values] == (
        ["number", "Boolean", "text", "nothing", "list", "dict", "other", "other", "number", "other"]
    )


# relations


def not_written(z):
    raise NotImplementedError("write sigmoid")


def calls_nnlib(z):
    return nnlib.functional.sigmoid(z)


def calls_what_is_not_written(z):
    raise NotImplementedError("write tanh")


def forgets_return(z):
    right(z)


def overflows_in_its_own_way(z):
    z = np.asarray(z, dtype=float)
    return np.where(np.abs(z) < 500, right(z), np.exp(z) * np.exp(-z))


def changes_its_argument(z):
    a = right(z)
    if np.ndim(z):
        z *= 2
    return a


def returns_a_list(z):
    return list(np.ravel(right(z)))


def returns_booleans(z):
    return right(z) > 0.3


def returns_text(z):
    return str(right(z))


def returns_an_object(z):
    return object()


def adds_an_axis(z):
    return right(z)[..., np.newaxis]


def transposes(z):
    return np.transpose(right(z))


def flattens(z):
    return np.ravel(right(z))


def gives_nan(z):
    return right(z) * np.nan


def cuts_integers_off(z):
    return np.tanh(z).astype(np.asarray(z).dtype)


cuts_integers_off.stands_for = "tanh"  # of sigmoid this is a known mistake


def refuses_nothing(y, n_classes):
    if np.any(y < 0) or np.any(y >= n_classes):
        return np.full((len(y), n_classes), 7.0)
    return np.eye(n_classes)[y]


refuses_nothing.stands_for = "one_hot"


def is_constant(z):
    return np.full(np.shape(z), 7.0)


def has_the_wrong_sign(z):
    return -right(z)


def is_twice_too_large(z):
    return 2 * right(z)


def is_half(z):
    return right(z) / 2


def is_m_times_too_large(z):
    return right(z) * (len(z) if np.ndim(z) else 1)


def is_m_times_too_small(z):
    return right(z) / (max(len(z), 1) if np.ndim(z) else 1)


@pytest.mark.parametrize(
    ("function", "relation", "words"),
    [
        (not_written, "not written yet", "sigmoid is not written yet."),
        (calls_what_is_not_written, "not written yet", "sigmoid calls tanh, which is not written yet."),
        (calls_nnlib, "nnlib's own", "which exercise 3 asks you to write"),
        (refuses_nothing, "did not raise", "Here a ValueError is asked for"),
        (forgets_return, "returned None", "Your function returned None"),
        (overflows_in_its_own_way, "overflow", "leaves the range of floats"),
        (lambda z: 1 / 0, "raised", "ZeroDivisionError: division by zero"),
        (changes_its_argument, "changed its argument", "what was handed over as z"),
        (returns_a_list, "wrong type", "You returned a list"),
        (returns_booleans, "wrong type", "You returned True and False"),
        (returns_text, "wrong type", "something of type str"),
        (returns_an_object, "wrong type", "something of type object"),
        (adds_an_axis, "one axis too many or too few", "their shape is (2, 1) where (2,) is expected"),
        (transposes, "transposed", "the transpose of the right one"),
        (flattens, "wrong shape", "shape (1,), expected ()"),
        (gives_nan, "nan", "Your answer holds nan"),
        (cuts_integers_off, "integers cut off", "loses its fractions"),
        (is_constant, "constant", "always gives 7"),
        (has_the_wrong_sign, "wrong sign", "the wrong sign"),
        (is_twice_too_large, "factor 2", "twice as large"),
        (is_half, "factor 1/2", "half as large"),
        (is_m_times_too_large, "factor m", "m times too large"),
        (is_m_times_too_small, "factor 1/m", "m times too small"),
    ],
    ids=lambda value: value if isinstance(value, str) else getattr(value, "__name__", None),
)
def test_a_relation_has_a_name(function, relation, words):
    result = judge(getattr(function, "stands_for", "sigmoid"), function)
    assert (result.passed, result.mistake) == (False, relation), result
    assert words in result.message


def test_every_relation_of_the_engine_is_tried_above():
    mark = next(m for m in test_a_relation_has_a_name.pytestmark if m.name == "parametrize")
    tried = {relation for _, relation, _ in mark.args[1]}
    assert tried == {name for name, _ in (*_relations._ABOUT_THE_CALL, *_relations._ABOUT_THE_VALUE)}


def test_without_a_relation_the_smallest_probe_is_shown():
    result = checked(lambda z: right(z) + np.abs(np.tanh(z)) / 7)
    assert result.mistake is None
    assert result.message.startswith("The answer is not the expected one")
    assert result.evidence == (("tried", "sigmoid(1.0)"), ("got", "0.8399"), ("expected", "0.7311"))


def test_a_small_error_is_shown_with_enough_digits():
    assert dict(checked(lambda z: right(z) + 1e-7).evidence)["got"].startswith("0.5000001")


Gradients = namedtuple("Gradients", "dX dW db")


@pytest.mark.parametrize("pack", [Gradients, lambda *parts: parts], ids=["named", "plain"])
def test_of_several_results_the_wrong_one_is_named(pack):
    """A later chapter's functions give several; here are the arrays of one such call."""
    dX, dW, db = np.ones((4, 3)), np.arange(6.0).reshape(2, 3), np.array([3.0, 2.0])
    probe = Probe((np.ones((4, 2)), np.ones((4, 3)), np.ones((2, 3))))
    got, expected = (dX, dW, db / 4), pack(dX, dW, db)
    differences = [Difference(probe, Observation(got), got, expected)]
    relation, message = explain("linear_backward", differences, [Observation(got)], ["dZ", "X", "W"])
    assert relation == "factor 1/m"
    assert message.startswith("In db: " if pack is Gradients else "In result 3: ")


def test_of_a_dict_the_wrong_entry_is_named():
    probe = Probe((np.ones((4, 2)),))
    got, expected = {"W": np.eye(2), "b": -np.ones(2)}, {"W": np.eye(2), "b": np.ones(2)}
    relation, message = explain(
        "f", [Difference(probe, Observation(got), got, expected)], [Observation(got)], ["X"]
    )
    assert (relation, message) == ("wrong sign", "In b: Your answer has the wrong sign.")


def test_too_few_results_are_counted():
    probe = Probe((np.ones((4, 2)),))
    got, expected = (1.0, 2.0), (1.0, 2.0, 3.0)
    _, message = explain("f", [Difference(probe, Observation(got), got, expected)], [Observation(got)], ["X"])
    assert message == "You returned 2 results, expected 3."


def test_nnlibs_own_functions_are_back_after_a_check():
    judge("sigmoid", calls_nnlib)
    assert nnlib.functional.sigmoid(0.0) == 0.5


def test_what_was_swapped_in_stays_there_during_a_check():
    """Whoever runs nnlib on a sigmoid of their own may use it through nnlib."""
    with nnlib.using(sigmoid := named("sigmoid", right)):
        assert judge("sigmoid", calls_nnlib).passed
    assert nnlib.functional.sigmoid is not sigmoid


def named(name, function):
    """The function under another name."""

    def renamed(z):
        return function(z)

    renamed.__name__ = name
    return renamed


def test_a_helper_that_fails_is_blamed():
    """Nobody should look for a mistake in sigmoid_grad that is in sigmoid."""
    scope = {"np": np}
    exec("def sigmoid(z):\n    return np.tanh(z)", scope)
    exec("def sigmoid_grad(z):\n    return sigmoid(z) * (1 - sigmoid(z))", scope)
    result = check(scope["sigmoid_grad"])
    assert (
        result.message
        == "sigmoid_grad calls your sigmoid, which does not pass its own check: look there first."
    )


# asking


def test_a_lambda_is_known_by_the_name_it_was_given():
    scope = {"np": np, "check": check}
    exec("sigmoid = lambda z: (1 + np.tanh(np.divide(z, 2))) / 2\nresult = check(sigmoid)", scope)
    assert scope["result"].passed


def test_a_vectorized_function_can_be_checked():
    scope = {"np": np, "math": math, "check": check}
    exec("tanh = np.vectorize(math.tanh, otypes=[float])\nresult = check(tanh)", scope)
    assert scope["result"].passed


@pytest.mark.parametrize(
    ("thing", "error", "words"),
    [
        (
            "sigmoid",
            TypeError,
            "check needs a function, got 'sigmoid'; write it without quotes: check(sigmoid)",
        ),
        (0.5, TypeError, "check needs a function, got 0.5; write it without calling it"),
        (None, TypeError, "check needs a function, got None"),
        (print, LookupError, "no exercise asks for a function called print; the exercises are: neuron, "),
        (lambda z: z, LookupError, "no exercise asks for a function called <lambda>"),
    ],
    ids=["text", "number", "None", "other function", "lambda"],
)
def test_what_is_no_exercise_gets_one_clear_line(thing, error, words):
    with pytest.raises(error) as caught:
        check(thing)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_misspelt_name_is_guessed():
    def sigmiod(z):
        return z

    with pytest.raises(LookupError, match="did you mean sigmoid"):
        check(sigmiod)


def test_a_learners_version_in_nnlib_does_not_judge_itself(monkeypatch):
    """Whoever has swapped in a wrong sigmoid is compared with the right one."""
    module = sys.modules["nnlib.functional.activations"]
    mine = mistakes("sigmoid")[0].implementation
    monkeypatch.setattr(module, "sigmoid", mine)
    monkeypatch.setattr(nnlib.functional, "sigmoid", mine)
    sys.modules["workbook.check"]._expected.cache_clear()
    assert not diagnose("sigmoid", observe(mine)).passed
    assert original("sigmoid") is not mine
    assert nnlib.functional.sigmoid is mine  # it is back after the check


def test_nnlibs_own_functions_are_all_in_place_while_they_are_asked(monkeypatch):
    """One of them may call another, which a learner has replaced."""
    module = sys.modules["nnlib.functional.activations"]
    own = module.sigmoid
    monkeypatch.setattr(module, "sigmoid", right)
    with originals():
        assert module.sigmoid is own
    assert module.sigmoid is right


@pytest.mark.parametrize("mode", ["autograde", "validate"])
def test_under_nbgrader_a_failed_check_fails_its_cell(monkeypatch, mode):
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)

    def sigmoid(z):
        raise NotImplementedError("write sigmoid")

    with pytest.raises(AssertionError, match="sigmoid is not written yet"):
        check(sigmoid)


def test_under_nbgrader_a_passed_check_is_silent(monkeypatch):
    """nbgrader 0.9 takes what a cell gives for its points, and warns if that is no number."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")

    def sigmoid(z):
        return right(z)

    assert check(sigmoid) is None


# reading


def test_a_passed_check_is_green_and_another_is_not():
    """For a quick look; the headline says the same in words."""
    assert GREEN in checked(right)._repr_html_()
    assert GREEN not in checked(has_the_wrong_sign)._repr_html_()


def test_the_text_of_a_passed_check_is_honest():
    assert str(checked(right)) == "sigmoid: passed.\nThe public check passes. Hidden tests look further."


def test_the_text_says_what_was_tried_got_and_expected():
    assert str(checked(has_the_wrong_sign)).splitlines() == [
        "sigmoid: not yet.",
        "Your answer has the wrong sign.",
        "  tried: sigmoid(0.0)",
        "  got: -0.5",
        "  expected: 0.5",
    ]


def test_what_prints_is_what_str_gives():
    result = checked(right)
    assert repr(result) == str(result)


class _Page(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.words, self.attributes = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.words.append(data)


def test_html_and_text_say_the_same():
    result = checked(has_the_wrong_sign)
    spoken = re.sub(r"\W+", " ", " ".join(_Page(result._repr_html_()).words))
    assert spoken.split() == re.sub(r"\W+", " ", str(result)).split()


def test_html_is_announced_and_has_no_headings_and_no_colour_but_the_bar():
    """A heading would land in the table of contents; a coloured text or ground would clash with a dark theme."""
    page = _Page(checked(has_the_wrong_sign)._repr_html_())
    assert ("role", "status") in page.attributes
    assert set(page.tags) <= {"div", "p", "strong", "ul", "li", "code"}
    styles = " ".join(value for name, value in page.attributes if name == "style")
    styles = re.sub(r"border-inline-start: [^;]*;", "", styles)
    assert not re.search(r"#[0-9a-f]{3}|rgb|background|color:", styles, re.IGNORECASE)


def test_html_escapes_what_a_learner_controls():
    def attack(z):
        raise ValueError("<script>alert(1)</script>")

    html = checked(attack)._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_report_is_the_same_every_time():
    """nbval compares it, so no address may stand in it."""
    assert str(checked(returns_an_object)) == str(checked(returns_an_object))
    assert "0x" not in str(checked(returns_an_object))


def test_a_long_text_is_cut():
    def talks(z):
        raise ValueError("a" * 10_000)

    assert len(str(checked(talks))) < 2000


def test_importing_the_workbook_costs_no_more_than_numpy():
    heavy = ("matplotlib", "ipywidgets", "anywidget", "IPython")
    code = f"import workbook, sys; print([name for name in {heavy} if name in sys.modules])"
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert ran.stdout == "[]\n"


def test_the_error_that_is_asked_for_is_right_whatever_it_says():
    def one_hot(y, n_classes):
        if np.any(y < 0) or np.any(y >= n_classes):
            raise ValueError
        return np.eye(n_classes)[y]

    assert check(one_hot).passed


def test_nnlibs_own_function_is_not_yours():
    """``from nnlib.functional import sigmoid`` before a check gives the real one, which the grader does not have."""
    result = check(nnlib.functional.sigmoid)
    assert (result.passed, result.mistake) == (False, "nnlib's own")
    assert "write yours" in result.message


def test_something_else_in_place_of_two_results_is_told_so():
    """A dict of both, for example: the two are there, but not as a pair."""

    def quadratic_vertex(a, b, c):
        return {"w": -b / (2 * a), "L": c - b * b / (4 * a)}

    result = check(quadratic_vertex)
    assert result.mistake == "wrong type"
    assert result.message.endswith("something of type dict; expected is 2 results, with commas between them.")
