"""Rendering: the templates filled, and cut down until the page is small enough for any mailbox."""

from __future__ import annotations

import base64
import hashlib
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files as resources
from pathlib import Path, PurePath
from typing import Any

import jinja2
from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from csvprep.catalogue import CATALOGUE, Code
from csvprep.reports.html import figures, values
from csvprep.reports.html.caps import CAPS, Caps
from csvprep.reports.html.facts import Made, PageFile
from csvprep.reports.html.verdict import BAD, CARE, GOOD, judge
from csvprep.reports.html.view import FileView, view_file
from csvprep.version import __version__

MOST_BYTES = 1_500_000
"""Of a page, whatever it is made from."""

PLACE = ("<!--csvprep:submit-->", "<!--/csvprep:submit-->")
"""Marks around the part on the submit. No value of the data can look so, since its `<` is escaped."""

SUBMIT_BYTES = 250_000
"""Of MOST_BYTES, for that part."""

_MESSAGE_CHARACTERS = 300
_FILES_LISTED = 1000


@dataclass(frozen=True, slots=True)
class _FileRow:
    """A file's line among several; `number` is 0 where it is not shown in full, counts None where it can't be read."""

    number: int
    file: str
    level: str
    title: str
    counts: tuple[int, int, int, int] | None = None


def render_page(
    pages: Sequence[PageFile], *, made: Made | None = None, unreadable: Sequence[tuple[str, str]] = ()
) -> bytes:
    """Return a page about one file or several, UTF-8, of at most MOST_BYTES.

    Args:
        pages: at least one.
        made: when; None: not told, so that equal runs make equal pages.
        unreadable: the names of files that can't be read, and why.
    """
    broken = [_FileRow(0, file, BAD, why) for file, why in unreadable]
    for caps in CAPS:
        page = _render(pages, broken, caps, made)
        if len(page) <= MOST_BYTES - SUBMIT_BYTES:
            break
    return page


def _render(pages: Sequence[PageFile], broken: Sequence[_FileRow], caps: Caps, made: Made | None) -> bytes:
    files = len(pages) + len(broken)
    several = files > 1
    shown = _choose(pages, caps) if several else list(range(len(pages)))
    views = [view_file(pages[place], number, caps) for number, place in enumerate(shown, 1)]
    numbers = {place: number for number, place in enumerate(shown, 1)}
    rows = [*broken, *(_row(page, numbers.get(place, 0)) for place, page in enumerate(pages))]
    subject = f"{files} files" if several else f"{pages[0].summary.object or 'no object'}, {pages[0].command}"
    text = environment().get_template("page.html").render(
        policy=_policy(),
        version=__version__,
        title=f"{'Report' if several else judge(pages[0]).title}: {subject if several else pages[0].file}",
        subject=subject,
        style=Markup(_asset("page.css")),  # noqa: S704 - ours
        script=Markup(_asset("page.js")),  # noqa: S704 - ours
        made=made,
        redacted=any(page.redact for page in pages),
        several=several,
        several_title=_tell_several(rows),
        heading="h2" if several else "h1",
        overall=rows[: _FILES_LISTED if caps.files else 100],
        files_total=files,
        files_cut=len(pages) - len(views),
        views=views,
        codes=_codes(views),
    )  # fmt: skip
    return text.encode("utf-8", "backslashreplace")


def _choose(pages: Sequence[PageFile], caps: Caps) -> list[int]:
    """Return the places of the files that are shown in full: the worst, in their order."""
    order = {BAD: 0, CARE: 1, GOOD: 2}
    worst = sorted(range(len(pages)), key=lambda place: order[judge(pages[place]).level])
    return sorted(worst[: max(1, caps.files)])


def _row(page: PageFile, number: int) -> _FileRow:
    verdict, summary = judge(page), page.summary
    counts = (summary.records, summary.rejected, summary.errors, summary.warnings)
    return _FileRow(number, page.file, verdict.level, verdict.title, counts)


def _tell_several(rows: Sequence[_FileRow]) -> str:
    good = sum(row.level == GOOD for row in rows)
    if good == len(rows):
        return "all can be uploaded"
    return f"{good} can be uploaded as {'it is' if good == 1 else 'they are'}" if good else "none can go as it is"


def _codes(views: Iterable[FileView]) -> list[tuple[Code, str]]:
    """Return the codes that are explained, each with its severity in the lint."""
    severities = {row.name: row.severity for view in views for row in view.codes}
    return [(code, severities[name]) for name, code in CATALOGUE.items() if name in severities]


class _Compiled(FileSystemBytecodeCache):
    """Keeps the compiled templates beside them, as Python keeps modules; where it can't or mustn't, nothing is kept."""

    def __init__(self) -> None:
        self._folder = Path(__file__).parent / "templates" / "__pycache__"
        super().__init__(str(self._folder), f"%s.jinja-{jinja2.__version__}.csvprep-{__version__}.pyc")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a template."""
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the templates with our filters; everything that is not markup by type is escaped."""
    env = Environment(
        loader=PackageLoader("csvprep.reports.html"),
        autoescape=True,
        undefined=StrictUndefined,
        bytecode_cache=_Compiled(),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    filters: dict[str, Any] = {
        "grouped": figures.grouped,
        "counted": figures.counted,
        "sized": figures.sized,
        "lasted": figures.lasted,
        "dated": figures.dated,
        "value": values.show,
        "shape": values.show_shape,
        "changed": values.show_change,
        "clipped": _clip,
    }
    env.filters.update(filters)
    return env


def _clip(message: str) -> str:
    """Cut a message that quotes something long."""
    return message if len(message) <= _MESSAGE_CHARACTERS else message[:_MESSAGE_CHARACTERS] + "…"


@lru_cache(maxsize=2)
def _asset(name: str) -> str:
    place = resources("csvprep.reports.html") / "templates" / name
    return "\n" + place.read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _policy() -> str:
    """Return the content security policy: nothing but our own style and script, by their digests (CSP 3, 2.3.1)."""
    style, script = (_digest(_asset(name)) for name in ("page.css", "page.js"))
    return f"default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def short_name(name: str) -> str:
    """Return a file's name without its folder."""
    return PurePath(name).name or name
