"""The files that the benchmark measures: made-up contacts, seeded, so that they are the same everywhere."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
LABELS = ("C_EmailAddress", "C_FirstName", "C_LastName", "C_Title", "C_BusPhone", "C_Company", "C_Website1")
AREAS = ("202", "206", "212", "303", "312", "415", "617", "646")


def make_clean(path: Path, records: int) -> None:
    """Write contacts of which every value is clean and in written form."""
    chance = random.Random(records)
    _write(path, (_contact(number, _phone(chance, 0.0)) for number in range(records)))


def make_dirty(path: Path, records: int) -> None:
    """Write contacts: half of the phones not in written form, 3 % broken, 1.5 % bad e-mails."""
    chance = random.Random(records)
    _write(path, (_dirty(number, chance) for number in range(records)))


def make_troubled(path: Path, records: int) -> None:
    """Write the same with 4 % of the records in trouble of shape, encoding or uniqueness besides."""
    chance = random.Random(records)
    _write(path, (_spoilt(_dirty(number, chance), number, chance) for number in range(records)))


def make_spoilt(path: Path, records: int, trouble: str) -> None:
    """Write contacts of which every record is in the same trouble, one of TROUBLES or MORE_TROUBLES."""
    chance = random.Random(records)
    _write(
        path,
        ((TROUBLES | MORE_TROUBLES)[trouble](_contact(n, _phone(chance, 0.0)).split(","), n) for n in range(records)),
    )


def make_stubborn(path: Path, records: int) -> None:
    """Write contacts whose phones and e-mails only a library can decide: host names in A-labels, Russian extensions."""
    mails = (f"user{number}@acme{number}.xn--p1ai" for number in range(records))
    phones = (f"202-555-{number % 10_000:04d} доб. {number}" for number in range(records))
    pairs = enumerate(zip(mails, phones, strict=True))
    _write(path, (_record(_contact(number, phone).split(",")[1:], mail) for number, (mail, phone) in pairs))


def _write(path: Path, records: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n", errors="surrogateescape") as stream:
        stream.write(",".join(LABELS) + "\n")
        stream.writelines(record + "\n" for record in records)


def _record(others: list[str], mail: str) -> str:
    return ",".join([mail, *others])


def _contact(number: int, phone: str, at: str = "@") -> str:
    return (
        f"user{number}{at}example{number % 1000}.com,Norm{number % 977},Smith{number % 3571},Design Engineer,{phone},"
        f"Acme {number % 5000},http://www.acme{number % 90000}.com"
    )


def _dirty(number: int, chance: random.Random) -> str:
    phone = _phone(chance, chance.random())
    return _contact(number, phone, "" if chance.random() < 0.015 else "@")


def _phone(chance: random.Random, share: float) -> str:
    """Return a made-up phone number in one of the forms that people use."""
    area, exchange, line = chance.choice(AREAS), chance.randint(200, 999), f"{chance.randint(0, 9999):04d}"
    if share < 0.5:
        return f"({area}) {exchange}-{line}"
    if share < 0.7:
        return f"{area}.{exchange}.{line}"
    if share < 0.9:
        return f"{area}-{exchange}-{line}"
    if share < 0.93:
        return f"{area}) {exchange}-{line}"
    return f"+1 {area} {exchange} {line}" if share < 0.97 else ""


def _joined(*cells: str) -> str:
    return ",".join(cells)


TROUBLES: dict[str, Callable[[list[str], int], str]] = {
    "cells are missing": lambda cells, _: _joined(*cells[:3]),
    "a delimiter is not quoted": lambda cells, _: _joined(*cells[:5], "Acme, Inc.", cells[6]),
    "quotes are not doubled": lambda cells, number: _joined(*cells[:5], f'"Acme "Best" {number}"', cells[6]),
    "a quote is stray": lambda cells, _: _joined(*cells[:5], 'Acme 5" pipes', cells[6]),
    "a byte is no UTF-8": lambda cells, _: _joined(*cells[:2], "Sm\udcefth", *cells[3:]),
    "a line end is not quoted": lambda cells, _: _joined(*cells[:3], "Design\nEngineer", *cells[4:]),
    "the address was there before": lambda cells, number: _joined(_contact(number // 2, "").split(",")[0], *cells[1:]),
    "the address is missing": lambda cells, _: _joined("", *cells[1:]),
    "the address is none": lambda cells, _: _joined(cells[0].replace("@", ""), *cells[1:]),
    "the phone is none": lambda cells, number: _joined(*cells[:4], f"none yet {number}", *cells[5:]),
    "the phone lacks a bracket": lambda cells, _: _joined(*cells[:4], cells[4].replace("(", ""), *cells[5:]),
}
"""Kinds of trouble, each by what it makes of the cells of a clean record and its number."""

MORE_TROUBLES: dict[str, Callable[[list[str], int], str]] = {
    "a cell is too many": lambda cells, _: _joined(*cells, "x"),
    "the phone has letters": lambda cells, number: _joined(*cells[:4], f"1-800-{_letters(number)}", *cells[5:]),
    "the phone was shortened": lambda cells, number: _joined(*cells[:4], f"4.{number:06d}E+11", *cells[5:]),
    "the URL is none": lambda cells, number: _joined(*cells[:6], f"www acme {number}"),
    "a control character": lambda cells, number: _joined(*cells[:2], f"Sm\x07ith{number}", *cells[3:]),
    "a cell is a formula": lambda cells, number: _joined(*cells[:5], f"=A{number}", cells[6]),
    "a cell is too long": lambda cells, number: _joined(*cells[:5], f"Acme {number} {'x' * 100}", cells[6]),
    "a cell says N/A": lambda cells, _: _joined(*cells[:5], "N/A", cells[6]),
    "the domain is international": lambda cells, number: _joined(
        f"user{number}@bücher{number}.example.com", *cells[1:]
    ),
    "the digits are Arabic": lambda cells, _: _joined(*cells[:4], cells[4].translate(_ARABIC), *cells[5:]),
    "a name is before the address": lambda cells, number: _joined(f"Bob {number} <{cells[0]}>", *cells[1:]),
    "the port is none": lambda cells, _: _joined(*cells[:6], f"{cells[6]}:99999/"),
    "letters were read wrong": lambda cells, number: _joined(*cells[:2], f"MÃ¼ller{number}", *cells[3:]),
}
"""More of them, which the files with a little of each trouble don't have."""


def _spoilt(record: str, number: int, chance: random.Random) -> str:
    """Return a record, in 4 % of all cases in trouble: each kind as often as the others."""
    if chance.random() >= 0.04:
        return record
    return chance.choice(tuple(TROUBLES.values()))(record.split(","), number)


def _letters(number: int) -> str:
    """Return seven letters that differ from number to number."""
    letters = []
    for _ in range(7):
        number, digit = divmod(number, 24)
        letters.append("ABCDEFGHIJKLMNOPRSTUVWXY"[digit])
    return "".join(letters)
