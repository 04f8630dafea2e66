"""Ours: the page in headless Chromium, typed into key by key."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from statistics import median
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from harness import contender
from serve_mix import serving

LOADS = 5
PATIENCE = 10  # seconds for one answer
DRAWN = "return performance.getEntriesByName(arguments[0]).some((entry) => entry.detail === arguments[1])"
DURATIONS = "return performance.getEntriesByName(arguments[0]).map((entry) => entry.duration)"
PAINT = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def browser() -> Chrome:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        raise contender.CannotRun("no headless browser: apt-get install chromium chromium-driver")
    options = ChromeOptions()
    options.binary_location = chromium
    for argument in ("--headless=new", "--disable-dev-shm-usage", "--disable-gpu", "--window-size=1280,900"):
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    return Chrome(options=options, service=ChromeService(driver))


class Page:
    def __init__(self, chrome: Chrome, url: str) -> None:
        self.chrome = chrome
        self.url = url
        self.keys: list[float] = []
        self.nodes: list[float] = []

    def first_paint(self) -> float:
        """Of a load with an empty cache."""
        self.chrome.execute_cdp_cmd("Network.clearBrowserCache", {})
        self.chrome.get("about:blank")
        self.chrome.get(self.url)
        return float(self._until(lambda: self._run(PAINT)))

    def type(self, name: str) -> bool:
        """Whether the name was suggested; its node is opened then."""
        self.chrome.get("about:blank")
        self.chrome.get(self.url)
        box = self.chrome.find_element(By.ID, "q")
        typed = ""
        for key in name:
            typed += key
            box.send_keys(key)
            if key != " ":  # the same words: the page is as it was, but asks all the same
                self._wait_for_answer(typed.strip())
        self.keys += self._run(DURATIONS, "key-to-answer")
        if not self.chrome.find_elements(By.CSS_SELECTOR, "#q-list [role=option]"):
            return False
        box.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
        self.nodes += self._until(lambda: self._run(DURATIONS, "node"))
        return True

    def _wait_for_answer(self, text: str) -> None:
        self._until(lambda: self._run(DRAWN, "key-to-answer", text))

    def _run(self, script: str, *arguments: object) -> Any:
        return self.chrome.execute_script(script, *arguments)

    def _until(self, look: Any) -> Any:
        return WebDriverWait(self.chrome, PATIENCE, poll_frequency=0.005).until(lambda _: look())


def share(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def work(data: Path, checking: bool) -> contender.Outcome:
    names = json.loads((data / "names.json").read_text())
    with serving.served(data) as (url, _):
        chrome = browser()
        try:
            page = Page(chrome, url)
            found = page.type(names[0])
            page.keys.clear()
            page.nodes.clear()
            suggested = found + sum(page.type(name) for name in names[1:])
            paints = [page.first_paint() for _ in range(1 if checking else LOADS)]
        finally:
            chrome.quit()
    counters = {f"key_p{part}_ms": share(page.keys, part / 100) for part in (50, 95, 99)}
    counters |= {"key_max_ms": max(page.keys), "first_paint_ms": median(paints)}
    counters |= {"node_p50_ms": median(page.nodes), "node_max_ms": max(page.nodes)}
    return contender.Outcome({"found": suggested}, counters)


contender.main(work)
