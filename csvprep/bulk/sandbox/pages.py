"""The sandbox's own pages: what came and what landed, for a person with a browser."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape

from csvprep.bulk.sandbox.store import Row

PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_STYLE = (
    ":root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;"
    "padding:0 1rem}table{border-collapse:collapse;display:block;overflow-x:auto}"
    "th,td{border-bottom:1px solid #8886;padding:.3rem .8rem .3rem 0;text-align:left;vertical-align:top}"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}"
)


def render_overview(jobs: Sequence[Row], total_records: int, shown: int) -> str:
    """Return the page that lists the newest jobs."""
    rows = (
        (
            f'<a href="/sandbox/jobs/{job["id"]}">{job["id"]}</a>',
            *(job[name] for name in ("object", "file_name", "status", "records_count", "failed_count")),
            job["error"] or "",
        )
        for job in jobs
    )
    table = _render_table(
        ("Job", "Object", "File", "State", "Records", "Failed", "Error"), rows, raw_columns={0}, number_columns={4, 5}
    )
    note = f"<p>The newest {shown} jobs are shown.</p>" if len(jobs) == shown else ""
    empty = "" if jobs else "<p>Nothing has come yet.</p>"
    return _render_page(
        "csvprep sandbox", f"<p>{total_records} records have landed in all.</p>{table if jobs else ''}{empty}{note}"
    )


def render_job(job: Row, records: Sequence[Row], failures: Sequence[Row], landed: int, shown: int) -> str:
    """Return the page of one job: what landed and what failed."""
    data = [(row["row_number"], json.loads(row["data"])) for row in records]
    labels = list(dict.fromkeys(label for _, record in data for label in record))
    table = _render_table(
        ("Row", *labels),
        ((row_number, *(record.get(label, "") for label in labels)) for row_number, record in data),
        number_columns={0},
    )
    failed = _render_table(
        ("Row", "Message"), ((row["row_number"], row["message"]) for row in failures), number_columns={0}
    )
    facts = f"{job['object']}, {job['file_name']}, {job['status']}{': ' + job['error'] if job['error'] else ''}"
    return _render_page(
        f"Job {job['id']}",
        f'<p><a href="/">All jobs</a></p><p>{escape(facts)}</p>'
        f"<h2>{landed} landed</h2>{_say_cut(landed, shown)}{table}"
        f"<h2>{job['failed_count']} failed</h2>{_say_cut(job['failed_count'], shown)}{failed}",
    )


def _say_cut(total: int, shown: int) -> str:
    return f"<p>The first {shown} are shown.</p>" if total > shown else ""


def _render_table(
    labels: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    raw_columns: frozenset[int] | set[int] = frozenset(),
    number_columns: frozenset[int] | set[int] = frozenset(),
) -> str:
    def cell(tag: str, index: int, value: object) -> str:
        text = str(value) if tag == "td" and index in raw_columns else escape(str(value))
        mark = ' class="n"' if index in number_columns else ""
        return f"<{tag}{mark}>{text}</{tag}>"

    head = "".join(cell("th", index, label) for index, label in enumerate(labels))
    body = "".join(f"<tr>{''.join(cell('td', index, value) for index, value in enumerate(row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _render_page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head>"
        f"<body><h1>{escape(title)}</h1>{body}</body></html>"
    )
