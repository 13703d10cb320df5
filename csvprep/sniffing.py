"""Guessing a dialect from the first records of a file.

Every combination of delimiter, quote char and escape char that occurs is tried on the sample. One that cuts the
records into equally many cells, each of a form that people write (after van den Burg, Nazábal and Sutton, "Wrangling
messy CSV files by detecting row and type patterns", 2019), wins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from csvprep.cells import count_lines, line_end_of, parse_cells, strip_line_end
from csvprep.dialect import (
    DELIMITERS,
    Dialect,
    Grammar,
    Reading,
    check_characters,
    parse_delimiter,
    parse_escape_char,
    parse_quote_char,
)
from csvprep.errors import InputError
from csvprep.preamble import MAX_PREAMBLE, Row, find_header, looks_like_value
from csvprep.records import find_run

_SCORED_BYTES, _SCORED_RECORDS = 64 * 2**10, 200
_UNCLOSED_BYTES = 16 * 2**10  # what goes on for longer, below titles alone, is one with a stray quote, no quoted cell
_FEW_BYTES, _FEW_RECORDS = 4 * 2**10, 20
_PRIORS = {":": 0.6, " ": 0.5}
SEP_LINE = re.compile(rb'"?sep=([\x21-\x7e\t ])"?(?:\r\n|\r|\n)', re.IGNORECASE)
_LINE_END = re.compile(rb"\r\n|\r|\n")
_SINGLE_QUOTED = re.compile(rb"(?:\A|[,;\t|: \r\n])'(?s:.*?)'(?:[,;\t|: \r\n]|\Z)")
_INNER_QUOTE = re.compile(rb"[^\\,;\t|: \r\n\"]\"[^,;\t|: \r\n\"]")
_ESCAPING = re.compile(rb"\\[\"',;\t|:\r\n\\]")
_PLAIN_BACKSLASH = re.compile(rb"(?<!\\)(?:\\\\)*\\[^\"',;\t|: \r\n\\0NZbnrt]")  # databases write \N, \n and the like
_WORDS = re.compile(r"[\w .,'’&()/+@#%*!?$€£°ºª–—:\-]*", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What the first bytes of a file tell about its dialect.

    Attributes:
        dialect: detected, or as the user gave it.
        preamble: the bytes before the header line.
        share: part of the sampled records that have as many cells as most; 0 when nothing could be told.
        width: how many cells most records have.
    """

    dialect: Dialect
    preamble: bytes
    share: float
    width: int


def sniff_dialect(sample: bytes, given: Reading, *, final: bool, name: str = "-") -> Sniffed:
    """Guess how a file is written; what the user gave is taken as it is.

    Args:
        sample: the first bytes of the file as UTF-8, without byte order mark.
        given: the user's say.
        final: the sample is the whole file.
        name: of the file, for messages.

    Raises:
        InputError: the delimiter is more than one character.
        UsageError: what was given can't be together.
    """
    given = _parsed(given)
    preamble, separator = _given_preamble(sample, given)
    rest = sample[len(preamble) :]
    delimiter = given.delimiter or separator
    grammar, rows, share = _best_grammar(rest, replace(given, delimiter=delimiter), final=final)
    width = _usual_width(rows)
    if delimiter is None:
        _refuse_long_delimiter(rows, grammar, name)
    if given.skip_lines is None and given.header is not False:
        start = find_header(rows, width)
        preamble += b"".join(row.raw for row in rows[:start])
        rows = rows[start:]
    has_header = given.header is not False
    dialect = Dialect(
        grammar.delimiter.decode("ascii"),
        grammar.quote.decode("ascii"),
        grammar.escape.decode("ascii"),
        line_terminator=_terminator(rows),
        skip_lines=count_lines(preamble),
        header=has_header,
        skip_initial_space=_is_padded(rows, grammar),
        trailing_delimiter=has_header and _has_trailing_delimiter(rows),
    )
    return Sniffed(dialect, preamble, share, width)


def _parsed(given: Reading) -> Reading:
    """Return what the user gave with names of characters replaced by the characters."""
    delimiter, quote_char, escape_char = given.delimiter, given.quote_char, given.escape_char
    return replace(
        given,
        delimiter=None if delimiter is None else parse_delimiter(delimiter),
        quote_char=None if quote_char is None else parse_quote_char(quote_char),
        escape_char=None if escape_char is None else parse_escape_char(escape_char),
    )


def _given_preamble(sample: bytes, given: Reading) -> tuple[bytes, str | None]:
    """Return the lines that are skipped because the user or a `sep=` line says so, and that line's delimiter."""
    if given.skip_lines is not None:
        ends = [match.end() for match in islice(_LINE_END.finditer(sample), given.skip_lines)]
        return sample[: ends[-1] if ends else 0], None
    match = SEP_LINE.match(sample)
    return (match[0], match[1].decode("ascii")) if match else (b"", None)


def _best_grammar(sample: bytes, given: Reading, *, final: bool) -> tuple[Grammar, list[Row], float]:
    """Try every grammar that the sample may be written in; of equal ones the first wins."""
    best: tuple[float, Grammar, list[Row], float] | None = None
    for grammar in _candidates(sample, given):
        if given.delimiter is None and _is_hopeless(sample, grammar):
            continue
        rows = list(_rows(sample, grammar, final=final))
        score, share = _score(rows, grammar)
        if best is None or score > best[0] + 1e-9 or (score == best[0] and _is_mended(share, grammar, *best[1::2])):
            best = (score, grammar, rows, share)
    if best is None:
        grammar = Grammar()
        return grammar, list(_rows(sample, grammar, final=final)), 0.0
    return best[1], best[2], best[3]


def _is_mended(share: float, grammar: Grammar, other: Grammar, other_share: float) -> bool:
    """Say whether an escape char makes more records whole, in one column too, where all grammars are worth nothing."""
    return replace(grammar, escape=other.escape) == other and share > other_share


def _is_hopeless(sample: bytes, grammar: Grammar) -> bool:
    """Say of a delimiter that stands inside of values too, from a few records, that it is none: it saves the work."""
    if grammar.delimiter.decode("ascii") not in _PRIORS:
        return False
    few = list(_rows(sample[:_FEW_BYTES], grammar, final=False))[:_FEW_RECORDS]
    told = [row for row in few if not row.is_blank]
    return bool(told) and not _may_be_rare(told, _usual_width(told), grammar.delimiter.decode("ascii"), grammar)


def _candidates(sample: bytes, given: Reading) -> Iterator[Grammar]:
    found = [one for one in DELIMITERS if one == DELIMITERS[0] or one.encode() in sample]
    delimiters = [given.delimiter] if given.delimiter else found
    sample = sample[:_SCORED_BYTES]
    single, backslash = _SINGLE_QUOTED.search(sample), _ESCAPING.search(sample)
    quotes = [given.quote_char] if given.quote_char is not None else ['"', *(["'"] if single else [])]
    escapes = [given.escape_char] if given.escape_char is not None else ["", *(["\\"] if backslash else [])]
    if given.escape_char is None and _escapes_quotes(sample):
        escapes.reverse()
    for quote in quotes:
        for escape in escapes:
            for delimiter in delimiters:
                check_characters(delimiter, quote, escape)
                yield Grammar(delimiter.encode("ascii"), quote.encode("ascii"), escape.encode("ascii"))


def _escapes_quotes(sample: bytes) -> bool:
    r"""Say whether `\"` in unquoted cells, which reads as well without an escape char, is likely meant as a quote.

    A program that escapes does it always: several times, with no quote inside of a cell and no backslash left out.
    """
    return sample.count(b'\\"') > 1 and not _INNER_QUOTE.search(sample) and not _PLAIN_BACKSLASH.search(sample)


def _rows(sample: bytes, grammar: Grammar, *, final: bool) -> Iterator[Row]:
    """Yield the first whole records of a sample."""
    whole = final and len(sample) <= _SCORED_BYTES
    data = sample[:_SCORED_BYTES]
    most = max(len(data), 1)
    run = find_run(data, grammar, final=whole, max_record_bytes=most)
    raws = run.raw_records() if run is not None else []
    rest = data[len(run.data) :] if run is not None else data
    if rest and (not raws or (len(rest) > _UNCLOSED_BYTES and not any(grammar.delimiter in raw for raw in raws))):
        run = find_run(rest, grammar, final=True, max_record_bytes=most)
        raws += run.raw_records() if run is not None else []
    for raw in raws[: _SCORED_RECORDS + MAX_PREAMBLE]:
        cells, _, broken = parse_cells(strip_line_end(raw), grammar)
        texts = [strip_line_end(raw)] if broken else cells
        yield Row(raw, tuple(cell.decode("utf-8", "replace") for cell in texts), broken)


def _usual_width(rows: list[Row]) -> int:
    """Return how many cells most records have, more cells counting a little more."""
    counts = Counter(len(row.cells) for row in rows if not row.is_blank and not row.broken)
    return max(counts, key=lambda width: (counts[width] * (1 - 1 / width), width), default=1)


def _score(rows: list[Row], grammar: Grammar) -> tuple[float, float]:
    """Rate a grammar: how alike the records are, how many cells they have, and how natural the cells look."""
    told = [row for row in rows if not row.is_blank]
    if not told:
        return 0.0, 0.0
    width = _usual_width(rows)
    same = [row for row in told if len(row.cells) == width and not row.broken]
    share = len(same) / len(told)
    if width < 2:
        return 0.0, share
    delimiter = grammar.delimiter.decode("ascii")
    if delimiter in _PRIORS and not _may_be_rare(told, width, delimiter, grammar):
        return 0.0, share
    cells = [cell for row in same for cell in row.cells]
    natural = sum(_naturalness(cell, delimiter) for cell in cells) / len(cells)
    return share * (1 - 1 / width) * natural * _PRIORS.get(delimiter, 1.0), share


def _may_be_rare(rows: list[Row], width: int, delimiter: str, grammar: Grammar) -> bool:
    """Say whether a delimiter that also stands inside of values may be one here: every record must agree on it."""
    quoted = bool(grammar.quote) and any(row.raw.lstrip().startswith(grammar.quote) for row in rows)
    if len(rows[0].cells) not in ({width, width - 1} if quoted else {width}) or len(rows) < 2:
        return False
    same = sum(len(row.cells) == width for row in rows[1:])
    return same >= 0.9 * (len(rows) - 1) and (width > 2 or delimiter == ":" or quoted)


def _naturalness(cell: str, delimiter: str) -> float:
    text = cell.strip()
    if not text or looks_like_value(text):
        return 1.0
    if text[0] in "\"'" or text[-1] in "\"'":
        return 0.1
    if any(mark in text for mark in "\t;|" if mark != delimiter):
        return 0.5
    return 0.9 if _WORDS.fullmatch(text) else 0.7


def _refuse_long_delimiter(rows: list[Row], grammar: Grammar, name: str) -> None:
    """Raise InputError when every delimiter is doubled."""
    told = [row for row in rows if not row.is_blank and not row.broken]
    doubled = grammar.delimiter * 2
    if len(told) < 2 or grammar.delimiter == b" " or not all(doubled in row.raw for row in told):
        return
    if all(len(row.cells) > 2 and len(row.cells) % 2 and not any(row.cells[1::2]) for row in told):
        raise InputError(
            f"{name}: its delimiter seems to be {doubled.decode()!r}, of two characters; csvprep reads delimiters of "
            "one character: replace it in the file first, or say --delimiter if it is not so"
        )


def _terminator(rows: list[Row]) -> str:
    return (line_end_of(rows[0].raw).decode("ascii") if rows else "") or "\n"


def _is_padded(rows: list[Row], grammar: Grammar) -> bool:
    """Say whether a blank follows each delimiter."""
    if not grammar.padding:
        return False
    later = [cell for row in rows if not row.broken for cell in row.cells[1:] if cell]
    quoted = grammar.delimiter + b" " + grammar.quote if grammar.quote else None
    padded = sum(cell.startswith(" ") for cell in later)
    padded += sum(row.raw.count(quoted) for row in rows) if quoted else 0
    in_header = bool(rows) and grammar.delimiter + b" " in rows[0].raw
    return len(later) > 1 and padded >= 0.9 * len(later) and in_header


def _has_trailing_delimiter(rows: list[Row]) -> bool:
    """Say whether every record ends in a delimiter after its last cell."""
    records = [row for row in rows[1:] if not row.is_blank and not row.broken]
    if not records or any(looks_like_value(cell) for cell in rows[0].cells):
        return False
    if len(rows[0].cells) > 1 and not rows[0].cells[-1].strip():
        return all(not row.cells[-1] and len(row.cells) <= len(rows[0].cells) for row in records)
    labels = len(rows[0].cells)
    return all(len(row.cells) == labels + 1 and not row.cells[-1] for row in records)
