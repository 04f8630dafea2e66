"""Walks over a real Neo4j, and copies of it that know how old they are. Data change between the probes."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy
import pytest

import wirespeed
from neo4j_servers import neo4j_auth_server
from real_servers.instance import Instance
from wirespeed import bolt, graph
from wirespeed.graph import _copy, _load_neo4j

__all__ = ["neo4j_auth_server"]
pytestmark = pytest.mark.server


class Store:
    """Labels and types of one test's own in the database."""

    def __init__(self, client: bolt.Client) -> None:
        name = uuid.uuid4().hex[:12]
        self.client = client
        self.person, self.city, self.knows, self.outbox = f"P{name}", f"C{name}", f"K{name}", f"O{name}"
        self.sequence = 0

    def run(self, cypher: str, **params: Any) -> Any:
        words = {"P": self.person, "C": self.city, "K": self.knows, "O": self.outbox}
        for word, name in words.items():
            cypher = cypher.replace(f":{word}", f":{name}")
        return [tuple(record) for record in self.client.query(cypher, params).records()]

    def fill(self, people: int = 6) -> None:
        self.run("UNWIND range(0, $n - 1) AS i CREATE (:P {id: i, name: 'p' + i, updated_at: 1})", n=people)
        self.run(
            "UNWIND range(0, $n - 2) AS i MATCH (a:P {id: i}), (b:P {id: i + 1}) CREATE (a)-[:K {updated_at: 1}]->(b)",
            n=people,
        )

    def note(self, op: str, **fields: Any) -> str:
        """What a writer leaves in the outbox, as the end of its statement."""
        self.sequence += 1
        said = ", ".join(f"{name}: {value!r}" for name, value in fields.items())
        return f" CREATE (:O {{seq: {self.sequence}, op: '{op}', {said}}})"

    def copy(self, **options: Any) -> graph.Neo4jCopy:
        return graph.Neo4jCopy(self.client, labels=[self.person], types=[self.knows], **options)

    def clear(self) -> None:
        for label in (self.person, self.city, self.outbox):
            self.client.query(f"MATCH (n:{label}) DETACH DELETE n").summary()


@pytest.fixture
def store(neo4j_auth_server: Instance) -> Iterator[Store]:
    server = neo4j_auth_server
    with bolt.connect(server.uri, (str(server.user), str(server.password))) as client:
        made = Store(client)
        made.fill()
        yield made
        made.clear()


def edges(g: graph.LoadedGraph) -> set[tuple[Any, Any]]:
    keys = numpy.asarray(g.ids).tolist()
    walk = g.traversal(relationships=">", uniqueness="none", min_depth=1, max_depth=1)
    return {(keys[node], keys[other]) for node in range(g.node_count) for other in walk.nodes(node)}


# --- walks -----------------------------------------------------------------------------------------------------------


def test_a_walk_over_neo4j_is_what_cypher_finds(store: Store) -> None:
    store.run("MATCH (a:P {id: 2}) CREATE (a)-[:K]->(:C {id: 100, name: 'c'})-[:K]->(:P {id: 101, name: 'x'})")
    root = store.run("MATCH (n:P {id: 0}) RETURN id(n)")[0][0]
    expected = store.run(
        "MATCH (:P {id: 0})-[:K*0..]->(n:P) WHERE n.name >= 'p1' RETURN DISTINCT id(n) AS i ORDER BY i"
    )
    provider = graph.Neo4jProvider(store.client, label_names=[store.person, store.city], batch=2)
    cache = graph.NodeCache()
    for order in ("depth_first", "breadth_first"):
        walk = graph.traversal_over(
            provider,
            cache=cache,
            order=order,
            relationships=f"{store.knows}>",
            labels=f">{store.person}",
            include=("name", ">=", "p1"),
        )
        assert sorted(walk.nodes(root).tolist()) == [row[0] for row in expected]
    report = walk.report()
    assert report["labels_read"] == report["properties_read"] == 0
    assert cache.report()["labels"]["entries"] == 8


def test_walks_against_relationships_and_of_any_type(store: Store) -> None:
    last = store.run("MATCH (n:P {id: 5}) RETURN id(n)")[0][0]
    provider = graph.Neo4jProvider(store.client, label_names=[store.person])
    assert graph.traversal_over(provider, relationships="<").count(last) == 6
    assert graph.traversal_over(provider, relationships="", max_depth=2).count(last) == 3
    with pytest.raises(wirespeed.NotFoundError):
        graph.traversal_over(provider).count(2**40)


def test_relationships_of_neo4j_are_kept_until_both_ends_are_named(store: Store) -> None:
    ids = {node: number for number, node in store.run("MATCH (n:P) RETURN id(n), n.id")}
    provider = graph.Neo4jProvider(store.client, label_names=[store.person], batch=2)
    cache = graph.NodeCache(relationships=True)
    words: dict[str, Any] = {"relationships": f"{store.knows}>", "labels": f">{store.person}"}
    words |= {"relationship_where": ("updated_at", "==", 1), "include": ("name", ">=", "p1")}
    walk = graph.traversal_over(provider, cache=cache, **words)
    expected = [ids[i] for i in range(1, 6)]
    assert walk.nodes(ids[0]).tolist() == expected
    calls = walk.report()["calls"]
    store.run("MATCH (a:P {id: 2}), (b:P {id: 5}) CREATE (a)-[:K {updated_at: 1}]->(b)")
    store.run("MATCH (:P {id: 2})-[r:K]->(:P {id: 3}) DELETE r")
    assert walk.nodes(ids[0]).tolist() == expected
    assert walk.report()["calls"] == calls
    assert cache.report()["relationships"]["hits"] == cache.report()["relationships"]["entries"] == 6
    cache.invalidate([ids[2], ids[3], ids[5]])
    assert walk.nodes(ids[0]).tolist() == [ids[1], ids[2], ids[5]]


def test_paths_over_neo4j_name_its_relationships(store: Store) -> None:
    store.run("MATCH (a:P {id: 1}), (b:P {id: 2}) CREATE (a)-[:K {updated_at: 2}]->(b)")  # beside another
    root = store.run("MATCH (n:P {id: 0}) RETURN id(n)")[0][0]
    expected = store.run(
        "MATCH p = (:P {id: 0})-[:K*0..3]->(:P) RETURN [n IN nodes(p) | id(n)], [r IN relationships(p) | id(r)]"
    )
    provider = graph.Neo4jProvider(store.client, label_names=[store.person], batch=2)
    words: dict[str, Any] = {"relationships": f"{store.knows}>", "uniqueness": "relationship_path", "max_depth": 3}
    for cache in (None, ("relationships",)):
        found = graph.traversal_over(provider, cache=cache, **words).paths(root, relationships=True)
        named = [(path.tolist(), found.relationships_of(i).tolist()) for i, path in enumerate(found)]
        assert sorted(named) == sorted((nodes, by) for nodes, by in expected)


def test_rules_and_conditions_about_relationships_hold_as_in_memory(store: Store) -> None:
    store.run("MATCH (n:P) DETACH DELETE n")
    source = random.Random(20261123)
    people, edges_of = 6, 18  # with parallel relationships and loops
    pairs = [(source.randrange(people), source.randrange(people)) for _ in range(edges_of)]
    since = [source.choice([None, 2000, 2001, 2002]) for _ in pairs]
    costs = [2.0**i for i in range(edges_of)]  # no two ways cost the same
    store.run("UNWIND range(0, $n - 1) AS i CREATE (:P {id: i})", n=people)
    store.run(
        "UNWIND $edges AS e MATCH (a:P {id: e[0]}), (b:P {id: e[1]}) CREATE (a)-[:K {since: e[2], cost: e[3]}]->(b)",
        edges=[[a, b, year, cost] for (a, b), year, cost in zip(pairs, since, costs, strict=True)],
    )
    years = numpy.array([numpy.nan if year is None else year for year in since])
    here = graph.from_edges(
        *zip(*pairs, strict=True), nodes=people, weights=numpy.array(costs), relationship_properties={"since": years}
    )
    ids = dict(store.run("MATCH (n:P) RETURN id(n), n.id"))
    root = next(number for number, node in ids.items() if node == 0)
    provider = graph.Neo4jProvider(store.client, label_names=[store.person], batch=3, weight="cost")
    for rule in ("relationship_path", "relationship_level", "node_path", "none"):
        for where in (None, ("since", ">=", 2001), graph.any_of(("since", "<", 2001), ("since", "==", 2002))):
            for direction in (">", "<", "*") if rule != "relationship_level" else (">", "<"):
                words: dict[str, Any] = {"uniqueness": rule, "max_depth": 3, "relationship_where": where}
                there = graph.traversal_over(provider, relationships=direction, **words)
                found = [[ids[node] for node in path.tolist()] for path in there.paths(root)]
                expected = [path.tolist() for path in here.traversal(relationships=direction, **words).paths(0)]
                if rule == "relationship_level":  # which way comes first depends on the store's order
                    assert sorted(path[-1] for path in found) == sorted(path[-1] for path in expected), words
                else:
                    assert sorted(found) == sorted(expected), words
    asked: list[dict[str, Any]] = [{}, {"uniqueness": "relationship_path", "max_depth": 3}]
    for words in (*asked, {"relationship_where": ("weight", ">", 9)}):
        best = graph.traversal_over(provider, order="best_first", **words)
        found = [[ids[node] for node in path.tolist()] for path in best.paths(root)]
        assert found == [path.tolist() for path in here.traversal(order="best_first", **words).paths(0)], words
    globally = graph.traversal_over(provider, uniqueness="relationship_global")
    assert globally.count(root) == here.traversal(uniqueness="relationship_global").count(0)


# --- copies ----------------------------------------------------------------------------------------------------------


def test_a_copy_names_the_state_that_it_is_of(store: Store) -> None:
    store.run("MATCH (a:P {id: 0}) CREATE (a)-[:K]->(:C {id: 100})")
    g = graph.from_neo4j(store.client, labels=[store.person], types=[store.knows], properties=["name"], attempts=20)
    assert edges(g) == {(i, i + 1) for i in range(5)}
    assert g.dropped == 1
    assert g.epoch is not None
    assert g.epoch.nodes == {store.person: 6}
    assert g.epoch.relationships == {store.knows: 6}
    assert g.epoch.last_transaction is not None
    assert g.epoch.store_id
    assert g.traversal(include=("name", "==", "p3")).nodes(0).tolist() == [g.node(3)]


def test_a_node_with_two_labels_is_one_node(store: Store) -> None:
    store.run("MATCH (a:P {id: 0}) SET a:C")
    g = graph.from_neo4j(store.client, labels=[store.person, store.city], types=[store.knows], attempts=20)
    assert g.node_count == 6
    assert g.traversal(labels=f">{store.city}", relationships="").nodes(3).tolist() == [g.node(0)]


def test_nodes_without_a_key_do_not_add_up(store: Store) -> None:
    store.run("CREATE (:P {name: 'nobody'})")
    with pytest.raises(graph.TornError, match="expected 7 nodes"):
        graph.from_neo4j(store.client, labels=[store.person], types=[store.knows])


def between_probes(monkeypatch: pytest.MonkeyPatch, change: Callable[[int], None]) -> None:
    """`change` runs after each reading of everything, before the probe behind it."""
    read = _load_neo4j._read
    times = iter(range(1000))

    def reading(*arguments: Any) -> Any:
        snapshot = read(*arguments)
        change(next(times))
        return snapshot

    monkeypatch.setattr(_load_neo4j, "_read", reading)


def test_what_changes_while_it_is_read_has_it_read_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def change(time: int) -> None:
        if time == 0:
            store.run("MATCH (a:P {id: 5}) CREATE (a)-[:K]->(:P {id: 6})")

    between_probes(monkeypatch, change)
    g = graph.from_neo4j(store.client, labels=[store.person], types=[store.knows], attempts=20)
    assert edges(g) == {(i, i + 1) for i in range(6)}


def test_a_store_that_never_rests_is_torn(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    between_probes(monkeypatch, lambda time: store.run("CREATE (:C {id: $i})", i=time))
    with pytest.raises(graph.TornError, match="transactions"):
        graph.from_neo4j(store.client, labels=[store.person], types=[store.knows], attempts=2)


def test_an_answer_is_as_new_as_is_asked_for(store: Store) -> None:
    copy = store.copy(attempts=20)
    assert copy.ask(edges).value == {(i, i + 1) for i in range(5)}
    store.run("MATCH (a:P {id: 5}) CREATE (a)-[:K]->(:P {id: 6})")
    assert copy.ask(edges).value == {(i, i + 1) for i in range(5)}
    answer = copy.ask(edges, max_staleness=0.0)
    assert answer.value == {(i, i + 1) for i in range(6)}
    assert answer.epoch is not None
    assert copy.counts["rebuilds"] == 2


def test_a_reader_keeps_the_graph_that_it_was_given(store: Store) -> None:
    copy = store.copy(attempts=20)
    held = copy.graph()
    store.run("MATCH (a:P {id: 0})-[r:K]->() DELETE r")
    copy.graph(max_staleness=5.0, at_least=held.epoch.last_transaction + 1 if held.epoch else 0)  # type: ignore[operator]
    assert (0, 1) in edges(held)
    assert (0, 1) not in edges(copy.current)


def test_what_cannot_be_had_in_time_is_an_error_or_the_fallbacks(store: Store) -> None:
    copy = store.copy(attempts=20)
    with pytest.raises(graph.StaleError, match="with transaction") as stale:
        copy.ask(edges, at_least=10**15, wait=0.2)
    assert stale.value.epoch is not None
    assert copy.ask(edges, at_least=10**15, wait=0.1, fallback=lambda: "neo4j") == graph.Answer("neo4j", None)


def test_a_bookmark_says_from_when_on_an_answer_has_what_was_written(store: Store) -> None:
    copy = store.copy(attempts=20)
    store.run("MATCH (a:P {id: 5}) CREATE (a)-[:K]->(:P {id: 6})")
    (bookmark,) = store.client.bookmarks.all()
    answer = copy.ask(lambda g: g.node_count, at_least=bookmark)
    assert answer.value == 7
    assert answer.epoch is not None
    assert answer.epoch.last_transaction >= graph.transaction_of(bookmark)  # type: ignore[operator]


@pytest.mark.parametrize("bookmark", ["", "FB:", "FB:kcwQ", "FB:!", "tx", "FB:kcwQ6Yd/KP4gSuO4Ge/jGCg6Jg=="])
def test_what_names_no_transaction_is_no_bookmark(bookmark: str) -> None:
    with pytest.raises(wirespeed.MalformedError, match="bookmark"):
        graph.transaction_of(bookmark)


def test_bookmarks_of_all_kinds_name_their_transaction() -> None:
    assert graph.transaction_of("FB:kcwQ6Yd/KP4gSuO4Ge/jGCg6JmSQ") == 100
    assert graph.transaction_of("neo4j:bookmark:v1:tx1234") == 1234


def test_a_store_that_cannot_be_reached_is_no_reason_to_answer_old(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = store.copy(attempts=20)

    def unreachable(*_: object) -> None:
        raise wirespeed.IoError("no route")

    monkeypatch.setattr(_copy, "probe", unreachable)
    with pytest.raises(graph.StaleError, match="no route"):
        copy.graph(max_staleness=0.0, wait=0.2)
    assert copy.ask(edges).value == {(i, i + 1) for i in range(5)}


def test_a_new_store_under_the_old_name_is_read_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = store.copy(attempts=20, delta=graph.Outbox(store.outbox))
    old = copy.current.epoch
    assert old is not None
    copy._state = copy._state._replace(graph=copy.current.at(replace(old, store_id="another", last_transaction=1)))
    assert copy.graph(max_staleness=0.0).epoch.store_id == old.store_id  # type: ignore[union-attr]
    assert copy.counts["rebuilds"] == 2


# --- deltas ----------------------------------------------------------------------------------------------------------


def test_the_outbox_is_followed_without_reading_anew(store: Store) -> None:
    copy = store.copy(attempts=20, properties=["name"], delta=graph.Outbox(store.outbox))
    store.run("CREATE (:P {id: 6, name: 'new'})" + store.note("node", key=6))
    store.run(
        "MATCH (a:P {id: 5}), (b:P {id: 6}) CREATE (a)-[:K]->(b)"
        + store.note("relationship", type=store.knows, source=5, target=6)
    )
    store.run(
        "MATCH (a:P {id: 0})-[r:K]->() DELETE r"
        + store.note("relationship_deleted", type=store.knows, source=0, target=1)
    )
    store.run("MATCH (a:P {id: 0}) DELETE a" + store.note("node_deleted", key=0))
    store.run("MATCH (a:P {id: 3}) SET a.name = 'other'" + store.note("node", key=3))
    g = copy.graph(max_staleness=0.0)
    assert edges(g) == {(i, i + 1) for i in range(1, 6)}
    assert copy.counts["rebuilds"] == 1
    assert copy.counts["deltas"] == 1
    assert g.traversal(include=("name", "==", "other")).nodes(g.node(1)).tolist() == [g.node(3)]
    with pytest.raises(wirespeed.NotFoundError):
        g.node(0)


def test_a_gap_in_the_outbox_has_everything_read_anew(store: Store) -> None:
    copy = store.copy(attempts=20, delta=graph.Outbox(store.outbox))
    store.note("node", key=0)  # taken, never written
    store.run("CREATE (:P {id: 6})" + store.note("node", key=6))
    assert copy.graph(max_staleness=0.0).node_count == 7
    assert copy.counts["rebuilds"] == 2


def test_what_the_outbox_does_not_name_shows_in_the_counts(store: Store) -> None:
    copy = store.copy(attempts=20, delta=graph.Outbox(store.outbox))
    store.run("CREATE (:P {id: 6})")
    assert copy.graph(max_staleness=0.0).node_count == 7
    assert copy.counts["rebuilds"] == 2


def test_updated_at_is_followed_and_deletions_show_in_the_counts(store: Store) -> None:
    copy = store.copy(attempts=20, delta=graph.UpdatedAt(overlap=0))
    store.run(
        "MATCH (a:P {id: 5}) CREATE (a)-[:K {updated_at: 2}]->(:P {id: 6, updated_at: 2})",
    )
    assert edges(copy.graph(max_staleness=0.0)) == {(i, i + 1) for i in range(6)}
    assert copy.counts["rebuilds"] == 1
    store.run("MATCH (a:P {id: 0}) DETACH DELETE a")
    assert edges(copy.graph(max_staleness=0.0)) == {(i, i + 1) for i in range(1, 6)}
    assert copy.counts["rebuilds"] == 2


def test_changes_that_come_while_the_delta_is_read_are_taken_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = store.copy(attempts=20, delta=graph.Outbox(store.outbox))
    store.run("CREATE (:P {id: 6})" + store.note("node", key=6))
    apply = graph.Outbox.apply
    times = iter(range(100))

    def applying(*arguments: Any) -> Any:
        made = apply(*arguments)
        if next(times) == 0:
            store.run("CREATE (:P {id: 7})" + store.note("node", key=7))
        return made

    monkeypatch.setattr(graph.Outbox, "apply", applying)
    assert copy.graph(max_staleness=5.0, at_least=copy.current.epoch.last_transaction + 1).node_count == 8  # type: ignore
    assert copy.counts["rebuilds"] == 1
