"""Threads share one object: each gets the answer that one thread alone gets, whatever another one does to it meanwhile.

What is changed is replaced by its equal, a new object, so that the answer stays the same and the old object is gone: an
item that was only lent would be looked at after its end. With a global lock these tests are of the places where native
code gives it up; without one, of all others.
"""

from __future__ import annotations

import copy
import importlib
import itertools
import json
import pickle
import random
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from record_samples import EVERY, Carrier, Every, check_every
from thread_storms import storm
from wirespeed import _native, kernels
from wirespeed.cache import Cache
from wirespeed.kernels import attributes_to_columns, rows_to_columns
from wirespeed.neo4j._engine import Messages
from wirespeed.packstream import Structure, v2
from wirespeed.record import Record, record, to_json

N = 400
CATALOG: Any = vars(_native)["_postgres_values"].TypeCatalog()


def text_of(i: int) -> str:
    """A new object at each call, unless `i` has one digit."""
    return f"text {i}"


def replace_items(items: list[Any], make: Any) -> Any:
    """A change: some of the items by their equals."""
    order = random.Random(7)

    def change() -> None:
        for _ in range(50):
            i = order.randrange(len(items))
            items[i] = make(i)

    return change


@dataclass
class Plain:
    number: int
    text: str


class Slotted:
    __slots__ = ("number", "text")

    def __init__(self, number: int, text: str) -> None:
        self.number, self.text = number, text


@record
class Pair(Record):
    number: int
    text: str


# --- rows and columns -------------------------------------------------------------------------------------------------


def as_tuple(i: int) -> tuple[int, str]:
    return (1000 + i, text_of(i))


def as_list(i: int) -> list[Any]:
    return [1000 + i, text_of(i)]


def as_dict(i: int) -> dict[str, Any]:
    return {"number": 1000 + i, "text": text_of(i)}


def columns_of(table: Any) -> Any:
    return [table["number"].tolist(), table["text"].tolist()]


EXPECTED = [[1000 + i for i in range(N)], [text_of(i) for i in range(N)]]


@pytest.mark.parametrize("make", [as_tuple, as_list, as_dict])
def test_rows_of_a_list_in_which_rows_are_replaced(make: Any) -> None:
    rows = [make(i) for i in range(N)]
    answers = storm(lambda: columns_of(rows_to_columns(rows, ["number", "text"])), replace_items(rows, make))
    assert all(answer == EXPECTED for answer in answers)


@pytest.mark.parametrize("make", [as_list, as_dict])
def test_rows_in_which_values_are_replaced(make: Any) -> None:
    rows = [make(i) for i in range(N)]
    order = random.Random(8)

    def change() -> None:
        i = order.randrange(N)
        if make is as_list:
            rows[i][:] = make(i)
        else:
            rows[i].update(make(i))

    answers = storm(lambda: columns_of(rows_to_columns(rows, ["number", "text"])), change)
    assert all(answer == EXPECTED for answer in answers)


@pytest.mark.parametrize("kind", [Plain, Slotted])
def test_attributes_that_are_replaced(kind: Any) -> None:
    objects = [kind(1000 + i, text_of(i)) for i in range(N)]
    order = random.Random(9)

    def change() -> None:
        i = order.randrange(N)
        objects[i].text = text_of(i)

    answers = storm(lambda: columns_of(attributes_to_columns(objects, ["number", "text"])), change)
    assert all(answer == EXPECTED for answer in answers)


# --- kernels ----------------------------------------------------------------------------------------------------------


def test_what_groups_make_when_they_are_first_asked() -> None:
    keys = np.random.default_rng(1).integers(0, 50, 3000)
    values = np.arange(3000.0)
    alone = kernels.group(keys)
    expected = (alone.order.tolist(), alone.offsets.tolist(), alone.agg(total=("sum", values)).total.tolist())
    for _ in range(10):
        shared = kernels.group(keys)
        answers = storm(
            lambda shared=shared: (  # type: ignore[misc]
                shared.order.tolist(),
                shared.offsets.tolist(),
                shared.agg(total=("sum", values)).total.tolist(),
            ),
            rounds=5,
        )
        assert all(answer == expected for answer in answers)


def test_groups_and_apply_of_a_list_of_objects_in_which_they_are_replaced() -> None:
    names = [text_of(i % 20) for i in range(N)]
    change = replace_items(names, lambda i: text_of(i % 20))

    def ask() -> Any:
        groups = kernels.group(names)
        return groups.keys.tolist(), groups.counts.tolist(), groups.apply(len, names).tolist()

    expected = ask()
    assert all(answer == expected for answer in storm(ask, change))


# --- packstream -------------------------------------------------------------------------------------------------------


def nested(i: int) -> list[Any]:
    return [1000 + i, text_of(i), {"number": 1000 + i, "text": text_of(i)}, Structure(b"N", text_of(i), [text_of(i)])]


def test_a_list_is_packed_while_its_items_are_replaced() -> None:
    items = [nested(i) for i in range(N)]
    expected = v2.pack(items)
    assert all(answer == expected for answer in storm(lambda: v2.pack(items), replace_items(items, nested)))


def test_maps_and_structures_are_packed_while_their_values_are_replaced() -> None:
    maps = {f"key {i}": text_of(i) for i in range(N)}
    structures = [Structure(b"N", text_of(i), text_of(i)) for i in range(N)]
    value = [maps, structures]
    expected = v2.pack(value)

    def change() -> None:
        for i in range(N):
            maps[f"key {i}"] = text_of(i)
            structures[i].fields[0] = text_of(i)
            structures[i][1] = text_of(i)

    assert all(answer == expected for answer in storm(lambda: v2.pack(value), change))


def test_a_list_that_grows_and_shrinks_is_packed_whole_or_not_at_all() -> None:
    items = [text_of(i) for i in range(N)]

    def change() -> None:
        items.append(text_of(0))
        del items[N:]

    def ask() -> bytes | None:
        try:
            return v2.pack(items)
        except RuntimeError:
            return None

    whole = {v2.pack([text_of(i) for i in range(N)]), v2.pack([*[text_of(i) for i in range(N)], text_of(0)]), None}
    assert set(storm(ask, change)) <= whole


def test_a_structure_is_pickled_and_copied_while_its_fields_change() -> None:
    shared = Structure(b"N", *(text_of(i) for i in range(10)))

    def change() -> None:
        shared.fields[:] = [text_of(i) for i in range(10)]

    def ask() -> tuple[Structure, Structure]:
        return pickle.loads(pickle.dumps(shared)), copy.copy(shared)

    assert all(one == other == shared for one, other in storm(ask, change))


def test_threads_unpack_the_same_bytes() -> None:
    value = [nested(i) for i in range(50)]
    data = bytearray(v2.pack(value))
    assert all(answer == (value, len(data)) for answer in storm(lambda: v2.unpack(data, 0)))


def test_each_message_comes_out_once_whoever_asks() -> None:
    """A connection is for one at a time; who comes meanwhile is told, and nothing is lost or doubled."""
    messages = Messages(1)
    count = 600
    for i in range(count):
        body = b"\xb1\x71" + v2.pack([i])
        messages.feed(len(body).to_bytes(2, "big") + body + b"\0\0")

    def ask() -> int | None:
        try:
            return messages.pop(None)[1][0][0] if messages.ready() else None
        except RuntimeError:
            return None

    found = [answer for answer in storm(ask, rounds=300) if answer is not None]
    while messages.ready():
        found.append(messages.pop(None)[1][0][0])
    assert sorted(found) == list(range(count))


# --- records ----------------------------------------------------------------------------------------------------------


def test_threads_read_one_record() -> None:
    shared = Every(**EVERY)
    storm(lambda: check_every(shared), rounds=20)
    assert len({hash(shared), *storm(lambda: hash(shared))}) == 1


def test_a_record_is_copied_while_its_addon_field_is_set() -> None:
    shared = Carrier(1, cache={"a": 1})

    def change() -> None:
        shared.cache = {"a": 1}
        del shared.cache
        shared.cache = {"a": 1}

    def ask() -> Any:
        made = copy.copy(shared)
        return made == shared, getattr(made, "cache", {"a": 1})

    assert all(answer == (True, {"a": 1}) for answer in storm(ask, change, rounds=2000))


def test_records_are_made_of_a_list_in_which_they_are_replaced() -> None:
    rows = [bytes(Pair(i, text_of(i))) for i in range(N)]
    records = [Pair(i, text_of(i)) for i in range(N)]
    replace_bytes = replace_items(rows, lambda i: bytes(Pair(i, text_of(i))))
    replace_records = replace_items(records, lambda i: Pair(i, text_of(i)))
    expected = [text_of(i) for i in range(N)]

    def change() -> None:
        replace_bytes()
        replace_records()

    def ask() -> Any:
        return (
            [made.text for made in Pair.from_list(rows)],
            [made.text for made in Pair.batch(records)],
            Pair.to_columns(rows)["text"].tolist(),
        )

    assert all(answer == (expected, expected, expected) for answer in storm(ask, change))


def test_a_list_becomes_a_field_while_its_items_are_replaced() -> None:
    numbers = [*EVERY["numbers"]] * 50
    expected = Every(**{**EVERY, "numbers": numbers})
    change = replace_items(numbers, lambda i: int(str(numbers[i])))
    assert all(answer == expected for answer in storm(lambda: Every(**{**EVERY, "numbers": numbers}), change))


def test_json_of_a_dict_and_a_list_in_which_values_are_replaced() -> None:
    items = [text_of(i) for i in range(N)]
    names = {f"key {i}": text_of(i) for i in range(N)}
    cells = np.empty(2, dtype=object)
    cells[0], cells[1] = items, names
    value = {"cells": cells}
    expected = json.loads(to_json(value))
    replace = replace_items(items, text_of)

    def change() -> None:
        replace()
        names["key 77"] = text_of(77)

    assert all(json.loads(answer) == expected for answer in storm(lambda: to_json(value), change))


# --- caches -----------------------------------------------------------------------------------------------------------


def test_a_cache_gives_each_key_its_own_value_while_entries_come_and_go() -> None:
    cache = Cache(50)
    keys = itertools.count()

    def change() -> None:
        i = next(keys) % 100
        cache.put(("key", i), text_of(i), tags=["odd" if i % 2 else "even"])
        if i == 13:
            cache.invalidate(tag="odd")
        if i == 57:
            cache.clear()

    def ask() -> bool:
        found = [cache.get_or_load(("key", i), lambda i=i: text_of(i)) for i in range(0, 100, 3)]  # type: ignore[misc]
        others = [cache.get(("key", i), text_of(i)) for i in range(100)]
        cache.prune()
        return found == [text_of(i) for i in range(0, 100, 3)] and others == [text_of(i) for i in range(100)]

    assert all(storm(ask, change))
    stats = cache.stats()
    assert stats.loading == stats.waiting == 0


# --- values of databases ----------------------------------------------------------------------------------------------

TEXTS, FLOAT8S, JSONB, POLYGON = 1009, 1022, 3802, 604


@pytest.mark.parametrize(
    ("make", "oid"),
    [(text_of, TEXTS), (lambda i: 1000.5 + i, FLOAT8S), (text_of, JSONB), (lambda i: (i + 0.5, i + 1.5), POLYGON)],
    ids=["texts", "floats", "jsonb", "polygon"],
)
def test_parameters_are_written_from_a_list_in_which_items_are_replaced(make: Any, oid: int) -> None:
    items = [make(i) for i in range(N)]
    expected = CATALOG.encode(items, oid)
    answers = storm(lambda: CATALOG.encode(items, oid), replace_items(items, make))
    assert all(answer == expected for answer in answers)


def test_arrays_of_lists_are_written_while_lists_are_replaced() -> None:
    def make(i: int) -> list[str]:
        return [text_of(i), text_of(i + 1)]

    lists = [make(i) for i in range(N)]
    expected = CATALOG.encode(lists, TEXTS)
    replace = replace_items(lists, make)

    def change() -> None:
        replace()
        lists[5][:] = make(5)

    assert all(answer == expected for answer in storm(lambda: CATALOG.encode(lists, TEXTS), change))


# --- graphs of NetworkX -----------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::UserWarning")  # NetworkX's, of the graph that it keeps
def test_a_graph_of_networkx_is_searched_while_its_rows_are_replaced() -> None:
    nx = pytest.importorskip("networkx")
    graph = nx.gnm_random_graph(N, 1200, seed=4)
    graph.add_edges_from((i, i + 1) for i in range(N - 1))
    length = nx.shortest_path_length.orig_func(graph, 0, N - 1)

    def change() -> None:
        for i in range(N):
            graph._adj[i] = dict(graph._adj[i])

    def ask() -> tuple[int, int]:
        ours = importlib.import_module("wirespeed.networkx").graph_of(graph)
        path = nx.bidirectional_shortest_path(graph, 0, N - 1, backend="wirespeed")
        return len(path) - 1, len(nx.descendants(ours, 0))

    assert all(answer == (length, N - 1) for answer in storm(ask, change, rounds=20))
