"""The page of `discography serve`, in a real browser: what a person does with it, and what it does when it cannot.

The music is that of small_music.py with more of Björk: 40 songs (releases 201 to 240 of the years 2000 to 2009), and
an artist whose name looks like markup.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

import small_music
from conftest import ROOT

pytest.importorskip("selenium", reason="no Selenium: .venv/bin/pip install -r tools/requirements.txt")

from browser import PHONE, Keys, Tab, browser, tab
from discography_runs import ingest, needs_program
from discography_server import Server

__all__ = ["browser", "tab"]

pytestmark = needs_program

PAGE = ROOT / "apps" / "discography" / "page"
MARKUP = "<img src=x onerror=alert(1)> & “Co”"
SONGS = 40
FIRST = 8
PAGE_SIZE = 24


def songs() -> list[str]:
    song = '<release id="{}"><artists><artist><id>3</id><name>Björk</name></artist></artists><title>Song {:02}</title>'
    rest = '<labels><label name="Svek" catno="S{}" id="5"/></labels>{}<released>{}</released></release>'
    return [
        song.format(201 + i, i) + rest.format(i, small_music.GENRES, 2000 + i % 10).replace("\n", "")
        for i in range(SONGS)
    ]


def write_dumps(directory: Path) -> Path:
    small_music.write_dumps(directory)
    (directory / "more.xml").write_text("\n".join(["<releases>", *songs(), "</releases>", ""]), encoding="utf-8")
    odd = f"<artist><id>9</id><name>{MARKUP.replace('&', '&amp;').replace('<', '&lt;')}</name></artist>"
    (directory / "odd.xml").write_text(f"<artists>\n{odd}\n</artists>\n", encoding="utf-8")
    return directory


def serving(dumps: Path, *options: object) -> Server:
    return Server(ingest(dumps, dumps.with_name("music")), *options)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(write_dumps(tmp_path_factory.mktemp("page") / "dumps")) as server:
        yield server


@pytest.fixture
def home(tab: Tab, served: Server) -> Tab:
    tab.open(served.url)
    tab.find("h1", "A graph of music")
    return tab


def show(tab: Tab, served: Server, address: str) -> None:
    """A fresh load of a shared address."""
    tab.open("about:blank")
    tab.open(f"{served.url}/{address}")


def fill(tab: Tab, css: str, text: str, choice: str) -> None:
    """Types, and takes the suggestion."""
    tab.find(css).clear()
    tab.type(css, text)
    tab.click(f"{css}-list [role=option]", choice)


# --- searching -------------------------------------------------------------------------------------------------------


def test_what_is_typed_is_suggested_and_enter_opens_what_arrow_keys_chose(home: Tab) -> None:
    home.type("#q", "bjor")
    home.find("#q-list [role=option]", "Björk")
    box = home.find("#q")
    assert box.get_attribute("aria-expanded") == "true"
    assert box.get_attribute("aria-activedescendant") is None
    home.press(Keys.ARROW_DOWN)
    chosen = home.find("#q-list [aria-selected=true]", "Björk")
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    home.press(Keys.ENTER)
    home.find("h1", "Björk")
    assert home.hash() == "#/artist/3"
    home.wait_until("document.activeElement.tagName === 'H1'")
    assert home.driver.title == "Björk · discography"


def test_a_click_on_a_suggestion_opens_it(home: Tab) -> None:
    home.type("#q", "stock")
    home.click("#q-list [role=option]", "Stockholm Nights")
    home.find("h1", "Stockholm Nights")
    assert home.hash() == "#/release/101"
    assert home.find("#q").get_property("value") == ""


def test_arrow_keys_go_round_and_escape_first_closes_then_empties(home: Tab) -> None:
    home.type("#q", "song 1")
    home.wait_until("document.querySelectorAll('#q-list [role=option]').length === 10")
    home.press(Keys.ARROW_UP)
    assert home.run("return document.querySelector('[aria-selected=true]').id") == "q-list-9"
    home.press(Keys.ARROW_DOWN)
    assert not home.all("[aria-selected=true]")
    home.press(Keys.ESCAPE)
    box = home.find("#q")
    assert (box.get_attribute("aria-expanded"), box.get_property("value")) == ("false", "song 1")
    home.press(Keys.ESCAPE)
    assert box.get_property("value") == ""


def test_a_slash_goes_to_the_search_box(home: Tab) -> None:
    home.press("/")
    assert home.focused().get_attribute("id") == "q"
    assert home.focused().get_property("value") == ""


def test_enter_without_a_choice_searches_with_counts_and_pages(home: Tab, served: Server) -> None:
    home.type("#q", "song")
    home.press(Keys.ENTER)
    home.find("h1", f"{SONGS} names for “song”")
    assert home.texts(".facets a") == [f"All {SONGS}", f"Release {SONGS}"]
    assert len(home.all(".hits li")) == 25
    home.click(".pages a", "Next")
    home.wait_until("document.querySelectorAll('.hits li').length === 15")
    assert served.ask("/api/search?q=song")["total"] == SONGS


def test_a_kind_can_be_chosen_among_what_was_found(home: Tab) -> None:
    home.type("#q", "stockholm")
    home.press(Keys.ENTER)
    home.find("h1", "3 names for")
    home.click(".facets a", "Master 1")
    home.find("h1", "1 name for")
    assert home.texts(".hits a") == ["In Stockholm"]
    assert home.find(".facets a[aria-current]").text == "Master 1"


def test_each_key_press_is_measured_until_its_answer_is_drawn(home: Tab) -> None:
    home.type("#q", "stock")
    measured = "performance.getEntriesByName('key-to-answer').filter((entry) => entry.detail === 'stock')"
    assert home.wait_until(f"{measured}[0]?.duration") > 0


# --- the graph -------------------------------------------------------------------------------------------------------


def test_a_node_is_drawn_with_its_categories_and_exact_counts(tab: Tab, served: Server) -> None:
    show(tab, served, "#/artist/3")
    hub = tab.find(".graph .hub", "Releases")
    assert hub.get_attribute("aria-label") == f"Releases: {FIRST} of {SONGS + 1} shown. Show more"
    told = {
        (c["type"], c["direction"], c["label"]): c["count"] for c in served.ask("/api/explore/artist/3")["categories"]
    }
    assert told["BY", "in", "Release"] == SONGS + 1
    drawn = [str(element.get_attribute("data-key")) for element in tab.all(".graph .hub")]
    assert sorted(drawn) == sorted(" ".join(key) for key in told)
    assert len(tab.all(".graph .leaf")) == sum(min(FIRST, count) for count in told.values())
    assert tab.find(".graph .center").get_attribute("aria-current") == "page"


def test_a_hub_expands_by_pages_and_the_address_keeps_it(tab: Tab, served: Server) -> None:
    show(tab, served, "#/artist/3")
    tab.click(".graph .hub.more .number")
    shown = FIRST + PAGE_SIZE
    releases = "document.querySelectorAll('.graph .leaf.release').length"
    tab.wait_until(f"{releases} === {shown}")
    assert urllib.parse.unquote_plus(tab.hash()) == f"#/artist/3?more=BY in Release:{shown}"
    tab.reload()
    tab.wait_until(f"{releases} === {shown}")
    assert len(tab.all(".category li a.release")) == shown
    tab.click(".category button", f"Show {SONGS + 1 - shown} more")
    tab.wait_until(f"{releases} === {SONGS + 1}")
    assert not tab.all(".graph .hub.release.more")
    assert len(set(tab.texts(".category li a.release"))) == SONGS + 1


def test_after_expanding_a_list_the_focus_is_on_the_first_new_one(tab: Tab, served: Server) -> None:
    show(tab, served, "#/artist/3")
    tab.find(".category button", "Show 24 more").send_keys(Keys.ENTER)
    tab.wait_until(f"document.querySelectorAll('.category li').length >= {FIRST + PAGE_SIZE}")
    items = tab.all(".category li a.release")
    assert tab.focused() == items[FIRST]


def test_one_clicks_through_the_graph_and_goes_back(tab: Tab, served: Server) -> None:
    show(tab, served, "#/artist/1")
    tab.find("h1", "The Persuader")
    assert tab.find("#back").get_attribute("disabled") is not None
    tab.click(".graph .leaf[href='#/release/100'] .letter")
    tab.find("h1", "Stockholm")
    tab.click(".category a", "Svek")
    tab.find("h1", "Svek")
    tab.click("#back")
    tab.find("h1", "Stockholm")
    tab.back()
    tab.find("h1", "The Persuader")
    assert tab.hash() == "#/artist/1"
    tab.wait_until("document.getElementById('back').disabled")


def test_arrow_keys_walk_through_the_graph_and_enter_expands(tab: Tab, served: Server) -> None:
    show(tab, served, "#/artist/3")
    tab.find(".graph .center")
    reachable = "document.querySelectorAll('.graph [tabindex=\"0\"]').length"
    assert tab.run(f"return {reachable}") == 1
    tab.run("document.querySelector('.graph .center').focus()")
    visited = []
    for key in (Keys.ARROW_UP, Keys.ARROW_DOWN, Keys.ARROW_RIGHT, Keys.ARROW_LEFT):
        tab.press(key)
        visited.append(tab.focused().get_attribute("data-key"))
    assert len(set(visited)) > 1
    assert tab.run(f"return {reachable}") == 1
    tab.run("document.querySelector('.graph .hub.more').focus()")
    tab.press(Keys.ENTER)
    tab.wait_until(f"document.querySelectorAll('.graph .leaf.release').length === {FIRST + PAGE_SIZE}")
    assert tab.focused().get_attribute("data-key") == "BY in Release"


def test_zooming_has_buttons(tab: Tab, served: Server) -> None:
    show(tab, served, "#/artist/3")
    tab.click("[aria-label='Zoom in']")
    tab.wait_until("/scale\\(1\\.4\\)/.test(document.querySelector('.graph svg > g').getAttribute('transform'))")
    tab.click("[aria-label='Show all']")
    tab.wait_until("/scale\\(1\\)/.test(document.querySelector('.graph svg > g').getAttribute('transform'))")


def test_a_name_that_looks_like_markup_is_text(tab: Tab, served: Server) -> None:
    show(tab, served, "#/artist/9")
    assert tab.text_of(tab.find("h1")) == MARKUP
    assert not tab.all("main img")


# --- trends, similar artists, what a label releases -------------------------------------------------------------------


def test_trends_are_a_chart_and_a_table_of_the_same_numbers(tab: Tab, served: Server) -> None:
    show(tab, served, "#/artist/3")
    chart = tab.find(".trend canvas")
    assert chart.get_attribute("aria-label") == "41 releases from 1993 to 2009, the most in 2000: 4"
    rows = [tuple(row.split()) for row in tab.texts(".trend tbody tr")]
    told = [(str(year["year"]), str(year["count"])) for year in served.ask("/api/trends/artist/3")["years"]]
    assert [("".join(row)) for row in rows] == ["".join(year) for year in told]
    drawn = "new Set(new Uint32Array(document.querySelector('.trend canvas').getContext('2d')"
    tab.wait_until(f"{drawn}.getImageData(0, 0, 400, 200).data.buffer)).size > 2")


def test_similar_artists_are_listed_with_how_similar_they_are(tab: Tab, served: Server) -> None:
    show(tab, served, "#/artist/3")
    tab.find("#similar h2", "Similar artists")
    told = served.ask("/api/similar/artist/3?limit=10")["similar"]
    assert told
    assert tab.texts("#similar li") == [f"{node['name']} {round(100 * node['score'])} %" for node in told]
    tab.click("#similar a", told[0]["name"])
    tab.find("h1", told[0]["name"])


def test_a_label_shows_what_it_releases(tab: Tab, served: Server) -> None:
    show(tab, served, "#/label/5")
    tab.find("#dna h2", "What it releases")
    assert "Electronic" in " ".join(tab.texts("#dna li"))
    assert "2000s" in " ".join(tab.texts("#dna li"))


def test_the_first_view_tells_how_much_there_is_and_opens_genres(home: Tab, served: Server) -> None:
    home.find(".numbers div", f"Release{served.ask('/api/stats')['nodes']['Release']}")
    home.click(".genres summary", "Electronic")
    home.click(".genres a", "Techno")
    home.find("h1", "Techno")
    assert home.hash() == "#/style/Techno"


# --- paths -----------------------------------------------------------------------------------------------------------


def test_the_shortest_path_between_two_names_is_drawn_and_shared(home: Tab, served: Server) -> None:
    home.click("#to-path")
    fill(home, "#from", "persua", "The Persuader")
    fill(home, "#to", "bjork", "Björk")
    home.click(".ends button")
    home.find(".answer h2", "3 steps")  # by way of a credit
    home.find(".chain a")
    drawn = [urllib.parse.unquote(str(item.get_dom_attribute("href"))) for item in home.all(".chain a")]
    assert drawn == ["#/artist/1", "#/release/100", "#/person/Björk", "#/artist/3"]
    assert len(home.all(".chain .step line")) == 3
    assert home.texts(".answer li")[0] == "The Persuader ←BY\N{EN DASH} Stockholm"
    address = home.hash()
    assert urllib.parse.unquote(address).startswith("#/path?from=artist:1&to=artist:3")
    show(home, served, address)
    home.find(".answer h2", "3 steps")
    assert home.find("#from").get_property("value") == "The Persuader"
    home.click(".chain a[href='#/release/100'] .letter")
    home.find("h1", "Stockholm")


def test_a_drawn_path_keeps_the_focus_when_only_its_height_changes(tab: Tab, served: Server) -> None:
    show(tab, served, "#/path?from=artist:1&to=artist:3")
    tab.find(".chain a[href='#/release/100']")
    tab.run("document.querySelector(\".chain a[href='#/release/100']\").focus()")
    tab.run("document.querySelector('.chain').style.minHeight = '900px'")
    tab.next_frame()
    assert tab.focused().get_dom_attribute("href") == "#/release/100"


def test_a_path_that_is_not_there_is_said(tab: Tab, served: Server) -> None:
    show(tab, served, "#/path?from=artist:1&to=artist:3&max_depth=1")
    tab.wait_for_text(".answer", "There is no path of at most 1 step.")


# --- errors ----------------------------------------------------------------------------------------------------------


def test_an_error_is_shown_as_the_server_tells_it(tab: Tab, served: Server) -> None:
    tab.expect_complaint("status of 404")
    problem = served.refused("/api/explore/artist/424242", 404)
    show(tab, served, "#/artist/424242")
    alert = tab.find("[role=alert]", problem["title"])
    assert problem["detail"] in tab.text_of(alert)
    tab.click("[role=alert] button")
    assert not tab.all("[role=alert] *")


def test_an_address_that_means_nothing_is_said(tab: Tab, served: Server) -> None:
    show(tab, served, "#/nothing/of/this")
    tab.find("h1", "There is nothing at this address")


def test_a_server_that_went_away_is_said(tab: Tab, tmp_path: Path) -> None:
    tab.expect_complaint("ERR_CONNECTION_REFUSED")
    with serving(small_music.write_dumps(tmp_path / "dumps")) as server:
        tab.open(server.url)
        tab.find("h1", "A graph of music")
    tab.type("#q", "x")
    tab.find("[role=alert]", "The server does not answer")


def test_a_server_that_wants_a_token_is_given_one(tab: Tab, tmp_path: Path) -> None:
    tab.expect_complaint("status of 401")
    secret = tmp_path / "token"
    secret.write_text("open sesame\n")
    with serving(small_music.write_dumps(tmp_path / "dumps"), "--token-file", secret) as server:
        tab.open(f"{server.url}/#/artist/1")
        tab.find("dialog[open] input").send_keys("open sesame", Keys.ENTER)
        tab.find("main h1", "The Persuader")
        assert not tab.all("[role=alert] *")


# --- for everybody ---------------------------------------------------------------------------------------------------

ADDRESSES = ["#/", "#/artist/3", "#/label/5", "#/path?from=artist:1&to=artist:3", "#/search?q=song"]
NAMED_ROLES = {"button", "link", "combobox", "searchbox", "textbox", "checkbox", "listbox", "img", "image", "meter"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_everything_that_can_be_used_has_a_name(tab: Tab, served: Server, address: str) -> None:
    show(tab, served, address)
    settle(tab)
    used = [node for node in tab.accessible() if node["role"] in NAMED_ROLES]
    assert len(used) > 4
    assert not [node for node in used if not node["name"].strip()]


def test_the_tab_key_goes_from_the_head_to_the_content(home: Tab) -> None:
    home.find(".genres summary")
    order = []
    for _ in range(5):
        home.press(Keys.TAB)
        order.append(home.run("return document.activeElement.id || document.activeElement.className"))
    assert order == ["skip", "home", "q", "to-path", "theme"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_fits_a_phone(tab: Tab, served: Server, address: str) -> None:
    tab.resize(*PHONE, mobile=True)
    show(tab, served, address)
    settle(tab)
    assert tab.run("return document.documentElement.scrollWidth") <= PHONE[0]
    assert not re.search(r"\b(false|null|undefined|NaN)\b", tab.text_of(tab.find("main")))
    small = "Array.from(document.querySelectorAll('button, input:not([type=checkbox]), select')).filter((e) => "
    assert tab.run(f"return {small} e.offsetParent && e.offsetHeight < 44).length") == 0


def test_dark_and_light_are_a_choice_that_stays(home: Tab) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    before = home.run(f"return {background}")
    home.click("#theme")
    home.wait_until(f"{background} !== arguments[0]", before)
    home.reload()
    home.find("h1", "A graph of music")
    assert home.run(f"return {background}") != before


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_its_ground(theme: str) -> None:
    """At least 4.5 to 1, which WCAG asks of text."""
    style = (PAGE / "style.css").read_text()
    block = {"light": r":root \{(.*?)\}", "dark": r':root\[data-theme="dark"\] \{(.*?)\}'}[theme]
    found = re.search(block, style, re.DOTALL)
    assert found
    colors = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", found.group(1)))
    grounds = {"warn-ink": ["warn-page"]}
    for ink in sorted(colors.keys() - {"page", "card", "line", "warn-page"}):
        for ground in grounds.get(ink, ["page", "card"]):
            assert contrast(colors[ink], colors[ground]) >= 4.5, (theme, ink, ground)


def contrast(a: str, b: str) -> float:
    darker, lighter = sorted([luminance(a), luminance(b)])
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


# --- nothing from elsewhere ------------------------------------------------------------------------------------------


def test_the_policy_of_the_page_lets_no_foreign_or_inline_script_run(home: Tab) -> None:
    home.expect_complaint("Content Security Policy")
    home.run(
        "const script = document.createElement('script'); script.textContent = 'window.ran = true';"
        "document.body.append(script);"
        "const image = document.createElement('img'); image.src = 'http://127.0.0.1:9/x.png';"
        "document.body.append(image);"
    )
    assert home.run("return window.ran ?? null") is None
    assert any("Content Security Policy" in entry["message"] for entry in home.driver.get_log("browser"))  # type: ignore[no-untyped-call]


def test_everything_that_was_loaded_is_of_this_server(home: Tab, served: Server) -> None:
    home.find(".genres summary")
    loaded = home.run("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert len(loaded) > 10
    assert not [url for url in loaded if not url.startswith(f"{served.url}/")]


def test_the_files_of_the_page_name_nothing_elsewhere_and_hold_nothing_inline() -> None:
    for path in sorted(PAGE.iterdir()):
        text = path.read_text(encoding="utf-8")
        elsewhere = set(re.findall(r"https?://[^\s\"'<>)]+", text)) - {"http://www.w3.org/2000/svg"}
        assert not elsewhere, path.name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text), (
            path
        )
        if path.suffix == ".html":
            assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text), path


# --- looked at -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", ["desk", "phone", "dark"])
def test_it_can_be_photographed(tab: Tab, served: Server, tmp_path: Path, size: str) -> None:
    """Something is drawn; whoever wants to look finds the pictures where pytest keeps its files."""
    if size == "phone":
        tab.resize(*PHONE, mobile=True)
    if size == "dark":
        tab.open(served.url)
        tab.click("#theme")
    for i, address in enumerate(ADDRESSES):
        show(tab, served, address)
        settle(tab)
        picture = tab.screenshot(tmp_path / f"{size}-{i}.png")
        assert picture.stat().st_size > 5000


def settle(tab: Tab) -> None:
    """Until all that a view asks for has been answered."""
    tab.find("main h1")
    tab.wait_until("!document.querySelector('main').hasAttribute('aria-busy')")
    tab.wait_until(
        "Array.from(document.querySelectorAll('.trend, #similar, #collaborators, #dna'))"
        ".every((part) => part.children.length > 0)"
    )
