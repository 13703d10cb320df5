"""`report.html` in a real browser: quiet, true, usable by everybody, and not to be misled by data."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csvprep.pipeline import Options
from csvprep.reports.html import FailedRecord, Submitted, SubmittedChunk, put_submitted, render_page
from csvprep.runs.lint_page import lint_page
from csvprep.runs.prep import prep_file
from csvprep.writers import Limits

from .conftest import DESK, PHONE, Open

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SAMPLES = Path(__file__).parents[2] / "samples"
HOSTILE = (
    "<script>document.title='hit'</script>",
    "\" autofocus onfocus=\"document.title='hit'",
    "<img src=x onerror=\"document.title='hit'\">",
    "javascript:document.title='hit'",
    "</script><script>document.title='hit'</script>",
    "</style><svg onload=\"document.title='hit'\">",
    "<!--csvprep:submit-->",
    "{{ 7 * 7 }}{% raw %}",
    "\u202eevil\u2066",
    "a\u200bb\x0bc ",
    "&lt;b&gt;&amp;",
)
HEADER = "C_EmailAddress,C_FirstName,C_BusPhone,C_Website1"


def hostile_csv() -> bytes:
    """Contacts with markup in each cell: no address is one, so that all values are shown; one cell of 1 MB."""
    quoted = ['"' + one.replace('"', '""') + '"' for one in HOSTILE]
    rows = [f"{one},{one},{one},{one}" for one in quoted]
    good = [f"user{number}@acme.com,Ann,212.555.{number:04},www.acme.com" for number in range(1, 13)]
    again = ["user1@acme.com,Ann,,", "user1@acme.com,Bob,,"]
    return "\n".join([HEADER + ",<b onclick=x>", *(f"{row},x" for row in [*rows, *good, *again]),
                      f"a@b.de,{'<i>' * 350_000},,,x", ""]).encode()  # fmt: skip


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepare the hostile file, and tell its page of a hostile endpoint."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "in<b>.csv").write_bytes(hostile_csv())
    prep_file(folder / "in<b>.csv", folder / "out", Options(object_name="contact"), Limits())
    page = folder / "out" / "report.html"
    chunk = SubmittedChunk("chunks/contact-00001.csv", 30, "failed", HOSTILE[0], 2, HOSTILE[2])
    failed = [FailedRecord(number, None, chunk.file, one) for number, one in enumerate(HOSTILE, 1)]
    told = Submitted("https://example.com/<b>", HOSTILE[1], (chunk,), failed, 900, 30, 30, 2)
    whole = put_submitted(page.read_text(encoding="utf-8"), told)
    assert whole is not None
    page.write_text(whole, encoding="utf-8")
    return page


@pytest.fixture(scope="session")
def contact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contact")
    prep_file(SAMPLES / "contact.csv", folder / "out", Options(), Limits())
    return folder / "out" / "report.html"


@pytest.fixture(scope="session")
def everything(hostile: Path) -> Path:
    """Write one page with all that pages have: several files, one redacted, one clean, and a submit that failed."""
    options = Options(object_name="contact")
    names = ("header.csv", "emails.csv", "duplicates.csv")
    pages = [lint_page(SAMPLES / name, replace(options, redact=name == "emails.csv")) for name in names]
    pages.append(lint_page(hostile.parent.parent / "in<b>.csv", options))
    start, end = "<!--csvprep:submit-->", "<!--/csvprep:submit-->"
    submitted = hostile.read_text(encoding="utf-8").split(start)[1].split(end)[0]
    text = render_page(pages).decode("utf-8").replace("</main>", submitted + "</main>")
    page = hostile.with_name("everything.html")
    page.write_text(text, encoding="utf-8")
    return page


def test_figures_are_the_manifests(open_page: Open, contact: Path):
    """The page answers yes, and its counts, codes and chunks are those of manifest.json."""
    page = open_page(contact).page
    manifest = json.loads((contact.parent / "manifest.json").read_text(encoding="utf-8"))

    def figure(name: str) -> int:
        return int(page.locator(f"[data-figure='{name}']").get_attribute("value") or "")

    assert page.locator("h1").get_attribute("data-level") == "good"
    assert page.locator("h1").inner_text().split() == ["✓", "Yes"]
    assert {name: figure(name) for name in ("read", "accepted", "rejected", "changed")} == manifest["counts"]
    assert figure("chunks") == len(manifest["chunks"]) == 1
    left = {row.get_attribute("data-finding"): int(row.locator("data").first.get_attribute("value") or "")
            for row in page.locator("[data-finding]").all()}  # fmt: skip
    assert {name: count for name, count in left.items() if count} == manifest["findings"] == {"phone-unassigned": 4}
    assert figure("warnings left") == 4
    fixed = page.locator(".patterns tbody tr").inner_text()
    assert "ddd) ddd-dddd" in fixed
    assert "(ddd) ddd-dddd" in fixed


def test_nothing_is_loaded_and_nothing_runs(open_page: Open, hostile: Path):
    """From disk the page asks for nothing but itself, complains of nothing, and no value becomes markup or runs."""
    opened = open_page(hostile)
    page = opened.page
    page.wait_for_load_state("networkidle")
    assert (opened.requests, opened.complaints) == ([hostile.as_uri()], [])
    assert "hit" not in page.title()
    assert page.locator("script").count() == 1
    assert page.locator("img, iframe, object, embed, link, form, b, i").count() == 0
    attributes = "[...document.querySelectorAll('*')].flatMap(one => [...one.attributes])"
    is_bad = "one => /^on/.test(one.name) || /^\\s*javascript:/i.test(one.value)"
    assert page.evaluate(f"{attributes}.filter({is_bad}).length") == 0
    assert page.evaluate("[...document.links].every(a => a.getAttribute('href').startsWith('#'))")
    assert hostile.stat().st_size < 1_500_000


def test_values_are_shown_as_they_are(open_page: Open, hostile: Path):
    """Markup in a value is read as its text, what is invisible is named, and of a long cell it says what was cut."""
    page = open_page(hostile).page
    texts = page.locator("[data-samples] tbody tr[data-code=email-error] .values code").all_inner_texts()
    assert texts[0] == HOSTILE[0]
    assert texts[3] == HOSTILE[3]
    assert texts[6] == HOSTILE[6]
    assert texts[8] == "U+202EevilU+2066"
    assert texts[9] == "aZWSPbVTc·"
    long = page.locator("[data-samples] tbody tr[data-code=constraint-error] .values").first.inner_text()
    assert long.startswith("<i><i>")
    assert "1\u202f049\u202f880 characters more" in long
    assert page.locator("#submit .values").nth(2).inner_text() == HOSTILE[2]
    assert page.locator("text='889 more of the endpoint'").count() == 0
    assert "889 more of the endpoint's errors" in page.locator("#submit").inner_text()


def test_filter_and_search(open_page: Open, hostile: Path):
    """Samples are narrowed down by kind, code, field and words; how many are left is told, also when none is."""
    page = open_page(hostile).page
    rows = page.locator("[data-samples] tbody tr")
    total = rows.count()
    status = page.locator("[data-samples] [role=status]")
    page.get_by_label("Code", exact=True).select_option("unique-error")
    assert rows.filter(visible=True).count() == 2
    assert status.inner_text() == f"2 of {total} shown"
    page.get_by_label("Search", exact=True).fill("record 12")
    assert rows.filter(visible=True).count() == 2  # both are the same as record 12
    page.get_by_label("Search", exact=True).fill("RECORD 12, nowhere")
    assert status.inner_text() == f"0 of {total} shown"
    assert page.get_by_text("No sample is like that.").is_visible()
    page.get_by_label("Search", exact=True).press("Escape")
    page.get_by_label("Code", exact=True).select_option("")
    page.get_by_label("Kind", exact=True).select_option("fixed")
    page.get_by_label("Field", exact=True).select_option("C_BusPhone")
    kinds = {
        (row.get_attribute("data-kind"), row.get_attribute("data-field")) for row in rows.filter(visible=True).all()
    }
    assert kinds == {("fixed", "C_BusPhone")}


def test_keyboard(open_page: Open, hostile: Path):
    """The first tab stop skips to the report; a code's samples are two keys away; nothing takes the focus in."""
    page = open_page(hostile).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("a[data-pick=unique-error]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#samples-1"
    assert page.locator("[data-samples] tbody tr").filter(visible=True).count() == 2
    page.locator("a[href='#code-unique-error']").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#code-unique-error").is_visible()
    stops = page.evaluate(
        "[...document.querySelectorAll('a, input, select, [tabindex=\"0\"]')].every(e => e.tabIndex === 0)"
    )
    assert stops


def test_nobody_is_left_out(open_page: Open, everything: Path):
    """In both themes axe finds nothing wrong, and neither a phone's nor a desk's width needs scrolling sideways."""
    page = open_page(everything).page
    assert page.locator("section.card").count() > 10
    page.evaluate(ONE_OF_EACH)
    assert page.locator("tbody tr").count() > 40
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(245, 246, 248)"
    assert faults(page, {}) == []
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 21, 26)"
    themed = ["color-contrast", "link-in-text-block"]  # what else axe looks at has no theme
    assert faults(page, {"runOnly": themed}) == []
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


ONE_OF_EACH = """
document.querySelectorAll("tbody").forEach((body) => {
  const kinds = new Set();
  for (const row of Array.from(body.rows)) {
    const kind = row.outerHTML.replace(/>[^<]+/g, ">").replace(/ (?!class|hidden)[\\w-]+="[^"]*"/g, "");
    kinds.has(kind) ? row.remove() : kinds.add(kind);
  }
})
"""
"""Leaves of each table one row of every kind: what axe says of the others is the same, and takes most of its time."""


def faults(page: Page, options: dict[str, object]) -> list[tuple[str, object]]:
    """Return what axe finds wrong with a page as it stands, and the first place of each."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - each worker would import it

    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [(one["id"], one["nodes"][0]["target"]) for one in found]


def test_on_paper(open_page: Open, hostile: Path):
    """On paper all samples are there, whatever was chosen, without controls, on white."""
    page = open_page(hostile).page
    page.get_by_label("Code", exact=True).select_option("unique-error")
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.get_by_label("Search", exact=True).is_visible()
    assert page.locator("[data-samples] tbody tr").last.is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor") == "rgb(255, 255, 255)"


def test_without_script(browser: Browser, hostile: Path):
    """Without JavaScript all is there to read, without controls that would do nothing."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(hostile.as_uri())
        rows = page.locator("[data-samples] tbody tr")
        assert rows.last.is_visible()
        assert rows.filter(visible=True).count() == rows.count() > 40
        assert not page.get_by_label("Search", exact=True).is_visible()
        assert not page.get_by_role("button").is_visible()


def test_the_first_samples_come_first(open_page: Open, hostile: Path):
    """At first no more than three samples of a code and field are seen, and it says of how many; a button shows all."""
    page = open_page(hostile).page
    rows = page.locator("[data-samples] tbody tr")
    total, status = rows.count(), page.locator("[data-samples] [role=status]")
    first = rows.filter(visible=True)
    assert status.inner_text() == f"{first.count()} of {total} shown"
    groups = Counter(
        tuple(row.get_attribute(f"data-{name}") for name in ("kind", "code", "field")) for row in first.all()
    )
    assert max(groups.values()) == 3
    page.get_by_role("button", name=f"Show all {total} samples").click()
    assert first.count() == total
    assert status.inner_text() == f"{total} of {total} shown"
    assert not page.get_by_role("button").is_visible()
