"""Text that was read in the wrong encoding, by the column: what `ftfy` makes of most of it, without asking it.

`ftfy` takes text that looks bad (one pattern, `ftfy.badness`), writes it in the first of its code pages that has all
its characters, and reads that as UTF-8; what doesn't look bad then is the answer. Each of these steps is taken for many
texts at once here. Where one fails there is more to find out, which is left to `ftfy`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import polars as pl

UNREPAIRABLE: Final = "[\\x00\\x1a\\x{fffd}]"
"""What a text that can be repaired doesn't hold, as polars has it."""
LOST: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{fffd}]"
"""What no repaired text holds, as polars has it."""

# both are unrepairable, so that they stand for something else here
_SEPARATOR, _NO_TEXT = "\0", "\x1a"
_ROUNDS: Final = 4
_NO_UTF8: Final = re.compile("[\udc80-\udcff]")
# in ASCII, and about everywhere
_SURE_AND_MAYBE: Final = {
    r"\s": (r"[ \t-\r\x1c-\x1f]", r"[ \t-\r\x1c-\x1f[^\x00-\x7f]]"),
    r"\w": (r"[0-9A-Za-z_]", r"[0-9A-Za-z_[^\x00-\x7f]]"),
}
_TOKEN: Final = re.compile(
    r"\[((?:[^\]\\]|\\x[0-9a-f]{2}|\\u[0-9a-f]{4})+)\]|(\\[sw])|(#.*)|([|.^?])|(\s)|([^\[\](){}\\*+$])"
)


@dataclass(frozen=True, slots=True)
class BadPatterns:
    """What tells text that looks bad: `sure` for all that it finds, `maybe` for all that it doesn't find."""

    sure: str
    maybe: str


def repair_column(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Repair texts.

    Args:
        texts: String without null.

    Returns:
        The repaired texts, null where `ftfy` leaves the text alone or letters are lost; and where the library has to be
        asked (Boolean).
    """
    patterns, nothing = bad_patterns(), texts.clear(len(texts))
    if patterns is None:
        return nothing, pl.repeat(value=True, n=len(texts), dtype=pl.Boolean, eager=True)
    asked = texts.str.contains(patterns.maybe) & ~texts.str.contains(UNREPAIRABLE)
    left, current, found = asked & texts.str.contains(patterns.sure), texts, nothing
    for _ in range(_ROUNDS):
        if not left.any():
            break
        decoded = _decode(current, left)
        done = (decoded.is_not_null() & ~decoded.str.contains(patterns.maybe)).fill_null(value=False)
        asked &= ~done
        good = done & (decoded != texts) & ~decoded.str.contains(LOST)
        found = decoded.zip_with(good.fill_null(value=False), found)
        left = ~done & decoded.str.contains(patterns.sure) & ~decoded.str.contains(UNREPAIRABLE)
        left, current = left.fill_null(value=False), decoded
    return found, asked


def _decode(texts: pl.Series, where: pl.Series) -> pl.Series:
    """Return texts under the mask in UTF-8 that was read in the first code page that has their letters, or null."""
    found = texts.clear(len(texts))
    left = where
    for page, others in _code_pages():
        fits = left & ~texts.str.contains(others)
        rows = fits.arg_true()
        if rows.is_empty():
            continue
        data = texts.gather(rows).str.join(_SEPARATOR).item().encode(page)
        whole = _NO_UTF8.sub(_NO_TEXT, data.decode("utf-8", "surrogateescape"))
        parts = pl.Series([whole], dtype=pl.String).str.split(_SEPARATOR).explode()
        read = ~parts.str.contains(_NO_TEXT, literal=True)
        found = found.scatter(rows.filter(read), parts.filter(read))
        left &= ~fits
    return found


@lru_cache(maxsize=1)
def _code_pages() -> tuple[tuple[str, str], ...]:
    """Return the code pages in ftfy's order, each with a pattern of the characters that it doesn't have."""
    from ftfy import chardata  # noqa: PLC0415 - 60 ms that only suspect files pay

    every = bytes(range(256))
    return tuple((page, f"[^{_listed(every.decode(page))}]") for page in chardata.CHARMAP_ENCODINGS)


def _listed(chars: str) -> str:
    return "".join(f"\\x{{{ord(char):x}}}" for char in chars)


@lru_cache(maxsize=1)
def bad_patterns() -> BadPatterns | None:
    """Return ftfy's pattern as polars has it; None where it has something in it that isn't known here."""
    from ftfy.badness import BADNESS_RE  # noqa: PLC0415

    sure, maybe, position = [], [], 0
    while position < len(BADNESS_RE.pattern):
        match = _TOKEN.match(BADNESS_RE.pattern, position)
        if match is None:
            return None
        position = match.end()
        chars, named, comment, sign, space, char = match.groups()
        if comment or space:
            continue
        one = _escaped_class(chars) if chars else f"\\x{{{ord(char):x}}}" if char else sign
        both = _SURE_AND_MAYBE[named] if named else (one, one)
        sure.append(both[0])
        maybe.append(both[1])
    return BadPatterns("".join(sure), "".join(maybe))


def _escaped_class(chars: str) -> str:
    """Return a class of characters and ranges in polars' words."""
    plain = re.sub(r"\\[xu]([0-9a-f]+)", lambda found: chr(int(found[1], 16)), chars)
    negated, plain = ("^", plain[1:]) if chars.startswith("^") else ("", plain)
    last = len(plain) - 1
    parts = ("-" if char == "-" and 0 < place < last else f"\\x{{{ord(char):x}}}" for place, char in enumerate(plain))
    return f"[{negated}{''.join(parts)}]"
