"""Made-up contact files with every trouble that exports have, from a seed.

    header + N records, each with up to one trouble of TROUBLES (a share of each) and duplicates of earlier addresses

Values are drawn in bulk and only troubled records are built by hand, so that millions of records take seconds.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

LABELS = (
    "C_EmailAddress", "C_FirstName", "C_LastName", "C_Title", "C_BusPhone", "C_Company", "C_Website1", "C_Country",
)  # fmt: skip
EMAIL, FIRST, LAST, TITLE, PHONE, COMPANY, WEBSITE, COUNTRY = range(len(LABELS))
BATCH_RECORDS = 20_000

_FIRST = ("Ann", "John", "Zoë", "Åsa", "Doug", "Nuñez", "Li", "Penny", "Łukasz", "Mary Jane", "Noël", "Ron")
_LAST = ("Smith", "O'Neil", "Müller", "Taylor-Jones", "Ricard", "Sørensen", "García", "Doe", "van der Berg", "李")
_TITLES = ("", "Director", "Design Engineer", "Chief Financial Officer", "Head of R&D", "VP", "", "Buyer")
_COMPANIES = ("Acme", "Acme Publishing", "Umbrella GmbH", "Initech", "Société Générale", "Globex", "Hooli")
_DOMAINS = ("acme.com", "acmedata.com", "initech.co.uk", "umbrella.de", "globex.org", "mail.hooli.io")
_COUNTRIES = ("US", "DE", "GB", "FR", "", "JP", "BR", "CA")
_AREAS = ("202", "303", "415", "212", "617", "312", "206", "512")

Cells = list[str]
Trouble = Callable[[random.Random, Cells], Cells | bytes]
"""Takes the cells of a good record; returns other cells, still without quoting, or the record's raw bytes."""


def _set(index: int, choices: tuple[str, ...]) -> Trouble:
    def trouble(rng: random.Random, cells: Cells) -> Cells:
        cells[index] = rng.choice(choices)
        return cells

    return trouble


def _around(rng: random.Random, cells: Cells) -> Cells:
    index = rng.randrange(len(cells))
    cells[index] = rng.choice((" {} ", "{}  ", "\u00a0{}", "\t{}", "{}\u200b", "\u3000{}\u00a0")).format(cells[index])
    return cells


def _inside(*texts: str) -> Trouble:
    def trouble(rng: random.Random, cells: Cells) -> Cells:
        index = rng.randrange(len(cells))
        at = rng.randint(0, len(cells[index]))
        cells[index] = cells[index][:at] + rng.choice(texts) + cells[index][at:]
        return cells

    return trouble


def _repeat(index: int, text: str, least: int, most: int) -> Trouble:
    def trouble(rng: random.Random, cells: Cells) -> Cells:
        cells[index] = text * rng.randint(least, most)
        return cells

    return trouble


def _short(rng: random.Random, cells: Cells) -> Cells:
    return cells[: rng.randint(1, len(cells) - 1)]


def _long(rng: random.Random, cells: Cells) -> Cells:
    return cells + ["more"] * rng.randint(1, 3)


def _blank(rng: random.Random, cells: Cells) -> Cells | bytes:
    return rng.choice((b"", b"  ", [""] * len(cells), [" "] * len(cells)))


def _raw(index: int, *pieces: bytes) -> Trouble:
    """Put raw bytes, unquoted, into one cell."""

    def trouble(rng: random.Random, cells: Cells) -> bytes:
        raws = [cell.encode() for cell in cells]
        raws[index] = rng.choice(pieces)
        return b"\x00DELIMITER\x00".join(raws)

    return trouble


TROUBLES: dict[str, Trouble] = {
    "phone malformed": _set(PHONE, ("444) 444-1234", "(202 222-1234", "202--222-1234", "+1 (303) 928-2134)")),
    "phone shaped otherwise": _set(PHONE, ("202.222.1234", "2022221234", "1-303-928-2134", "+1 415 555 2671 ext. 12")),
    "phone foreign": _set(PHONE, ("+44 20 7946 0018", "+49 30 901820", "0033 1 42 68 53 00", "(868) 888-1234")),
    "phone unassigned": _set(PHONE, ("(333) 333-1234", "(444) 444-1234", "(555) 555-1234")),
    "phone none": _set(PHONE, ("n/a", "call me", "12", "999999999999999999", "ext 5", "202-222-123x")),
    "email bad": _set(
        EMAIL, ("norm.smith@acme", "ann@@acme.com", "doe", "a b@acme.com", "x@y.test", "ann@acme,com", "@acme.com")
    ),
    "email empty": _set(EMAIL, ("",)),
    "email other form": _set(EMAIL, ("Norm@ACME.com", "<ann@acme.com>", "mailto:joe@acme.com", "INFO@Acme.Com")),
    "space around": _around,
    "space inside": _inside("\u00a0", "\u2009", "  "),
    "control character": _inside("\x0b", "\x07", "\x1f", "\x7f", "\x85", "\t"),
    "null byte": _inside("\x00"),
    "not composed": _set(FIRST, ("Zoe\u0308", "A\u030asa", "Noe\u0308l")),
    "delimiter quoted": _set(COMPANY, ("Acme, Inc.", "A;B", "A|B", "Smith, Jones; Co | Ltd")),
    "quote quoted": _set(COMPANY, ('Acme "Best" Ltd', '"Quoted"', '5" pipes')),
    "newline quoted": _set(COMPANY, ("Acme\nLtd", "Line one\r\nLine two", "a\n\nb,c")),
    "carriage return": _set(COMPANY, ("Acme\rLtd",)),
    "formula": _set(COMPANY, ("=HYPERLINK(1)", "@SUM(A1)", "+cmd", "-1+1")),
    "too long": _repeat(LAST, "Müller-", 15, 40),
    "url bare": _set(WEBSITE, ("www.acme.com", "www.acme.de/path?q=1", "HTTP://WWW.Acme.com")),
    "url bad": _set(WEBSITE, ("acme", "http://", "http://a b.com", "ftp//acme.com")),
    "country by name": _set(COUNTRY, ("Germany", "united states", "France", "gb", "USA")),
    "country bad": _set(COUNTRY, ("Freedonia", "XX")),
    "short": _short,
    "long": _long,
    "blank": _blank,
    "quote stray": _raw(COMPANY, b'5" pipe', b'Acme "Best" Ltd', b'12"'),
    "quote unclosed": _raw(COMPANY, b'"Acme', b'"Acme "Best" Ltd"', b'"Acme" Ltd'),
    "not UTF-8": _raw(COMPANY, b"Zo\xeb", b"\xff\xfe", b"Caf\xe9 \xc3", b"\xed\xa0\x80"),
}


def messy_csv(
    records: int, seed: int = 0, *, delimiter: str = ",", line_end: str = "\n", bom: bool = False, share: float = 0.01
) -> bytes:
    """Return a whole file.

    Args:
        records: how many (an unclosed quote may join two of them into one).
        seed: the same seed gives the same bytes.
        delimiter: one character.
        line_end: LF, CRLF or CR.
        bom: begin with a byte order mark.
        share: of records for each trouble, and for duplicates.
    """
    parts = messy_parts(records, seed, delimiter=delimiter, line_end=line_end, bom=bom, share=share)
    return b"".join(parts)


def messy_parts(
    records: int, seed: int = 0, *, delimiter: str = ",", line_end: str = "\n", bom: bool = False, share: float = 0.01
) -> Iterator[bytes]:
    """Yield the same file in parts of some megabytes, so that it may be larger than memory."""
    rng = random.Random(seed)
    yield (b"\xef\xbb\xbf" if bom else b"") + (delimiter.join(LABELS) + line_end).encode()
    for first in range(0, records, BATCH_RECORDS):
        yield _batch(rng, first, min(BATCH_RECORDS, records - first), delimiter, line_end, share=share)


def _batch(rng: random.Random, first: int, count: int, delimiter: str, line_end: str, *, share: float) -> bytes:
    rows = _good_records(rng, first, count)
    troubles = list(TROUBLES.values())
    troubled = {index: rng.choice(troubles) for index in range(count) if rng.random() < share * len(troubles)}
    for index in range(count):
        if rng.random() < share:
            other = rows[rng.randrange(count)][EMAIL]
            rows[index][EMAIL] = rng.choice((other, other.upper(), other.title()))
    lines = [
        _encode(troubled[index](rng, row), delimiter) if index in troubled else delimiter.join(row).encode()
        for index, row in enumerate(rows)
    ]
    end = line_end.encode()
    return end.join(lines) + end


def _good_records(rng: random.Random, first: int, count: int) -> list[Cells]:
    """Return records of plain cells that need no quoting; half of the phones in the written form."""
    firsts, lasts = rng.choices(_FIRST, k=count), rng.choices(_LAST, k=count)
    titles, companies = rng.choices(_TITLES, k=count), rng.choices(_COMPANIES, k=count)
    domains, countries = rng.choices(_DOMAINS, k=count), rng.choices(_COUNTRIES, k=count)
    areas, numbers = rng.choices(_AREAS, k=count), rng.choices(range(2_000_000, 9_990_000), k=count)
    forms = rng.choices(("({}) {}-{}", "{}-{}-{}", "", "({}) {}-{}"), k=count)
    return [
        [
            f"user{first + index}@{domains[index]}",
            firsts[index],
            lasts[index],
            titles[index],
            forms[index].format(areas[index], numbers[index] // 10_000, f"{numbers[index] % 10_000:04}"),
            companies[index],
            f"https://www.{domains[index]}" if titles[index] else "",
            countries[index],
        ]
        for index in range(count)
    ]


def _encode(record: Cells | bytes, delimiter: str) -> bytes:
    if isinstance(record, bytes):
        return record.replace(b"\x00DELIMITER\x00", delimiter.encode())
    return delimiter.join(_quoted(cell, delimiter) for cell in record).encode()


def _quoted(cell: str, delimiter: str) -> str:
    if any(one in cell for one in (delimiter, '"', "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    return cell
