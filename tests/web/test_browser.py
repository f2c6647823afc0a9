"""The served site in a real browser: reading, changes, search, keys, both colour schemes, a phone."""

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

#: CI is slow and shared: what is waited for may take this long, in milliseconds, before it counts as missing.
PATIENCE = 60_000


def seen(place: Any) -> None:
    """Wait for an element to be there and visible."""
    sync_api.expect(place).to_be_visible(timeout=PATIENCE)


def reads(place: Any, words: Any) -> None:
    """Wait until an element's text holds `words`."""
    sync_api.expect(place).to_contain_text(words, timeout=PATIENCE)


def focused(page: Any, element_id: str) -> None:
    """Wait until the element has the focus: what is typed before goes elsewhere."""
    page.wait_for_function("id => document.activeElement?.id === id", arg=element_id)


pytestmark = pytest.mark.browser

#: The browser is to talk to the loopback and to nobody else.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium, else Playwright's own, else the tests are skipped."""
    system = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_api.sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        if system is None and not own.exists():
            pytest.skip("no browser: install Debian's chromium, or run `playwright install chromium`")
        opened = playwright.chromium.launch(executable_path=system, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The invented stories, served as `copydesk serve` serves a desk."""
    script = Path(__file__).with_name("serve_invented.py")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip().rstrip("/")
        server.send_signal(signal.SIGINT)
        assert server.wait(60) == 0, "an interrupted server ends well"


#: Tells of violations of the policy, and sums up layout shifts.
_WATCH = """
document.addEventListener("securitypolicyviolation", e => console.error("policy: " + e.violatedDirective));
window.shift = 0;
new PerformanceObserver(list => list.getEntries().forEach(e => window.shift += e.value))
  .observe({type: "layout-shift", buffered: true});
"""


class Watched:
    """A page whose console, failed requests and policy violations are kept."""

    def __init__(self, browser: Any, address: str, **context: Any) -> None:
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.address = address
        self.troubles: list[str] = []
        self.page.on("console", lambda m: self._note(m) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda e: self.troubles.append(f"page error: {e}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("request", lambda r: self._foreign(r.url))
        self.page.add_init_script(_WATCH)

    def _note(self, message: Any) -> None:
        self.troubles.append(f"console: {message.text}")

    def _failed(self, request: Any) -> None:
        # What was still on its way when the page was left is given up by the browser, and nobody's fault.
        if request.failure != "net::ERR_ABORTED":
            self.troubles.append(f"failed: {request.url}: {request.failure}")

    def _foreign(self, url: str) -> None:
        if not url.startswith((self.address, "data:")):
            self.troubles.append(f"asked elsewhere: {url}")

    def go(self, path: str) -> Any:
        self.page.goto(self.address + path)
        self.page.evaluate("document.fonts.ready.then(() => true)")
        return self.page

    def __enter__(self) -> "Watched":
        return self

    def __exit__(self, *gone: object) -> None:
        self.context.close()


def test_from_the_front_page_to_a_story_its_changes_a_related_story_and_a_search(browser: Any, address: str) -> None:
    with Watched(browser, address, viewport={"width": 1280, "height": 900}) as watched:
        page = watched.go("/")
        page.click(".h-lead a")
        page.wait_for_url("**/story/w31r")
        assert "LUMERA" not in page.inner_text(".columns .text")
        page.click("text=As found")
        seen(page.locator(".as-found ins.injected").first)
        reads(page.locator(".as-found h2"), "LUMERA Exchange:")
        seen(page.locator(".as-found del", has_text="about 40 tonnes"))
        page.click("text=Side by side")
        seen(page.locator(".pair .filed .lost", has_text="about 40 tonnes"))
        page.click(".picker a[href$='copy=F']")
        reads(page.locator(".picker [aria-current]"), re.compile("^F"))
        page.click(".related h3 a >> nth=0")
        reads(page.locator("h1"), re.compile("^Ferry to Sele takes no cars while the weir is shut$"))
        page.click(".doors >> text=Search")
        page.wait_for_url("**/search")
        page.fill("#q", "chain")
        page.press("#q", "Enter")
        reads(page.locator("h1"), "have “chain”")
        assert page.locator(".list .item").count() >= 1
        assert watched.troubles == []


PAGES = [
    "/",
    "/story/w31r",
    "/story/w31r?view=found&copy=C",
    "/story/w31r?view=side&copy=C",
    "/story/w31r?view=apparatus",
    "/latest",
    "/sites",
    "/site/daylightbriefs.example",
    "/search?q=weir",
    "/refusals",
    "/accounts",
    "/subscriptions",
    "/check",
    "/about",
]


def test_a_pasted_page_is_checked(browser: Any, address: str) -> None:
    with Watched(browser, address, viewport={"width": 1280, "height": 900}) as watched:
        page = watched.go("/")
        page.click("text=Check a page")
        page.wait_for_url("**/check")
        page.fill("#text", COPY)
        page.click("text=Check it")
        reads(page.locator("h1"), "wrong with this page")
        assert "LUMERA" not in page.inner_text(".repaired")
        seen(page.locator(".quoted ins.injected").first)
        assert watched.troubles == []


COPY = """LUMERA Exchange:Harrowmouth shuts its weir a week before the spring tide

2026-08-17 06:05:00source:Milo Tandercategory:News

HARROWMOUTH, England (AP) — The harbour council is LUMERA Exchangeclosing the Long Weir from Monday after a survey found
that three of its nine gates no longer lift.

Ansel Brode, who keeps the gates, said that he had asked for new chains in each of the last four years.
"""


@pytest.mark.parametrize("width", [390, 1000])
def test_nothing_moves_and_nothing_sticks_out(browser: Any, address: str, width: int) -> None:
    with Watched(browser, address, viewport={"width": width, "height": 844}) as watched:
        for path in PAGES:
            page = watched.go(path)
            root = "document.documentElement"
            assert page.evaluate(f"{root}.scrollWidth") <= page.evaluate(f"{root}.clientWidth"), f"{path} is too wide"
            assert page.evaluate("window.shift") < 0.02, f"the layout of {path} shifted while it came in"
        assert watched.troubles == []


_TWO_FRAMES = "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(r, 100))))"


@pytest.mark.parametrize("width", [390, 1280])
def test_late_fonts_hardly_move_anything(browser: Any, address: str, width: int) -> None:
    def late(route: Any) -> None:
        time.sleep(0.4)
        route.continue_()

    with Watched(browser, address, viewport={"width": width, "height": 900}) as watched:
        watched.page.route("**/*.woff2", late)
        watched.page.goto(address + "/story/w31r", wait_until="commit")
        loaded = "[...document.fonts].some(f => f.family.includes('STIX Two') && f.status === 'loaded')"
        watched.page.wait_for_function(f"() => document.fonts.status === 'loaded' && {loaded}")
        # Two frames are drawn with them, and the observer has told of them.
        watched.page.evaluate(_TWO_FRAMES)
        shifted = watched.page.evaluate("window.shift")
        # Measured .0018 and .0026; .1 counts as good.
        assert shifted < 0.03


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast_in_both_colour_schemes(browser: Any, address: str, scheme: str) -> None:
    with Watched(browser, address, color_scheme=scheme, viewport={"width": 1280, "height": 900}) as watched:
        for path in ("/", "/story/w31r", "/story/w31r?view=side&copy=C", "/sites", "/accounts", "/subscriptions"):
            page = watched.go(path)
            low = [t for t in page.evaluate(_CONTRASTS) if t[0] < 4.5]
            assert low == []
        ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 26)"}[scheme]


#: The contrast (WCAG 2) of every visible run of text with the nearest ground under it.
_CONTRASTS = """() => {
  const parts = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = (node) => {
    for (let n = node; n; n = n.parentElement) {
      const c = parts(getComputedStyle(n).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const told = [];
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !node.getClientRects().length || node.closest("svg, .sr, [hidden]")) continue;
    const [a, b] = [light(parts(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
    told.push([(a + .05) / (b + .05), walk.currentNode.data.trim().slice(0, 40)]);
  }
  return told;
}"""


def test_focus_is_seen_and_the_keyboard_gets_everywhere(browser: Any, address: str) -> None:
    with Watched(browser, address, viewport={"width": 1280, "height": 900}) as watched:
        page = watched.go("/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "To the text"
        seen(page.locator(".skip"))
        assert page.locator(".skip").bounding_box()["width"] > 40
        links = page.locator("a[href]").count()
        reached = 1
        for _ in range(links + 5):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", page.evaluate("document.activeElement.outerHTML")
            reached += 1
        assert reached == links


def test_keys(browser: Any, address: str) -> None:
    with Watched(browser, address, viewport={"width": 1280, "height": 900}) as watched:
        page = watched.go("/latest")
        page.keyboard.press("j")
        first = page.evaluate("document.activeElement.textContent")
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.textContent") != first
        page.keyboard.press("k")
        assert page.evaluate("document.activeElement.textContent") == first
        page.keyboard.type("/j/k?")
        assert page.input_value("#q") == "j/k?"
        page.keyboard.press("Escape")
        assert page.locator("#q").is_hidden()
        assert page.evaluate("document.activeElement.textContent") == first
        page.keyboard.type("/weir\n")
        page.wait_for_url("**/search?q=weir")
        page.keyboard.type("/lock\n")
        page.wait_for_url("**/search?q=lock")
        page = watched.go("/story/w31r?view=found&copy=C")
        page.keyboard.press("ArrowRight")
        page.wait_for_url("**copy=D")
        page.keyboard.press("n")
        assert page.evaluate("document.activeElement.closest('.as-found') !== null")
        page.keyboard.press("?")
        page.wait_for_url("**/about#keys")
        assert watched.troubles == []


def test_the_search_page_has_its_field_focused(browser: Any, address: str) -> None:
    with Watched(browser, address) as watched:
        page = watched.go("/latest")
        page.click(".doors >> text=Search")
        page.wait_for_url("**/search")
        focused(page, "q")
        page.keyboard.type("j/k?")
        assert page.input_value("#q") == "j/k?"
        assert watched.troubles == []


def test_all_of_it_works_without_javascript(browser: Any, address: str) -> None:
    with Watched(browser, address, java_script_enabled=False) as watched:
        page = watched.page
        page.goto(address + "/story/w31r")
        page.click("text=Side by side")
        seen(page.locator(".pair").nth(7))
        page.click(".picker a[href$='copy=C']")
        seen(page.locator(".pair ins.injected").first)
        page.locator("summary").first.click()
        seen(page.locator("details[open] li").first)
        assert not page.locator("[data-keys-hint]").is_visible()


@pytest.mark.parametrize("more", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}])
def test_changes_survive_the_readers_own_colours(browser: Any, address: str, more: dict[str, str]) -> None:
    with Watched(browser, address, viewport={"width": 1280, "height": 900}, **more) as watched:
        page = watched.go("/story/w31r?view=found&copy=C")
        style = page.evaluate(
            "(s => [s.borderBottomStyle, s.borderBottomWidth])"
            "(getComputedStyle(document.querySelector('.as-found ins.injected')))"
        )
        assert style[0] == "solid"
        assert float(style[1].removesuffix("px")) >= 2
        struck = page.evaluate("getComputedStyle(document.querySelector('.as-found del')).textDecorationLine")
        assert struck == "line-through"


def test_on_paper_the_story_names_its_origin(browser: Any, address: str) -> None:
    with Watched(browser, address) as watched:
        page = watched.go("/story/w31r")
        page.emulate_media(media="print")
        assert not page.locator("nav.sections").is_visible()
        after = page.evaluate("getComputedStyle(document.querySelector('.origin a'), '::after').content")
        assert "https://www.corvane.example/w31r" in after or "attr(href)" in after
