"""What crosses between the grader and a student's process, and what must never."""

import enum
import math
import random
import struct
import subprocess
import sys
import tracemalloc

import msgpack
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox import wire
from autograder.sandbox.wire import Formula, Opaque, StandIn, WireError, pack, read_frame, unpack

quick = settings(deadline=None, max_examples=150, derandomize=True)


def there_and_back(value, **how):
    """What the other side gets."""
    frame = pack(value)
    (length,) = struct.unpack("<I", frame[:4])
    assert length == len(frame) - 4
    return unpack(frame[4:], **how)


def extension(code, *parts):
    return msgpack.packb(msgpack.ExtType(code, msgpack.packb(list(parts))))


def alike(a, b):
    """Equal in value and type, nan included."""
    if type(a) is not type(b):
        return False
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(alike(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return list(a) == list(b) and all(alike(a[k], b[k]) for k in a)
    if isinstance(a, float):
        return struct.pack("d", a) == struct.pack("d", b) or (math.isnan(a) and math.isnan(b))
    if isinstance(a, torch.Tensor):
        return a.dtype == b.dtype and alike(a.numpy(), b.numpy())
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    return a == b


# -- what travels -------------------------------------------------------------

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
arrays = st.sampled_from(sorted(wire.DTYPES)).flatmap(
    lambda name: hnp.arrays(np.dtype(name), hnp.array_shapes(min_dims=0, max_dims=4, min_side=0))
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | text
    | st.binary(max_size=20)
)
values = st.recursive(
    scalars | arrays | arrays.map(lambda a: torch.from_numpy(a.copy())),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=5).map(tuple)
        | st.dictionaries(text, inner, max_size=5)
    ),
    max_leaves=12,
)


@quick
@given(values)
def test_a_plain_value_arrives_as_it_left(value):
    assert alike(there_and_back(value), value)


@quick
@given(st.lists(st.floats(), min_size=250, max_size=300), st.sampled_from([list, tuple]))
def test_a_long_row_of_numbers_arrives_as_it_left(numbers, kind):
    assert alike(there_and_back(kind(numbers)), kind(numbers))


def test_a_long_row_of_numbers_costs_eight_bytes_each():
    assert len(pack([0.5] * 100_000)) < 8 * 100_000 + 50


@pytest.mark.parametrize("levels", [1, wire.MAX_DEPTH])
@pytest.mark.parametrize(
    "kind", [list, tuple, lambda v: {"k": v[0]}], ids=["list", "tuple", "dict"]
)
def test_nesting_travels_as_deep_as_the_cap(kind, levels):
    value = 1.5
    for _ in range(levels):
        value = kind([value])
    assert alike(there_and_back(value), value)


@pytest.mark.parametrize(
    "kind", [list, tuple, lambda v: {"k": v[0]}], ids=["list", "tuple", "dict"]
)
def test_a_value_nested_too_deeply_arrives_as_opaque_at_the_cap(kind):
    value = 1.5
    for _ in range(500):
        value = kind([value])
    got, levels = there_and_back(value), 0
    while not isinstance(got, Opaque):
        got = got["k"] if isinstance(got, dict) else got[0]
        levels += 1
    assert (got.kind, levels) == ("deeply nested value", wire.MAX_DEPTH + 1)


def test_an_array_at_the_deepest_place_arrives():
    value = np.arange(3.0)
    for _ in range(wire.MAX_DEPTH):
        value = (value,)
    assert alike(there_and_back(value), value)


def test_a_list_that_holds_itself_ends():
    endless = []
    endless.append(endless)
    assert isinstance(there_and_back(endless), list)


def test_numpy_scalars_arrive_as_plain_numbers():
    given = [np.float64(1.5), np.float32(0.5), np.int64(-3), np.bool_(True), np.uint8(7)]
    assert alike(there_and_back(given), [1.5, 0.5, -3, True, 7])


def test_subclasses_of_plain_types_arrive_as_their_base():
    class Colour(enum.IntEnum):
        RED = 3

    class Word(str):
        pass

    assert alike(there_and_back([Colour.RED, Word("hi")]), [3, "hi"])


def test_an_array_of_foreign_byte_order_arrives_with_its_values():
    got = there_and_back(np.array([1.0, -2.5], dtype=">f8"))
    assert got.dtype == np.dtype("<f8")
    assert got.tolist() == [1.0, -2.5]


def test_a_slice_with_strides_arrives_with_its_values():
    table = np.arange(24.0).reshape(4, 6)[::2, ::-3]
    assert np.array_equal(there_and_back(table), table)


def test_a_tensor_that_requires_grad_arrives_as_its_values():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    got = there_and_back(x * 2)
    assert got.tolist() == [2.0, 4.0]
    assert not got.requires_grad


def test_a_conjugated_tensor_arrives_with_its_values():
    x = torch.tensor([1 + 2j, 3 - 1j]).conj()
    assert torch.equal(there_and_back(x), torch.tensor([1 - 2j, 3 + 1j]))


def test_an_array_that_arrived_may_be_written_to():
    got = there_and_back([np.zeros(2), torch.zeros(2)])
    got[0][0] = got[1][0] = 1.0
    assert got[0][0] == got[1][0] == 1.0


def test_a_message_does_not_share_memory_with_another():
    body = pack(np.zeros(2))[4:]
    first, second = unpack(body), unpack(body)
    first[0] = 1.0
    assert second[0] == 0.0


# -- what does not travel -----------------------------------------------------


class Gadget:
    """A student's own class."""

    def __str__(self):  # for this test's name: an address differs between pytest-xdist's workers
        return "Gadget"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Gadget(), "a Gadget"),
        (print, "a builtin_function_or_method"),
        ({1, 2}, "a set"),
        (range(3), "a range"),
        (1j, "a complex"),
        (np.complex64(1j), "a complex64"),
        (np.datetime64("2026-01-01"), "a datetime64"),
        (10**30, "a very large integer"),
        (-(2**63) - 1, "a very large integer"),
        (np.array(["a"]), "an array of str32, shape (1,)"),
        (np.array([None]), "an array of object, shape (1,)"),
        (np.zeros(3, np.uint64), "an array of uint64, shape (3,)"),
        (torch.zeros(2, dtype=torch.bfloat16), "a tensor of bfloat16"),
        (torch.eye(2).to_sparse(), "a tensor of float32"),
        ({1: 2}, "a dict of 1 items"),
        (["x"] * 4097, "a list of 4097 items"),
        (("x",) * 4097, "a tuple of 4097 items"),
        ({str(i): i for i in range(4097)}, "a dict of 4097 items"),
    ],
    ids=str,
)
def test_what_cannot_travel_arrives_as_its_types_name(value, words):
    got = there_and_back([value])[0]
    assert isinstance(got, Opaque)
    assert str(got) == words


def test_an_array_over_half_a_frame_arrives_as_its_types_name():
    huge = np.broadcast_to(np.zeros(()), (wire.MAX_FRAME // 16 + 1,))
    assert str(there_and_back(huge)) == f"an array of float64, shape ({huge.size},)"


def test_a_types_name_is_cut_and_made_encodable():
    got = there_and_back(Opaque("\ud800" + "N" * 500))
    assert got == Opaque("?" + "N" * (wire.MAX_NAME - 1))


def test_an_empty_tuple_at_the_cap_arrives():
    value = ()
    for _ in range(wire.MAX_DEPTH):
        value = (value,)
    assert alike(there_and_back(value), value)


def test_an_opaque_value_stays_opaque():
    assert there_and_back(Opaque("Gadget")) == Opaque("Gadget")


@pytest.mark.parametrize("broken", ["\ud800", "a\udfff\U0001f600"])
def test_a_lone_surrogate_in_text_or_in_a_key_is_replaced(broken):
    mended = broken.encode("utf-8", "replace").decode()
    assert there_and_back({broken: broken}) == {mended: mended}


def test_a_message_over_the_limit_is_refused_before_it_is_sent():
    with pytest.raises(WireError, match="64 MiB is over the limit"):
        pack([b"x" * (wire.MAX_FRAME // 2)] * 2)


# -- functions travel one way -------------------------------------------------


FUNCTIONS = [Formula("t0 = x * c[0]", (2, 0.5)), StandIn(3, 2, "plain")]


@pytest.mark.parametrize("value", FUNCTIONS)
def test_a_function_travels_to_the_student(value):
    assert there_and_back([value, {"f": (value,)}], trusted=True) == [value, {"f": (value,)}]


@pytest.mark.parametrize("value", FUNCTIONS)
@pytest.mark.parametrize("wrap", [lambda v: v, lambda v: [v], lambda v: ({"k": (v,)},)])
def test_a_function_from_the_student_is_refused_wherever_it_hides(value, wrap):
    with pytest.raises(WireError, match="not part of the protocol"):
        there_and_back(wrap(value))


def test_nothing_that_could_be_executed_travels():
    """A function, a method, a class: their names arrive, in either direction."""
    for value in (math.cos, lambda x: x, torch.nn.ReLU(), print, int, compile("1", "", "eval")):
        assert isinstance(there_and_back(value, trusted=True), Opaque)


def test_a_function_inside_an_array_is_refused_even_from_the_grader():
    function = msgpack.ExtType(wire._FORMULA, msgpack.packb(["t0 = x", []]))
    with pytest.raises(WireError):
        unpack(extension(wire._ARRAY, "float64", [1], function), trusted=True)


def test_nothing_is_ever_unpickled(monkeypatch):
    import pickle

    class Bomb:
        def __reduce__(self):
            return (pytest.fail, ("unpickled",))

    attack = pickle.dumps(Bomb())
    monkeypatch.setattr(pickle, "loads", lambda *_: pytest.fail("unpickled"))
    for code in range(128):
        for body in (attack, msgpack.packb(attack)):
            try:
                got = unpack(msgpack.packb(msgpack.ExtType(code, body)))
            except WireError:
                continue
            assert isinstance(got, Opaque)
    assert unpack(msgpack.packb(attack)) == attack


# -- what a hostile process may send ------------------------------------------

KINDS = (type(None), bool, int, float, str, bytes, list, tuple, dict, np.ndarray, Opaque)


def plain_all_through(value, depth=0):
    """Whether a decoded value holds nothing but what may travel, within the cap."""
    if isinstance(value, list | tuple | dict):
        if depth > wire.MAX_DEPTH:
            return False
        if isinstance(value, dict) and not all(type(k) is str for k in value):
            return False
        items = value.values() if isinstance(value, dict) else value
        return all(plain_all_through(v, depth + 1) for v in items)
    return type(value) in KINDS or type(value) is torch.Tensor


def decode(body, **how):
    """Decode; a value must be plain, and the only exception is WireError."""
    try:
        value = unpack(body, **how)
    except WireError:
        return None
    assert how or plain_all_through(value)
    return value


@settings(quick, max_examples=600)
@given(st.binary(max_size=300))
def test_arbitrary_bytes_give_a_plain_value_or_a_wire_error(body):
    decode(body)
    decode(body, trusted=True)


# Bytes that msgpack understands are rare among all bytes, so build them.
blocks = st.recursive(
    st.binary(max_size=12).map(msgpack.packb)
    | st.integers(-(2**63), 2**64 - 1).map(msgpack.packb)
    | st.floats().map(msgpack.packb)
    | st.sampled_from(sorted(wire.DTYPES)).map(msgpack.packb)
    | st.binary(max_size=6)
    | st.sampled_from([b"\xc1", b"\xdd\xff\xff\xff\xff", b"\xdf\x00\x00\xff\xff", b"\xa1\xff"]),
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda parts: bytes([0x90 + len(parts)]) + b"".join(parts))
        | st.lists(st.tuples(inner, inner), max_size=3).map(
            lambda pairs: bytes([0x80 + len(pairs)]) + b"".join(a + b for a, b in pairs)
        )
        | st.tuples(st.integers(-128, 127), inner).map(
            lambda pair: msgpack.packb(msgpack.ExtType(pair[0] % 128, pair[1]))
        )
        | inner.map(lambda data: b"\xc7" + bytes([len(data) % 256, 255]) + data)  # ext -1
    ),
    max_leaves=10,
)


@settings(quick, max_examples=600)
@given(blocks)
def test_a_message_of_wrong_parts_gives_a_plain_value_or_a_wire_error(body):
    decode(body)
    decode(body, trusted=True)


@quick
@given(values, st.randoms(use_true_random=False))
def test_a_message_with_flipped_bytes_gives_a_plain_value_or_a_wire_error(value, dice):
    body = bytearray(pack(value)[4:])
    for _ in range(1 + len(body) // 40):
        body[dice.randrange(len(body))] = dice.randrange(256)
    decode(bytes(body))
    decode(bytes(body[: dice.randrange(len(body) + 1)]))


@quick
@given(values)
def test_a_message_cut_short_is_refused(value):
    body = pack(value)[4:]
    with pytest.raises(WireError):
        unpack(body[:-1])


def test_bytes_after_a_message_are_refused():
    with pytest.raises(WireError):
        unpack(pack(1)[4:] + b"\x00")


@pytest.mark.parametrize("code", [-1, 0, 8, 42, 127])
def test_an_unknown_extension_is_refused(code):
    body = b"\xd6" + struct.pack("b", code) + b"\0\0\0\1"  # as -1, a timestamp
    for wrapped in (body, b"\x91" + body, b"\x81\xa1k" + body):
        with pytest.raises(WireError, match="not part of the protocol"):
            unpack(wrapped, trusted=True)


@pytest.mark.parametrize("key", [b"\xc4\x01k", b"\x01", b"\xc0", b"\x90"])
def test_a_key_that_is_not_text_is_refused(key):
    with pytest.raises(WireError):
        unpack(b"\x81" + key + b"\x01")


@pytest.mark.parametrize("code", [wire._ARRAY, wire._TENSOR])
@pytest.mark.parametrize(
    "parts",
    [
        ("float64", [1]),
        ("float64", [1], bytes(8), 0),
        ("object", [1], bytes(8)),
        ("O", [1], bytes(8)),
        ("U8", [1], bytes(32)),
        ("uint64", [1], bytes(8)),
        ("datetime64[s]", [1], bytes(8)),
        (8, [1], bytes(8)),
        (["float64"], [1], bytes(8)),
        ("float64", [2], bytes(8)),
        ("float64", [1], bytes(9)),
        ("float64", [1], "x" * 8),
        ("float64", [1], None),
        ("float64", 1, bytes(8)),
        ("float64", [-1], bytes(8)),
        ("float64", [-1, -1], bytes(8)),
        ("float64", [True], bytes(8)),
        ("float64", [1.0], bytes(8)),
        ("float64", ["1"], bytes(8)),
        ("float64", [[1]], bytes(8)),
        ("float64", [2**40, 0], b""),
        ("float64", [1] * 33, bytes(8)),
        ("float64", [2**39, 2**39, 2**39], bytes(8)),
        ("bool", [2], b"\x01\x02"),
    ],
    ids=str,
)
def test_an_array_that_is_not_sound_is_refused(code, parts):
    with pytest.raises(WireError):
        unpack(extension(code, *parts))


def test_an_empty_array_may_have_a_long_side_but_costs_nothing():
    got = unpack(extension(wire._ARRAY, "float64", [0, 2**39], b""))
    assert got.shape == (0, 2**39)
    assert got.nbytes == 0


@pytest.mark.parametrize(
    "parts",
    [(), (True,), (True, bytes(7)), (True, "x" * 8), (True, [1.0]), (True, bytes(8), 1)],
    ids=str,
)
def test_a_row_of_numbers_that_is_not_sound_is_refused(parts):
    with pytest.raises(WireError):
        unpack(extension(wire._NUMBERS, *parts))


@pytest.mark.parametrize("data", [b"\x01", b"\xa1x", b"\x80", b"", b"\xc1"])
def test_a_tuple_that_is_none_is_refused(data):
    with pytest.raises(WireError):
        unpack(msgpack.packb(msgpack.ExtType(wire._TUPLE, data)))


def test_an_opaque_name_from_a_student_is_cut_and_decoded_somehow():
    got = unpack(msgpack.packb(msgpack.ExtType(wire._OPAQUE, b"\xff" + b"N" * 10_000)))
    assert got.kind == "\ufffd" + "N" * (wire.MAX_NAME - 1)


@pytest.mark.parametrize("levels", [wire.MAX_DEPTH + 2, 900, 5000])
@pytest.mark.parametrize("opening", [b"\x91", b"\x81\xa1k"], ids=["list", "dict"])
def test_lists_and_dicts_nested_too_deeply_are_refused(opening, levels):
    with pytest.raises(WireError):
        unpack(opening * levels + b"\xc0")


@pytest.mark.parametrize("levels", [wire.MAX_DEPTH + 2, 200])
def test_tuples_nested_too_deeply_are_refused(levels):
    body = b"\x01"
    for _ in range(levels):
        body = msgpack.packb(msgpack.ExtType(wire._TUPLE, b"\x91" + body))
    with pytest.raises(WireError, match="nested too deeply"):
        unpack(body)


def test_lists_inside_tuples_count_for_the_same_depth():
    body = b"\x01"
    for _ in range(12):
        body = msgpack.packb(msgpack.ExtType(wire._TUPLE, b"\x91" * 4 + body))
    with pytest.raises(WireError, match="nested too deeply"):
        unpack(body)


# -- memory -------------------------------------------------------------------


def peak_of(body):
    """The most memory that decoding held at a time, in bytes; whether it was refused."""
    tracemalloc.start()
    try:
        unpack(body)
        refused = False
    except WireError:
        refused = True
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return peak, refused


@pytest.mark.parametrize(
    "claim",
    [
        b"\xdd\xff\xff\xff\xff",  # a list of four milliard items
        b"\xdc\x10\x01" + b"\xc0" * 4097,  # one too many
        b"\xdf\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\xc9\xff\xff\xff\xff\x01",
        b"\xc9\x03\xff\xff\xff\x01",
        b"\xdc\x10\x00" * 1000,  # lists in lists, 32 KiB of slots each, nothing in them
        b"\xdc\x10\x00" * 1000 + b"\xc0" * 4096,
        b"\xde\x10\x00\xa1k" * 1000,
    ],
    ids=lambda claim: claim[:8].hex(),
)
def test_a_false_claim_of_length_is_refused_and_costs_next_to_nothing(claim):
    unpack(b"\xc0")
    peak, refused = peak_of(claim)
    assert refused
    assert peak < 100_000 + 8 * len(claim)


def test_false_claims_inside_one_another_cost_next_to_nothing():
    body = b""
    for _ in range(wire.MAX_DEPTH):
        body = b"\xdc\x10\x00" * 300 + msgpack.packb(msgpack.ExtType(wire._TUPLE, body))
    peak, refused = peak_of(body)
    assert refused
    assert peak < 100 * len(body)


@pytest.mark.parametrize(
    "leaf",
    [
        b"\x90",
        b"\x80",
        b"\xd4\x04X",
        b"\xd4\x01\x90",
        extension(wire._NUMBERS, False, b""),
        extension(wire._ARRAY, "bool", [0], b""),
        extension(wire._TENSOR, "bool", [0], b""),
    ],
    ids=["list", "dict", "opaque", "tuple", "numbers", "array", "tensor"],
)
def test_a_swarm_of_tiny_values_is_refused_before_it_fills_memory(leaf, monkeypatch):
    # The same with the limit a hundredth of itself, to be quick.
    monkeypatch.setattr(wire, "MAX_VALUES", wire.MAX_VALUES // 100)
    swarm = b"\xdc\x00\x40" + (b"\xdc\x04\x00" + leaf * 1024) * 64
    peak, refused = peak_of(swarm)
    assert refused
    assert peak < 200 * wire.MAX_VALUES + 2 * len(swarm)


@pytest.mark.parametrize("inner", [b"\x01", b"\xc4\x02hi"])
def test_bytes_inside_one_another_are_counted_once_a_level(inner, monkeypatch):
    body = b"\x92" + inner + msgpack.packb(bytes(400))
    for _ in range(6):
        body = b"\x91" + msgpack.packb(msgpack.ExtType(wire._TUPLE, body))
    assert isinstance(unpack(body), list)
    monkeypatch.setattr(wire, "MAX_COPIED", 1500)
    with pytest.raises(WireError, match="too many bytes inside one another"):
        unpack(body)


def test_the_limit_on_copies_leaves_room_for_the_largest_frame():
    assert wire.MAX_COPIED >= 2 * wire.MAX_FRAME


@pytest.mark.parametrize("leaf", [torch.zeros(0), torch.zeros(1), np.zeros(1), (1,), {"a": 1}])
def test_a_full_message_of_one_kind_is_worth_no_more_than_the_limit_says(leaf):
    """Of tensors, torch holds most where tracemalloc does not see it: so a process is weighed."""
    inside = pack(leaf)[4:]
    code = (
        "import sys, torch\n"
        "from autograder.sandbox import wire\n"
        f"leaf, kept = {inside!r}, []\n"
        "def pages(): return int(open('/proc/self/statm').read().split()[1]) * 4096\n"
        f"wire.unpack(leaf)\n"
        "before, number = pages(), 0\n"
        "reader = wire._Reader(False)\n"
        "row = b'\\xdc\\x03\\xe8' + leaf * 1000\n"
        "try:\n"
        "    while True: kept.append(reader.read(row, 0))\n"
        "except wire.WireError: pass\n"
        "print(pages() - before, len(kept))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    grown, rows = map(int, said.stdout.split())
    assert rows >= 20  # honest answers have room
    assert grown < wire.MAX_VALUES * wire.VALUE_BYTES + 2**25


def test_a_row_of_numbers_counts_for_the_numbers_that_it_becomes(monkeypatch):
    row = extension(wire._NUMBERS, False, bytes(8 * 3000))
    assert unpack(row) == [0.0] * 3000
    monkeypatch.setattr(wire, "MAX_VALUES", 1000)
    with pytest.raises(WireError, match="too many values"):
        unpack(row)


def test_the_limit_on_values_leaves_room_for_honest_answers():
    table = [[(float(i), j) for j in range(100)] for i in range(100)]
    assert there_and_back(table) == table
    assert wire.MAX_VALUES >= 2**20


def test_the_bytes_of_an_array_are_held_about_twice_at_most():
    body = pack(np.zeros(2**18))[4:]
    peak, refused = peak_of(body)
    assert not refused
    assert peak < 5 * len(body)


# -- frames -------------------------------------------------------------------


def reader(data):
    """A ``read`` that gives exactly n bytes or raises, and says what it was asked for."""
    asked = []

    def read(count):
        nonlocal data
        asked.append(count)
        if len(data) < count:
            raise EOFError
        part, data = data[:count], data[count:]
        return part

    return read, asked


@quick
@given(st.lists(values, max_size=4))
def test_frames_are_read_one_after_another(messages):
    read, _ = reader(b"".join(pack(m) for m in messages))
    assert all(alike(unpack(read_frame(read)), m) for m in messages)
    with pytest.raises(EOFError):
        read_frame(read)


@pytest.mark.parametrize("length", [wire.MAX_FRAME + 1, 2**32 - 1])
def test_a_frame_that_claims_too_much_is_refused_without_reading_it(length):
    read, asked = reader(struct.pack("<I", length) + b"x")
    with pytest.raises(WireError, match=f"claims {length} bytes"):
        read_frame(read)
    assert asked == [4]


def test_a_frame_of_the_largest_size_is_asked_for():
    read, asked = reader(struct.pack("<I", wire.MAX_FRAME))
    with pytest.raises(EOFError):
        read_frame(read)
    assert asked == [4, wire.MAX_FRAME]


def test_values_travel_where_torch_was_never_imported(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    assert there_and_back([1, Gadget()]) == [1, Opaque("Gadget")]


def test_random_bytes_of_any_length_never_do_worse_than_a_wire_error():
    dice = random.Random(121)
    refused = 0
    for _ in range(3000):
        body = dice.randbytes(dice.randrange(1, 60))
        refused += decode(body) is None
    assert 0 < refused < 3000
