"""Fixtures: a headless Chromium (Debian's chromium and chromium-driver), driven by Selenium. Without them tests skip.

browser        one for all tests of a session
tab            a tab of this test alone, with nothing stored, of the size of a desk's screen; what the page complains
               of (a wrong script, a breach of the Content-Security-Policy) fails the test
"""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

__all__ = ["Keys", "Tab", "WebElement", "browser", "start_browser", "tab"]

WAIT_SECONDS = 10
# In one call, since what is found may be gone by the next.
TEXTS = """const found = Array.from(document.querySelectorAll(arguments[0]));
const text = (element) => element.textContent.trim().replace(/\\s+/g, " ");"""
DESK = (1280, 900)
PHONE = (360, 640)


def start_browser() -> Chrome:
    """Skips where there is none."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("no headless browser: apt-get install chromium chromium-driver")
    options = ChromeOptions()
    options.binary_location = chromium
    for argument in ("--headless=new", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run"):
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # Chromium refuses to run as root with one
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return Chrome(options=options, service=ChromeService(driver))


@pytest.fixture(scope="session")
def browser() -> Iterator[Chrome]:
    chrome = start_browser()
    try:
        yield chrome
    finally:
        chrome.quit()


@pytest.fixture
def tab(browser: Chrome) -> Iterator[Tab]:
    before = browser.current_window_handle
    browser.switch_to.new_window("tab")
    tab = Tab(browser)
    try:
        tab.resize(*DESK)
        yield tab
        complaints = tab.complaints()
        assert not complaints, "\n".join(complaints)
    finally:
        browser.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
        browser.close()
        browser.switch_to.window(before)


class Tab:
    """What tests do with a page, each waiting until it can be done."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver
        self._expected: list[str] = []

    def open(self, url: str) -> None:
        self.driver.get(url)

    def reload(self) -> None:
        self.driver.refresh()

    def back(self) -> None:
        self.driver.back()

    def resize(self, width: int, height: int, *, mobile: bool = False) -> None:
        """Below what a window may be, too."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    # --- what is there ---

    def find(self, css: str, text: str = "") -> WebElement:
        """The first that is there and holds the text."""

        look = f"{TEXTS} return found.find((element) => text(element).includes(arguments[1])) ?? null"
        found: WebElement = self._until(lambda _: self.run(look, css, text), f"no {css} with {text!r}")
        return found

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def texts(self, css: str) -> list[str]:
        texts: list[str] = self.run(f"{TEXTS} return found.map(text)", css)
        return texts

    def text_of(self, element: WebElement) -> str:
        """As it stands in the document, shown or not."""
        return " ".join(str(element.get_property("textContent")).split())

    def wait_for_text(self, css: str, text: str) -> None:
        self.find(css, text)

    def wait_until(self, script: str, *arguments: object) -> Any:
        """The script's value, once it is true."""
        return self._until(lambda _: self.run(f"return {script}", *arguments), f"never true: {script}")

    def focused(self) -> WebElement:
        return self.driver.switch_to.active_element

    def hash(self) -> str:
        return str(self.run("return location.hash"))

    # --- what is done ---

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    def next_frame(self) -> None:
        """When what a change of the layout sets off has happened."""
        self.driver.execute_async_script(
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))"
        )

    def type(self, css: str, text: str) -> None:
        self.find(css).send_keys(text)

    def press(self, *keys: str) -> None:
        """To whatever has the focus."""
        for key in keys:
            self.focused().send_keys(key)

    def click(self, css: str, text: str = "") -> None:
        self.find(css, text).click()

    # --- what it looks like and what it says of itself ---

    def screenshot(self, path: Path) -> Path:
        picture = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True})
        path.write_bytes(base64.b64decode(picture["data"]))
        return path

    def accessible(self) -> list[dict[str, Any]]:
        """Role and name of everything that assistive technology is told of."""
        tree = self.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        known = [node for node in tree if not node.get("ignored") and "role" in node]
        return [{"role": node["role"]["value"], "name": node.get("name", {}).get("value", "")} for node in known]

    def expect_complaint(self, words: str) -> None:
        """The browser logs answers of 4xx as errors: a test that asks for one says so."""
        self._expected.append(words)

    def complaints(self) -> list[str]:
        entries = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        bad = [entry["message"] for entry in entries if entry["level"] in ("SEVERE", "WARNING")]
        return [message for message in bad if not any(words in message for words in self._expected)]

    def _until(self, look: Any, otherwise: str) -> Any:
        return WebDriverWait(self.driver, WAIT_SECONDS, poll_frequency=0.02).until(look, otherwise)
