"""A copy of a graph in Neo4j that follows it, and never answers older than it is asked to."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from wirespeed._limits import Limits
from wirespeed._native import CancelToken
from wirespeed.errors import CancelledError
from wirespeed.graph._bookmark import transaction_of
from wirespeed.graph._epoch import Answer, StaleError
from wirespeed.graph._load_neo4j import Neo4jSource, Probe, Snapshot, graph_of, probe, read_whole
from wirespeed.graph._loaded import LoadedGraph
from wirespeed.graph._neo4j_delta import Delta

if TYPE_CHECKING:
    from wirespeed.bolt import Client


class _State(NamedTuple):
    """What readers see, all of one moment: whoever renews puts another in its place."""

    graph: LoadedGraph
    checked: float  # on the monotonic clock: when it was known to be as the store is

    @property
    def transaction(self) -> int:
        epoch = self.graph.epoch
        return -1 if epoch is None or epoch.last_transaction is None else epoch.last_transaction

    def is_good(self, wanted: _Wanted) -> bool:
        return self.checked >= wanted.since and self.transaction >= wanted.at_least


class Neo4jCopy:
    """A graph in memory that is a copy of one in Neo4j, and what :meth:`graph` and :meth:`ask` need to know of its age.

    ::

        copy = graph.Neo4jCopy(client, labels=["Artist", "Release"], types=["BY"], delta=graph.UpdatedAt("updated_at"))
        answer = copy.ask(lambda g: g.levels(g.node(1)), max_staleness=5)
        answer.value, answer.epoch.last_transaction

    A copy knows when it was last the same as the store: that costs a probe, which reads nothing. Where the store has
    gone on since, it is renewed: by what ``delta`` names, else by reading everything anew. A new store under the old
    name, a gap in the outbox, counts that do not add up, or a renewal that failed have everything read anew, too.

    Thread-safe: readers keep the graph that they were given, one at a time renews.

    :param delta: where changes are found: :class:`UpdatedAt` or :class:`Outbox`; ``None``: nowhere.
    :param attempts: how often everything is read before a store that keeps changing is given up.
    """

    def __init__(
        self,
        client: Client,
        *,
        labels: Sequence[str],
        types: Sequence[str],
        key: str = "id",
        properties: Sequence[str] = (),
        database: str | None = None,
        delta: Delta | None = None,
        attempts: int = 3,
        keep_order: bool = False,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> None:
        self._client = client
        self._source = Neo4jSource(tuple(labels), tuple(types), key, tuple(properties), database)
        self._delta = delta
        self._attempts = attempts
        self._keep_order = keep_order
        self._renewing = threading.Lock()
        self._state: _State
        # Of whoever renews:
        self._snapshot: Snapshot
        self._is_torn = False  # the delta may have told of changes that the snapshot does not have
        self._counts = {"probes": 0, "rebuilds": 0, "deltas": 0}
        with self._renewing:
            self._rebuild(Limits(timeout, cancel))

    @property
    def current(self) -> LoadedGraph:
        """The copy as it is, however old; its ``epoch`` says how old."""
        return self._state.graph

    @property
    def counts(self) -> dict[str, int]:
        """How often the store was probed, read whole (``rebuilds``), and followed by its ``deltas``."""
        return dict(self._counts)

    def graph(
        self,
        *,
        max_staleness: float | None = None,
        at_least: int | str | None = None,
        wait: float = 30.0,
        cancel: CancelToken | None = None,
    ) -> LoadedGraph:
        """The graph, as new as is asked for; what it answers is true of its ``epoch``.

        :param max_staleness: it was the same as the store so many seconds before the call, or later.
        :param at_least: it has that transaction of the store: its number, or a bookmark, as ``client.bookmarks.all()``
            has them after a write.
        :param wait: how many seconds it may take to become so.
        :raises StaleError: it did not. Neither says what is asked for: any copy will do.
        """
        limits = Limits(wait, cancel)
        wanted = _Wanted(max_staleness, transaction_of(at_least) if isinstance(at_least, str) else at_least)
        state = self._state
        if state.is_good(wanted):
            return state.graph
        left = limits.left()
        if not self._renewing.acquire(timeout=-1 if left is None else left):
            raise self._stale(wanted, "another thread is still renewing it")
        try:
            return self._renewed(wanted, limits)
        finally:
            self._renewing.release()

    def ask(
        self,
        question: Callable[[LoadedGraph], Any],
        *,
        max_staleness: float | None = None,
        at_least: int | str | None = None,
        wait: float = 30.0,
        fallback: Callable[[], Any] | None = None,
        cancel: CancelToken | None = None,
    ) -> Answer:
        """What the question says of the graph, and the epoch that it is true of.

        :param fallback: asked instead where the copy cannot be made new enough; then the answer has no epoch.
        :raises StaleError: it cannot, and there is no fallback.
        """
        try:
            graph = self.graph(max_staleness=max_staleness, at_least=at_least, wait=wait, cancel=cancel)
        except StaleError:
            if fallback is None:
                raise
            return Answer(fallback(), None)
        return Answer(question(graph), graph.epoch)

    # --- renewing ---

    def _renewed(self, wanted: _Wanted, limits: Limits) -> LoadedGraph:
        """REQUIRES: the lock is held."""
        while not self._state.is_good(wanted):
            try:
                self._follow(limits)
            except CancelledError:
                raise
            except Exception as failure:
                raise self._stale(wanted, str(failure)) from failure
            left = limits.left()
            if not self._state.is_good(wanted):
                if not left:
                    raise self._stale(wanted, "the store has not come so far")
                time.sleep(min(left, 0.05))
        return self._state.graph

    def _follow(self, limits: Limits) -> None:
        """Makes it as the store is now."""
        state = self._state
        epoch = state.graph.epoch
        now = self._probe(limits)
        if epoch is not None and (now.store_id, now.last_transaction) == (epoch.store_id, epoch.last_transaction):
            self._state = _State(state.graph.at(replace(epoch, taken_at=datetime.now(timezone.utc))), now.asked)
            return
        same_store = epoch is not None and epoch.store_id == now.store_id and now.last_transaction > state.transaction
        if self._delta is None or self._is_torn or not same_store or not self._apply_delta(limits):
            self._rebuild(limits)

    def _apply_delta(self, limits: Limits) -> bool:
        """False where what it names does not lead to the store's state."""
        assert self._delta is not None
        self._is_torn = True  # until all that it tells of is taken
        for _ in range(self._attempts):
            before = self._probe(limits)
            changed = self._delta.apply(self._client, self._source, self._snapshot, limits, before.bookmarks)
            after = self._probe(limits)
            if changed is None or after.store_id != before.store_id:
                return False
            self._snapshot = changed
            if after.last_transaction != before.last_transaction:
                continue  # more came while it was read
            if changed.check(self._source, after):
                return False
            self._take(changed, after, "deltas")
            return True
        return False

    def _rebuild(self, limits: Limits) -> None:
        self._is_torn = True
        if self._delta is not None:
            self._delta.begin(self._client, self._source, limits)
        self._take(*read_whole(self._client, self._source, self._attempts, limits), "rebuilds")

    def _take(self, snapshot: Snapshot, after: Probe, how: Literal["deltas", "rebuilds"]) -> None:
        graph = graph_of(self._source, snapshot, after.epoch(), self._keep_order)
        self._snapshot = snapshot
        self._state = _State(graph, after.asked)
        self._is_torn = False
        self._counts[how] += 1

    def _probe(self, limits: Limits) -> Probe:
        self._counts["probes"] += 1
        return probe(self._client, self._source, limits)

    def _stale(self, wanted: _Wanted, why: str) -> StaleError:
        state = self._state
        age = time.monotonic() - state.checked
        return StaleError(
            f"graph: expected a copy {wanted.said}, found one of transaction {state.transaction}, {age:.3f} s old: "
            f"{why}; ask the store itself, or wait longer",
            state.graph.epoch,
        )


class _Wanted:
    """How new a copy has to be, from the moment of the question on."""

    def __init__(self, max_staleness: float | None, at_least: int | None) -> None:
        self.since = -math.inf if max_staleness is None else time.monotonic() - max_staleness
        self.at_least = -1 if at_least is None else at_least
        asked = [f"at most {max_staleness} s old"] if max_staleness is not None else []
        self.said = " and ".join([*asked, *([f"with transaction {at_least}"] if at_least is not None else [])])
