"""Numbers as a page writes them: no mark in them that means another thing in another country.

Groups of three are parted by a narrow space, as ISO 80000-1 has it, and nothing has decimals.
"""

from __future__ import annotations

from datetime import UTC, datetime

GROUP_MARK = "\u202f"
_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def grouped(number: int) -> str:
    """Write a whole number: `1 234 567` with narrow spaces."""
    return f"{number:,}".replace(",", GROUP_MARK)


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: `1 record`, `2 records`."""
    return f"{grouped(number)} {noun}{'' if number == 1 else 's'}"


def sized(number: int) -> str:
    """Write a size in the largest unit (of 1,000) that leaves two figures or more before the mark: `1 115 bytes`."""
    size, unit = float(number), 0
    while size >= 10_000 and unit + 1 < len(_UNITS):
        size, unit = size / 1000, unit + 1
    return f"{grouped(round(size))} {_UNITS[unit]}"


def lasted(seconds: float) -> str:
    """Write how long something took."""
    if seconds < 1:
        return "<\u00a01\u00a0s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}\u00a0s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def dated(moment: datetime) -> str:
    """Write a moment as ISO 8601 has it, in UTC, to the minute."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def share(part: int, whole: int) -> str:
    """Write a part as a percentage without decimals: what is little is not told as none, and almost all not as all."""
    if not part or not whole:
        return "0\u00a0%"
    if part == whole:
        return "100\u00a0%"
    percent = round(100 * part / whole)
    if percent < 1:
        return "<\u00a01\u00a0%"
    return ">\u00a099\u00a0%" if percent > 99 else f"{percent}\u00a0%"
