"""One person's visit: every page that is looked at must be whole, quiet, accessible and in order for the keyboard.

With FOOTPRINT_SHOTS naming a folder, each page that is looked at is also written there as a picture.
"""

import json
import os
from pathlib import Path

from playwright.sync_api import expect

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"], "iframes": False}
SHOTS = os.environ.get("FOOTPRINT_SHOTS", "")
PHONE, DESKTOP = 390, 1280
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return "";
  const label = e.labels && e.labels.length ? e.labels[0].textContent : "";
  return (e.getAttribute("aria-label") || label || e.textContent || e.name || "").replace(/\\s+/g, " ").trim();
}"""


class Visit:
    """A page and what went wrong on it since it was last looked at."""

    def __init__(self, page, home):
        self.page, self.home = page, home
        page.set_default_timeout(10_000)
        self.bad: list[str] = []
        self.said: list[str] = []
        page.on("response", self._answered)
        page.on("console", lambda m: self.said.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: self.said.append(str(e)))

    def open(self, address: str):
        self.page.goto(self.home + address)
        return self

    def look(self, title: str, *texts: str, order=(), status=200, axe=True):
        """The page has this title and these texts, no failed response, an empty console, nothing that axe finds,
        fits a phone and a desk without scrolling sideways, and Tab reaches ``order`` (three controls) in that order."""
        expect(self.page).to_have_title(f"{title} – Footprint")
        self.page.wait_for_load_state()
        seen = self.page.locator("body").inner_text()
        for text in texts:
            assert text in seen, f"“{text}” is not on the page:\n{seen}"
        self.assert_fits()
        self._assert_quiet(status)
        if axe:
            self.assert_accessible()
        if order:
            self.assert_order(*order)
        return self

    def assert_accessible(self):
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(f"axe.run({json.dumps(OPTIONS)})")["violations"]
        told = [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found]
        assert not told, told

    def assert_fits(self):
        """No sideways scrolling at either width; leaves the page at the width that it had."""
        before = self.page.viewport_size
        for width in (PHONE, DESKTOP):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.wait_for_function(f"innerWidth <= {width}")
            self._shoot(width)
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{self.page.url} is {wide} wide on a screen of {width}"
        self.page.set_viewport_size(before)

    def assert_order(self, *names: str):
        """Tab, from the top, meets these controls in this order (others may stand between)."""
        self.page.evaluate("document.activeElement.blur(); window.getSelection().removeAllRanges()")
        self.page.evaluate("document.body.setAttribute('tabindex', '-1'); document.body.focus()")
        wanted, met = list(names), []
        for _ in range(80):
            self.page.keyboard.press("Tab")
            met.append(self.page.evaluate(FOCUSED))
            if wanted and wanted[0] in met[-1]:
                wanted.pop(0)
            if not wanted:
                break
        self.page.evaluate("document.body.removeAttribute('tabindex')")
        assert not wanted, f"Tab did not meet {wanted}; it met {met}"

    def tab_to(self, name: str, most: int = 80):
        """Press Tab until this control is focused."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if name in self.page.evaluate(FOCUSED):
                return
        raise AssertionError(f"Tab does not reach “{name}” on {self.page.url}")

    def type_into(self, name: str, text: str):
        self.tab_to(name)
        self.page.keyboard.type(text)

    def press(self, name: str, most: int = 80):
        """A button or link, pressed by keyboard; waits for the page that it opens."""
        self.tab_to(name, most)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def follow(self, name: str, exact=False):
        """A link or button, clicked."""
        link = self.page.get_by_role("link", name=name, exact=exact)
        (link if link.count() else self.page.get_by_role("button", name=name, exact=exact)).first.click()
        return self

    def _answered(self, response):
        if response.status >= 400:
            self.bad.append(f"{response.status} {response.url}")

    def _assert_quiet(self, status):
        bad = [b for b in self.bad if not b.startswith(str(status))]
        said = [s for s in self.said if f"status of {status}" not in s]
        self.bad, self.said = [], []
        assert not bad, bad
        assert not said, said

    def _shoot(self, width):
        if SHOTS:
            name = self.page.url.removeprefix(self.home).strip("/").replace("/", "-").split("?")[0] or "home"
            path = Path(SHOTS) / f"{name}-{width}.png"
            self.page.screenshot(path=path, full_page=True)
