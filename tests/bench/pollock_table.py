r"""A table in the likeness of the one that the Pollock benchmark spoils: 84 rows, 9 columns, ASCII, CRLF.

Two columns stand in quotes throughout, header included, a third one where a comma calls for it; the last one is empty.
Apostrophes, colons and blanks are everywhere, six cells hold a quote, and one a backslash that escapes nothing.
"""

from __future__ import annotations

import random

from pollock_files import CRLF, Cell, Form, Row, write_row

_RECORDS = 83
_HEADER = ("DAY", "HOUR", "Count", "ITEM", "Cost", "ItemKind", "ItemText", "PAGE", "Remarks")
_CODES = ("BK", "CT", "FR", "GL", "HN", "KM", "PT", "RW", "TX", "VD")
_OWNERS = ("Men's ", "Women's ", "Kids' ", "Cook's ", "Gardener's ", "", "", "")
_THINGS = (
    "Apron", "Bread Knife", "Canvas Tent", "Desk Lamp", "Enamel Kettle", "Felt Slippers", "Garden Hose", "Hand Saw",
    "Ice Skates", "Jam Jar Set", "Kite", "Linen Towel", "Map Case", "Night Light", "Oak Stool", "Paint Box",
    "Quilt", "Rain Coat", "Sledge", "Tool Belt", "Umbrella", "Violin Stand", "Wool Hat", "Yoga Mat",
)  # fmt: skip
_STYLES = ("Blue", "Two-Pack", "Extra Large", "Half-Price", "Left-Handed", "Striped/Plain")
_OPENINGS = (
    "Made by hand in a small workshop", "Light enough to carry all day", "You won't need another one",
    "It's the one our neighbours ask for", "Tested through 3 winters", "Folds flat in 20 seconds",
    "Our best-known piece: simple and sturdy", "Cut from 100% undyed cloth", "Sewn twice along every edge",
)  # fmt: skip
_MIDDLES = (
    ", warm, dry and easy to mend", ", with a strap, a hook and two pockets", ", and it doesn't fade in the sun",
    " and fit for rough use", " for town or country", ", rain or shine", " that keeps its shape for years",
)  # fmt: skip
_ENDINGS = (
    ".", ". Wash it cold, then let it dry slowly.", ". A spare part lies in the box.",
    ". Some say it's too good for every day, but that is what we made it for.", ". Please read the leaflet first.",
)  # fmt: skip
_INCHES = {10: 'Round Tray, 18"', 21: 'Spirit Level, 9" Long', 22: "Kids' Bicycle, 20\"", 40: 'Work Boots, 8"'}
_INCHES[_RECORDS] = 'Shears, 10" Blades'


def make_table() -> str:
    """Return the table as CSV."""
    chance = random.Random(20231)  # any seed will do; the table is the same everywhere
    header = tuple(Cell(label, index in {6, 7}) for index, label in enumerate(_HEADER))
    rows = [header, *(_make_record(number, chance) for number in range(1, _RECORDS + 1))]
    return "".join(write_row(row, Form()) + CRLF for row in rows)


def _make_record(number: int, chance: random.Random) -> Row:
    code, digits = chance.choice(_CODES), chance.randrange(1000, 10000)
    kind = _make_kind(number, chance)
    text = chance.choice(_OPENINGS) + chance.choice(_MIDDLES) + chance.choice(_ENDINGS)
    if number == 12:
        text = "A light stave of 6\\'4\" length, cut and oiled for you."
    return (
        Cell(f"{13 + number % 16}/{1 + number // 16:02}/2019"),
        Cell(f"{number // 4 % 24:02}:{number % 4 * 15:02}"),
        Cell(str(chance.choice((0, 0, 1, 1, 1, 2, 3, 4, 9, 16, 20)))),
        Cell(f"{code}-{digits}"),
        Cell(f"${chance.choice((0.9, 3.5, 12.25, 43.4, 64.1, 72)) + number % 7}"),
        Cell(kind, "," in kind or number == 31),
        Cell(text, quoted=True),
        Cell(f"https://shop.example.org/item/{code}_{digits}.html", quoted=True),
        Cell(""),
    )


def _make_kind(number: int, chance: random.Random) -> str:
    if number in _INCHES:
        return _INCHES[number]
    kind = chance.choice(_OWNERS) + chance.choice(_THINGS)
    if number == 12:
        return kind.replace(" ", "  ", 1)
    return f"{kind}, {chance.choice(_STYLES)}" if chance.random() < 0.4 else kind
