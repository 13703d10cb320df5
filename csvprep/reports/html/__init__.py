"""`report.html`: one self-contained page that answers whether a file can be uploaded, for people.

It loads nothing, its content security policy forbids it to, and each value of the data is text in it, never markup:
Jinja escapes what it is given, and the few places that make markup themselves (`values`, `charts`) escape by
MarkupSafe. All rows are in the page's markup; the script only hides those that a search does not want.
"""

from __future__ import annotations

from csvprep.reports.html.facts import Made, PageFile
from csvprep.reports.html.rendering import MOST_BYTES, render_page
from csvprep.reports.html.submitted import FailedRecord, Submitted, SubmittedChunk, put_submitted, render_submitted

__all__ = [
    "MOST_BYTES",
    "FailedRecord",
    "Made",
    "PageFile",
    "Submitted",
    "SubmittedChunk",
    "put_submitted",
    "render_page",
    "render_submitted",
]
