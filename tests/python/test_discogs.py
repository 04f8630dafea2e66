"""Dumps as tables: each row as another parser sees it, each shape that dumps have had, each reader of Arrow."""

from __future__ import annotations

import gc
import gzip
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas  # type: ignore[import-untyped]
import polars
import pyarrow  # type: ignore[import-untyped]
import pytest

import wirespeed
from conftest import ROOT, run_python
from discogs_rows import Row, rows_of

DATA = Path(os.environ.get("WIRESPEED_DATA", ROOT.parent / "shared" / "data")) / "discogs"
KINDS = ("artists", "labels", "masters", "releases")
MANY = 3000

WriteDump = Callable[..., Path]


def as_rows(stream: Any) -> list[Row]:
    table = pyarrow.table(stream)
    table.validate(full=True)
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


@pytest.fixture
def dump(tmp_path: Path) -> WriteDump:
    """Writes records between the tags of their kind, and gives the file's path."""

    def write(kind: str, *records: str, name: str | None = None) -> Path:
        path = tmp_path / (name or f"{kind}.xml")
        text = "\n".join([f"<{kind}>", *records, f"</{kind}>", ""]).encode()
        path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
        return path

    return write


@pytest.fixture
def many(dump: WriteDump) -> Path:
    """Enough releases to be worth several batches of work."""
    records = (f'<release id="{i}"><title>T{i}</title><notes>{"n" * 900}</notes></release>' for i in range(MANY))
    return dump("releases", *records, name="many.xml.gz")


def read_one(path: Path, table: str) -> list[Row]:
    return as_rows(wirespeed.discogs.read(path).table(table))


# ---- the real sample ----


@pytest.fixture(scope="module", params=KINDS)
def sample(request: pytest.FixtureRequest) -> Iterator[Path]:
    found = sorted(DATA.glob(f"discogs_*_{request.param}.xml.gz"))
    if not found:
        pytest.skip(f"no real dump of {request.param} in {DATA}; set WIRESPEED_DATA to the folder over discogs/")
    yield found[0]


def test_every_table_of_the_sample_is_what_another_parser_sees_row_by_row(sample: Path) -> None:
    expected = rows_of(sample)
    dump = wirespeed.discogs.read(sample)
    assert len(dump.tables) in (3, 5, 6, 12)
    collected = dump.collect()
    assert list(collected) == dump.tables
    for table in dump.tables:
        assert as_rows(collected[table]) == expected[table], table
        assert as_rows(dump.table(table)) == expected[table], table


def test_the_sample_has_no_bad_record(sample: Path) -> None:
    dump = wirespeed.discogs.read(sample)
    dump.collect(dump.tables[:1])
    report = dump.report()
    assert (report.rejected, report.rejects, report.repairs) == (0, [], 0)
    assert sum(report.records.values()) == 1000
    assert report.bytes_in == sample.stat().st_size
    assert report.bytes_xml > report.bytes_in


# ---- shapes that dumps have had ----


def test_members_may_come_in_pairs_of_id_and_name(dump: WriteDump) -> None:
    old = "<artist><id>2</id><members><id>26</id><name>A</name><id>27</id><name>B</name></members></artist>"
    new = '<artist><id>3</id><members><name id="26">A</name></members></artist>'
    both = '<artist><id>4</id><members><id>26</id><name id="26">A</name></members></artist>'
    assert read_one(dump("artists", old, new, both), "artist_members") == [
        (2, 26, "A"),
        (2, 27, "B"),
        (3, 26, "A"),
        (4, 26, "A"),
    ]


def test_an_empty_element_is_null_whether_it_is_written_or_left_out(dump: WriteDump) -> None:
    release = '<release id="{}"><artists><artist><id>5</id><name>A</name>{}</artist></artists></release>'
    old = release.format(1, "<anv/><join/><role/><tracks/>")
    new = release.format(2, "")
    assert read_one(dump("releases", old, new), "release_artists") == [
        (1, 5, "A", None, None, None, None, False),
        (2, 5, "A", None, None, None, None, False),
    ]


def test_an_empty_item_of_a_list_is_no_row(dump: WriteDump) -> None:
    record = "<artist><id>1</id><urls><url/><url>http://a</url><url></url></urls></artist>"
    assert read_one(dump("artists", record), "artist_urls") == [(1, "http://a")]


def test_a_credit_without_id_is_a_row_with_a_null_id(dump: WriteDump) -> None:
    record = (
        '<release id="1"><extraartists><artist><name>A</name><role>Mix</role></artist>'
        "<artist><id>0</id><name>B</name></artist></extraartists></release>"
    )
    assert read_one(dump("releases", record), "release_artists") == [
        (1, None, "A", None, None, "Mix", None, True),
        (1, 0, "B", None, None, None, None, True),
    ]


def test_a_master_id_of_zero_and_a_missing_one_differ(dump: WriteDump) -> None:
    records = (
        '<release id="1" status="Accepted"><master_id is_main_release="true">9</master_id></release>',
        '<release id="2"><master_id>0</master_id></release>',
        '<release id="3"/>',
    )
    rows = read_one(dump("releases", *records), "releases")
    assert [row[6:] for row in rows] == [(9, True, "Accepted"), (0, None, None), (None, None, None)]


def test_series_and_labels_are_told_by_attributes(dump: WriteDump) -> None:
    record = (
        '<release id="1"><labels><label name="Svek" catno="SK 1" id="5"/><label name="None" catno=""/></labels>'
        '<series><series name="DJ-Kicks" catno="" id="77"/></series></release>'
    )
    path = dump("releases", record)
    assert read_one(path, "release_labels") == [(1, 5, "Svek", "SK 1"), (1, None, "None", "")]
    assert read_one(path, "release_series") == [(1, 77, "DJ-Kicks", "")]


def test_an_empty_sublabel_is_a_row_with_nulls(dump: WriteDump) -> None:
    record = '<label><id>1</id><sublabels><label/><label id="8">Sub</label></sublabels></label>'
    assert read_one(dump("labels", record), "label_sublabels") == [(1, None, None), (1, 8, "Sub")]


def test_a_label_may_lack_its_name(dump: WriteDump) -> None:
    record = '<label><id>212</id><parentLabel id="3">P</parentLabel></label>'
    assert read_one(dump("labels", record), "labels") == [(212, None, None, None, None, 3, "P")]


def test_sub_tracks_follow_their_parent_and_name_it(dump: WriteDump) -> None:
    record = """<release id="1"><tracklist>
      <track><position>1</position><title>One</title><duration>3:00</duration></track>
      <track><position/><title>Medley</title><duration/>
        <sub_tracks>
          <track><position>2.1</position><title>A</title>
            <extraartists><artist><id>4</id><name>X</name><role>Sax</role></artist></extraartists></track>
          <track><position>2.2</position><title>B</title></track>
        </sub_tracks>
        <artists><artist><id>5</id><name>Y</name></artist></artists></track>
      <track><title>Last</title></track>
    </tracklist></release>"""
    path = dump("releases", record)
    assert read_one(path, "release_tracks") == [
        (1, 1, None, "1", "One", "3:00"),
        (1, 2, None, None, "Medley", None),
        (1, 3, 2, "2.1", "A", None),
        (1, 4, 2, "2.2", "B", None),
        (1, 5, None, None, "Last", None),
    ]
    assert sorted(read_one(path, "release_track_artists"), key=str) == [
        (1, 2, 5, "Y", None, None, None, None, False),
        (1, 3, 4, "X", None, None, "Sax", None, True),
    ]


def test_a_quantity_is_text_and_descriptions_are_a_list(dump: WriteDump) -> None:
    digits = "1" * 64
    record = (
        f'<release id="1"><formats><format name="File" qty="{digits}" text="x"><descriptions><description>WAV'
        '</description><description>12"</description></descriptions></format><format name="CD" qty="1" text=""/>'
        "</formats></release>"
    )
    assert read_one(dump("releases", record), "release_formats") == [
        (1, "File", digits, "x", ["WAV", '12"']),
        (1, "CD", "1", "", []),
    ]


def test_a_date_stays_as_written_and_a_year_is_a_number(dump: WriteDump) -> None:
    release = '<release id="1"><released>1999-03-00</released></release>'
    assert read_one(dump("releases", release), "releases")[0][3] == "1999-03-00"
    masters = [f'<master id="1"><year>{year}</year></master>' for year in ("1998", "0", "19xx", "")]
    assert [row[2] for row in read_one(dump("masters", *masters), "masters")] == [1998, 0, None, None]


def test_references_and_a_bare_ampersand_become_text(dump: WriteDump) -> None:
    records = (
        "<artist><id>1</id><name>R&amp;B &#8531; &lt;x&gt;</name></artist>",
        "<artist><id>2</id><name>A & B</name></artist>",
    )
    path = dump("artists", *records)
    d = wirespeed.discogs.read(path)
    assert [row[1] for row in as_rows(d.table("artists"))] == ["R&B ⅓ <x>", "A & B"]
    assert d.report().repairs == 1


# ---- one pass, several tables, files ----


def test_tables_are_those_that_the_files_can_give(dump: WriteDump) -> None:
    paths = [dump("releases", '<release id="1"/>'), dump("artists", "<artist><id>1</id></artist>")]
    d = wirespeed.discogs.read(paths)
    assert [file.kind for file in d.files] == ["artists", "releases"]
    assert d.tables[0] == "artists"
    assert "release_series" in d.tables
    assert "labels" not in d.tables
    assert wirespeed.discogs.read(str(paths[0].parent)).tables == d.tables


def test_several_files_of_a_kind_are_one_table_in_order_of_their_names(dump: WriteDump) -> None:
    later = dump("artists", "<artist><id>2</id></artist>", name="b.xml")
    sooner = dump("artists", "<artist><id>1</id></artist>", name="a.xml.gz")
    assert [row[0] for row in as_rows(wirespeed.discogs.read([later, sooner]).table("artists"))] == [1, 2]


def test_collected_tables_may_be_read_again_and_know_their_length(many: Path) -> None:
    table = wirespeed.discogs.read(many).collect(["releases"])["releases"]
    assert len(table) == MANY
    assert as_rows(table) == as_rows(table)


def test_only_the_tables_that_were_named_are_collected(many: Path) -> None:
    assert list(wirespeed.discogs.read(many).collect(["release_genres", "releases"])) == ["release_genres", "releases"]


def test_a_schema_is_known_before_reading(many: Path) -> None:
    table = wirespeed.discogs.read(many).table("release_formats")
    assert table.schema.names == ["release_id", "name", "qty", "text", "descriptions"]
    schema = pyarrow.schema(table.schema)
    assert schema.field("release_id").type == pyarrow.int64()
    assert schema.field("descriptions").type == pyarrow.list_(pyarrow.string())
    assert pyarrow.table(table).schema == schema


def test_a_second_use_of_a_stream_is_a_clear_error(many: Path) -> None:
    table = wirespeed.discogs.read(many).table("releases")
    pyarrow.table(table)
    with pytest.raises(wirespeed.InvalidArgumentError, match="releases: expected a stream that was not read yet"):
        table.__arrow_c_stream__()


def test_of_two_streams_of_one_table_only_the_first_gives_rows(many: Path) -> None:
    table = wirespeed.discogs.read(many).table("releases")
    first = pyarrow.RecordBatchReader.from_stream(table)
    second = pyarrow.RecordBatchReader.from_stream(table)
    assert first.read_all().num_rows == MANY
    with pytest.raises(ValueError, match="not read yet"):
        second.read_all()


def test_a_stream_may_be_left_before_its_end(many: Path) -> None:
    for _ in range(20):
        reader = pyarrow.RecordBatchReader.from_stream(wirespeed.discogs.read(many).table("releases"))
        reader.read_next_batch()
        del reader
    gc.collect()


def test_batches_outlive_their_stream_and_their_dump(many: Path) -> None:
    batch = pyarrow.RecordBatchReader.from_stream(wirespeed.discogs.read(many).table("releases")).read_next_batch()
    gc.collect()
    assert batch.column(1)[0].as_py() == "T0"


def test_threads_may_read_tables_of_one_dump_at_a_time(many: Path) -> None:
    d = wirespeed.discogs.read(many)
    counts: list[int] = []

    def read() -> None:
        counts.append(pyarrow.table(d.table("releases")).num_rows)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [MANY] * 4


# ---- readers of Arrow ----


def test_polars_reads_a_table(many: Path) -> None:
    frame = polars.DataFrame(wirespeed.discogs.read(many).table("releases"))
    assert frame.shape == (MANY, 9)
    assert frame["title"][-1] == f"T{MANY - 1}"


def test_pandas_reads_a_table(many: Path) -> None:
    frame = pandas.DataFrame.from_arrow(wirespeed.discogs.read(many).table("releases"))
    assert frame.shape == (MANY, 9)
    assert frame["title"].iloc[-1] == f"T{MANY - 1}"


def test_duckdb_reads_a_table(many: Path) -> None:
    connection = duckdb.connect()
    releases = wirespeed.discogs.read(many).table("releases")
    connection.register("releases", releases)
    query = "select count(*), max(id), any_value(length(notes)) from releases"
    assert connection.execute(query).fetchone() == (MANY, MANY - 1, 900)


@pytest.mark.parametrize("read", [pyarrow.table, polars.DataFrame, pandas.DataFrame.from_arrow])
def test_a_table_without_rows_has_its_columns(dump: WriteDump, read: Callable[[Any], Any]) -> None:
    empty = wirespeed.discogs.read(dump("releases")).table("release_series")
    shape = read(empty).shape
    assert shape == (0, 4)


# ---- errors, progress, the end ----


def test_a_table_that_cannot_be_given_is_refused_at_once(many: Path) -> None:
    d = wirespeed.discogs.read(many)
    with pytest.raises(wirespeed.InvalidArgumentError, match="expected one of artists, artist_aliases"):
        d.table("release_colours")
    with pytest.raises(wirespeed.NotFoundError, match="expected a dump of labels"):
        d.table("labels")
    with pytest.raises(wirespeed.NotFoundError):
        d.collect(["releases", "labels"])


def test_a_path_that_is_no_dump_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(wirespeed.IoError, match="nothing_here"):
        wirespeed.discogs.read(tmp_path / "nothing_here.xml")
    (tmp_path / "other.xml").write_text("<html/>")
    with pytest.raises(wirespeed.MalformedError, match=r"other\.xml"):
        wirespeed.discogs.read([tmp_path / "other.xml"])


def test_a_truncated_file_is_an_error_that_names_it(many: Path) -> None:
    many.write_bytes(many.read_bytes()[:-100])
    d = wirespeed.discogs.read(many)
    with pytest.raises(wirespeed.MalformedError, match=r"many\.xml\.gz"):
        d.collect(["releases"])
    with pytest.raises(OSError, match=r"many\.xml\.gz"):
        pyarrow.table(d.table("releases"))


def test_a_bad_record_is_left_out_and_reported(dump: WriteDump) -> None:
    bad = '<release id="2"><title>B</nonsense></release>'
    path = dump("releases", '<release id="1"/>', bad, '<release id="3"/>')
    d = wirespeed.discogs.read(path)
    assert [row[0] for row in as_rows(d.table("releases"))] == [1, 3]
    report = d.report()
    assert (report.rejected, report.records["releases"]) == (1, 2)
    (reject,) = report.rejects
    assert reject.file == path
    assert reject.offset == path.read_bytes().index(bad.encode())
    assert reject.bytes.startswith(b'<release id="2">')
    assert reject.reason


def test_more_bad_records_than_allowed_end_a_pass(dump: WriteDump) -> None:
    path = dump("releases", *['<release id="2"><title>B</nonsense></release>'] * 5)
    assert wirespeed.discogs.read(path, max_errors=5).collect(["releases"])
    with pytest.raises(wirespeed.Error):
        wirespeed.discogs.read(path, max_errors=4).collect(["releases"])


def test_progress_ends_with_the_whole(many: Path) -> None:
    seen: list[wirespeed.discogs.DumpProgress] = []
    threads: set[int] = set()

    def progress(now: wirespeed.discogs.DumpProgress) -> None:
        seen.append(now)
        threads.add(threading.get_ident())

    d = wirespeed.discogs.read(many, progress=progress)
    for read in (lambda: pyarrow.table(d.table("releases")), lambda: d.collect(["releases"])):
        seen.clear()
        read()
        assert seen[-1].bytes_in == seen[-1].bytes_total == many.stat().st_size
        assert (seen[-1].records, seen[-1].rejects) == (MANY, 0)
    assert threads == {threading.get_ident()}


def test_what_a_progress_function_raises_ends_the_pass(many: Path) -> None:
    def progress(_: wirespeed.discogs.DumpProgress) -> None:
        raise RuntimeError("enough")

    d = wirespeed.discogs.read(many, progress=progress)
    with pytest.raises(RuntimeError, match="enough"):
        d.collect(["releases"])
    with pytest.raises(OSError, match="RuntimeError: enough"):
        pyarrow.table(d.table("releases"))


def test_what_is_no_token_is_a_type_error(many: Path) -> None:
    d = wirespeed.discogs.read(many)
    with pytest.raises(TypeError, match="cancel: expected a CancelToken or None"):
        d.table("releases", cancel=5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="cancel: expected a CancelToken or None"):
        d.collect(["releases"], cancel=5)  # type: ignore[arg-type]


def test_a_timeout_and_a_token_end_a_pass(many: Path) -> None:
    d = wirespeed.discogs.read(many)
    with pytest.raises(wirespeed.TimeoutError):
        d.collect(["releases"], timeout=0)
    with pytest.raises(OSError, match="deadline"):
        pyarrow.table(d.table("releases", timeout=0))
    token = wirespeed.CancelToken()
    token.cancel()
    with pytest.raises(wirespeed.CancelledError):
        d.collect(["releases"], cancel=token)
    with pytest.raises(OSError, match="cancelled"):
        pyarrow.table(d.table("releases", cancel=token))
    with pytest.raises(wirespeed.InvalidArgumentError):
        d.table("releases", timeout=-1)


ENDLESS = """
    import os, pyarrow, wirespeed
    path = os.path.join({folder!r}, "0.xml")
    record = b'<release id="1"><title>' + b"t" * 500 + b"</title></release>\\n"
    with open(path, "wb") as file:
        file.write(b"<releases>\\n" + record * 100000 + b"</releases>\\n")
    for i in range(1, 100):
        os.link(path, os.path.join({folder!r}, f"{{i}}.xml"))
    dump = wirespeed.discogs.read({folder!r})
"""


@pytest.mark.parametrize(
    "work",
    [
        "dump.collect(['release_series'])",
        "pyarrow.table(dump.table('release_series'))",
    ],
)
def test_ctrl_c_ends_a_pass_with_keyboard_interrupt(tmp_path: Path, work: str) -> None:
    program = (
        ENDLESS.format(folder=str(tmp_path))
        + f"""
    try:
        print("ready", flush=True)
        try:
            {work}
        except OSError as error:
            assert "KeyboardInterrupt" in str(error)
            for _ in range(1000): pass
        print("was not stopped")
    except KeyboardInterrupt:
        print("stopped by the user")
    """
    )
    ended = run_python(program, signal_when_ready=signal.SIGINT)
    assert ended.stdout.splitlines() == ["ready", "stopped by the user"]


# ---- the manual ----


def documented_columns() -> dict[str, list[tuple[str, str, bool]]]:
    """Each table of docs/discogs.md: (column, type, whether it can be null)."""
    tables: dict[str, list[tuple[str, str, bool]]] = {}
    name = ""
    for line in (ROOT / "docs" / "discogs.md").read_text().splitlines():
        if line.startswith("#### "):
            name = line.removeprefix("#### ")
            tables[name] = []
        elif name and line.startswith("| `"):
            column, kind, null, _ = (cell.strip(" `") for cell in line.strip("|").split("|"))
            tables[name].append((column, kind, not null.startswith("never")))
    return tables


def test_the_manual_names_every_table_and_column_with_its_type(dump: WriteDump) -> None:
    d = wirespeed.discogs.read([dump(kind) for kind in KINDS])
    documented = documented_columns()
    assert list(documented) == d.tables
    arrow = {"int32": "int32", "int64": "int64", "bool": "bool", "utf8": "string", "list<utf8>": "list<item: string>"}
    for table, columns in documented.items():
        schema = pyarrow.schema(d.table(table).schema)
        assert [(field.name, str(field.type)) for field in schema] == [(name, arrow[kind]) for name, kind, _ in columns]
        assert [field.nullable for field in schema] == [nullable for _, _, nullable in columns], table
