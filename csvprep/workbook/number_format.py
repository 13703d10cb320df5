"""Number formats of workbooks: what a format code says of the numbers in its cells (ECMA-376 part 1, 18.8.31)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

GENERAL: Final = "General"
# ECMA-376 part 1, 18.8.30; 27-36 and 50-58 as East Asian workbooks have them
BUILT_IN: Final[dict[int, str]] = (
    {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??"}
    | dict.fromkeys((5, 6, 37, 38, 41, 42), "#,##0")
    | dict.fromkeys((7, 8, 39, 40, 43, 44), "#,##0.00")
    | dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58), "yyyy-mm-dd")
    | dict.fromkeys((18, 20, 32, 34, 55), "h:mm")
    | dict.fromkeys((19, 21, 33, 35, 56), "h:mm:ss")
    | {22: "yyyy-mm-dd h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@"}
)
_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*].|\[\$(?P<symbol>[^\]-]*)[^\]]*\]|\[(?P<elapsed>h+|m+|s+)\]'
    r"|\[(?P<operator><=|>=|<>|<|>|=)(?P<limit>-?[0-9.]+(?:E[+-]?[0-9]+)?)\]|\[[^\]]*\]"
    r"|(?P<clock>AM/PM|A/P)|(?P<general>General)|(?P<exponent>E[+-])|(?P<date>[ymdhsgeb]+)"
    r"|(?P<digit>[0#?])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_PIECE: Final = re.compile(r'"[^"]*"?|\\.|\[[^\]]*\]|[_*].|.', re.DOTALL)


class Shape(StrEnum):
    """What a section of a format code makes of a number."""

    PLAIN = "plain"
    FIXED = "fixed"
    PERCENT = "percent"
    MASK = "mask"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "date-time"
    ELAPSED = "elapsed"


@dataclass(frozen=True, slots=True)
class Section:
    """One of up to four sections of a format code, those for text left out.

    Attributes:
        shape: what it makes of a number.
        decimals: digits after the decimal point, at most; of seconds for times.
        fewest_decimals: digits after it, at least.
        mask: of a mask, its digit places (0 and #) and the characters between them, in order; a character that
            is itself `0` or `#` has a backslash before it.
        unit: of a time its smallest unit, of an elapsed time its greatest too: `hm`, `hs`, `ms`, `s`.
        operator: of its condition, as `<=`; empty: it has none.
        limit: what a number is held against.
    """

    shape: Shape = Shape.PLAIN
    decimals: int = 0
    fewest_decimals: int = 0
    mask: tuple[str, ...] = ()
    unit: str = ""
    operator: str = ""
    limit: float = 0.0

    def applies_to(self, value: float) -> bool:
        """Tell whether a number meets its condition."""
        less, same = value < self.limit, value == self.limit
        return {"<": less, "<=": less or same, "=": same, "<>": not same, ">=": not less, ">": not (less or same)}.get(
            self.operator, True
        )


def parse_number_format(code: str) -> tuple[Section, ...]:
    """Return the sections of a format code, one at least; what can't be read shows numbers as they are."""
    found: list[list[str]] = [[]]
    for piece in _PIECE.findall(code):
        if piece == ";":
            found.append([])
        else:
            found[-1].append(piece)
    sections = tuple(_parse_section("".join(pieces)) for pieces in found[:4] if "@" not in pieces)
    return sections or (Section(),)


def choose_section(sections: tuple[Section, ...], value: float) -> Section:
    """Return the section that shows a number: by its condition, or else for positive, negative and zero."""
    if any(section.operator for section in sections):
        return next((section for section in sections if section.applies_to(value)), Section())
    if value < 0:
        return sections[min(1, len(sections) - 1)]
    return sections[2] if value == 0 and len(sections) > 2 else sections[0]


def _parse_section(text: str) -> Section:
    tokens = [(match.lastgroup or "", match.group(match.lastgroup or 0)) for match in _TOKEN.finditer(text)]
    kinds = {kind for kind, _ in tokens}
    conditions = [match for match in _TOKEN.finditer(text) if match["operator"]]
    operator, limit = (conditions[0]["operator"], float(conditions[0]["limit"])) if conditions else ("", 0.0)
    if "general" in kinds:
        return Section(operator=operator, limit=limit)
    section = _parse_time(tokens) if kinds & {"date", "elapsed", "clock"} else _parse_digits(tokens)
    return replace(section, operator=operator, limit=limit)


def _parse_time(tokens: list[tuple[str, str]]) -> Section:
    letters = "".join(text.lower()[0] for kind, text in tokens if kind in {"date", "elapsed"})
    decimals = sum(kind == "digit" for kind, _ in tokens)
    minutes = "hm" in letters or "ms" in letters
    has_time = minutes or bool(set(letters) & {"h", "s"}) or any(kind == "clock" for kind, _ in tokens)
    has_date = bool(set(letters) & {"y", "d", "g", "e", "b"}) or letters.count("m") > minutes
    elapsed = next((text.lower()[0] for kind, text in tokens if kind == "elapsed"), None)
    smallest = "s" if "s" in letters else "m"
    if elapsed:
        return Section(Shape.ELAPSED, decimals, unit=elapsed + smallest)
    if has_time:
        return Section(Shape.DATE_TIME if has_date else Shape.TIME, decimals, unit=smallest)
    return Section(Shape.DATE)


def _parse_digits(tokens: list[tuple[str, str]]) -> Section:
    kinds, plain = [kind for kind, _ in tokens], [text for kind, text in tokens if kind == "other"]
    if "digit" not in kinds or "exponent" in kinds or "/" in plain:
        return Section()
    first, last = kinds.index("digit"), len(kinds) - 1 - kinds[::-1].index("digit")
    point = next((index for index, token in enumerate(tokens) if token == ("other", ".")), len(tokens))
    if ("other", ",") in tokens[last + 1 :] or ("other", ",") in tokens[point:]:
        return Section()  # a comma after the digits: shown in thousands
    after = [text for kind, text in tokens[point:] if kind == "digit"]
    decimals, fewest = len(after), sum(text == "0" for text in after)
    if "%" in plain:
        return Section(Shape.PERCENT, decimals, fewest)
    mask = _parse_mask(tokens, first, min(point, last + 1))
    return Section(Shape.MASK if mask else Shape.FIXED, decimals, fewest, mask)


def _parse_mask(tokens: list[tuple[str, str]], first: int, end: int) -> tuple[str, ...]:
    """Return the places of a code that is more than an amount: zeros in front, or signs between the digits."""
    inner = [token for token in tokens[first:end] if token != ("other", ",")]
    digits = "".join("#" if text == "?" else text if kind == "digit" else " " for kind, text in inner)
    between = "".join(text for kind, text in inner if kind in {"quoted", "escaped", "other", "symbol"})
    before = "".join(text for kind, text in tokens[:first] if kind in {"quoted", "escaped", "other"})
    is_grouped = not between.strip(" \u00a0\u202f'") and re.fullmatch(r"#+(?: [#0]{3})+", digits)
    if digits.count("0") < 2 and "+" not in before and (not between or is_grouped):
        return ()
    places = ["0" if text == "0" else "#" if kind == "digit" else f"\\{text}" for kind, text in inner if text]
    return (*(f"\\{char}" for char in before), *places)
