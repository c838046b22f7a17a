"""What crosses the line is a plain value, and nothing else does."""

import json
import math

import numpy as np
import pytest

from grader.sandbox import wire

VALUES = [
    None,
    True,
    -3,
    2**62,
    0.1,
    -0.0,
    math.inf,
    "a“ü\n",
    (),
    (1, [2.0, "x"], {"k": None}),
    np.array(3.5),
    np.zeros((0, 3)),
    np.arange(6, dtype=np.int32).reshape(2, 3),
    np.array([True, False]),
    np.float32(1.5),
    np.array([np.nan, np.inf]),
    np.arange(4, dtype=">f8"),
    np.arange(6.0).reshape(2, 3).T,
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_back_as_it_was(value):
    """Type, dtype, shape and every bit; only the byte order is normalised."""
    tree, buffers = wire.encode(value)
    back = wire.decode(json.loads(json.dumps(tree)), b"".join(buffers))
    assert type(back) is type(value)
    if isinstance(value, np.ndarray):
        assert back.shape == value.shape
        assert back.dtype == value.dtype.newbyteorder("<")
        np.testing.assert_array_equal(back, value)
    else:
        assert back == value
    assert str(back) == str(value)  # -0.0 == 0.0, but not here


def test_a_named_tuple_becomes_a_tuple():
    """nnlib returns NamedTuples, and a learner's plain tuple has to count as much."""
    from collections import namedtuple  # noqa: PLC0415

    pair = namedtuple("pair", "x y")(1, 2.0)
    back = wire.decode(*_through(pair))
    assert type(back) is tuple
    assert back == (1, 2.0)


def test_an_array_subclass_becomes_an_array():
    """A subclass could bring its own ==."""

    class Agreeable(np.ndarray):
        __hash__ = None

        def __eq__(self, other):
            return True

    assert type(wire.decode(*_through(np.zeros(2).view(Agreeable)))) is np.ndarray


def test_decoded_arrays_can_be_written_to():
    """They are copies, so that one call cannot change what the next one gets."""
    array = wire.decode(*_through(np.zeros(2)))
    array += 1
    assert array.tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1: 2},
        {1, 2},
        1j,
        b"x",
        np.array(["a"]),
        np.array([None]),
        np.longdouble(1),
        2**63,
        "x" * 10_001,
    ],
    ids=lambda value: type(value).__name__,
)
def test_anything_else_is_unsendable(value):
    """There is no pickle to fall back on."""
    if isinstance(value, np.longdouble) and value.itemsize == 8:
        pytest.skip("this processor has no long double")
    with pytest.raises(wire.UnsendableError):
        wire.encode(value)


def test_a_list_within_itself_is_unsendable():
    """The depth is bounded, so this ends."""
    loop = []
    loop.append(loop)
    with pytest.raises(wire.UnsendableError, match="nested"):
        wire.encode(loop)


@pytest.mark.parametrize(
    ("tree", "payload"),
    [
        ({"a": ["<f8", [2]]}, b"\0" * 15),
        ({"a": ["<f8", [2]]}, b"\0" * 17),
        ({"a": ["<f8", [-1]]}, b""),
        ({"a": ["<f8", [0, 1 << 40]]}, b""),
        ({"a": ["<f8", [1 << 30, 1 << 30]]}, b""),
        ({"a": ["<f8", [0] + [1 << 30] * 20]}, b""),
        ({"a": ["<f8", [True]]}, b"\0" * 8),
        ({"a": ["<f8", [1] * 33]}, b"\0" * 8),
        ({"a": ["|O", [1]]}, b"\0" * 8),
        ({"a": ["<U1", [1]]}, b"\0" * 4),
        ({"a": ["<f8,<f8", [1]]}, b"\0" * 16),
        ({"a": [["<f8"], [1]]}, b"\0" * 8),
        ({"a": "<f8"}, b""),
        ({"a": ["|b1", [1]]}, b"\2"),
        ({"n": None}, b""),
        ({"f": "one"}, b""),
        ({"f": 1.5}, b""),
        ({"f": "0x1p99999"}, b""),
        ({"s": 1}, b""),
        ({"d": [["k"]]}, b""),
        ({"d": [[1, 2]]}, b""),
        ({"d": {}}, b""),
        ({"t": 1}, b""),
        ({"rng": 1}, b""),
        ({"fn": "print"}, b""),
        ({"make": 1}, b""),
        ({"value": 1}, b""),
        ({"s": "a", "f": "b"}, b""),
        ({}, b""),
        (1.5, b""),
        ("text", b""),
        ([], b""),
        (1 << 63, b""),
        ({"l": [None] * 20_001}, b""),
        ({"l": [{"s": "x" * 9000}, *[{"s": ""}] * 200]}, b""),
    ],
)
def test_a_forged_value_is_refused(tree, payload):
    """Whatever a learner writes into the pipe ends here, with one kind of error."""
    with pytest.raises(wire.ProtocolError):
        wire.decode(tree, payload)


def test_a_deep_forgery_is_refused():
    """Deep nesting must not end in a RecursionError of ours."""
    tree = None
    for _ in range(5000):
        tree = {"l": [tree]}
    with pytest.raises(wire.ProtocolError):
        wire.decode(tree, b"")


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[]", b"null", b'{"a": NaN}', b"\xff", b"[" * 100_000, b'{"a": ' + b"9" * 5000 + b"}"],
)
def test_a_forged_header_is_refused(text):
    """Only a JSON object of ordinary numbers is a header."""
    with pytest.raises(wire.ProtocolError):
        wire.header_of(text)


@pytest.mark.parametrize(
    "prefix", [b"X" * 16, wire.PREFIX.pack(b"NNW1", 9, 0), wire.PREFIX.pack(b"NNW1", 0, 1 << 60)]
)
def test_a_forged_length_is_refused_before_anything_is_read(prefix):
    """A length is a promise to hold that much memory."""
    with pytest.raises(wire.ProtocolError):
        wire.sizes(prefix, max_header=8, max_payload=1000)


def test_half_a_character_becomes_a_question_mark():
    """A database would not take it, long after the grade was earned."""
    assert wire.decode({"s": "a\ud800"}, b"") == "a?"


def _through(value):
    tree, buffers = wire.encode(value)
    return tree, b"".join(buffers)


@pytest.mark.parametrize("writeable", [True, False], ids=["writable", "read-only"])
@pytest.mark.parametrize("way", ["rows", "columns", "strided", "reversed"])
def test_a_request_keeps_how_an_array_lies_in_memory(way, writeable):
    """A learner's function has to cope with all of them, so a hidden test must be able to send them."""
    square = np.arange(24.0).reshape(4, 6)
    array = {"rows": square, "columns": square.T, "strided": square[::2, ::3], "reversed": square[::-1]}[way]
    array = array.view()
    array.setflags(write=writeable)
    tree, buffers = wire.encode([array], layouts=True)
    (back,) = wire.decode(json.loads(json.dumps(tree)), b"".join(buffers), layouts=True)
    np.testing.assert_array_equal(back, array)
    for flag in ("c_contiguous", "f_contiguous", "writeable"):
        assert getattr(back.flags, flag) == getattr(array.flags, flag), flag


@pytest.mark.parametrize("layout", ["F", "x", "rr", 1, None])
def test_an_answer_cannot_say_how_an_array_is_to_lie(layout):
    """Only requests can, and only in the known ways."""
    tree = {"a": ["<f8", [1], layout]}
    with pytest.raises(wire.ProtocolError):
        wire.decode(tree, bytes(8))
    if layout != "F":
        with pytest.raises(wire.ProtocolError):
            wire.decode(tree, bytes(8), layouts=True)
