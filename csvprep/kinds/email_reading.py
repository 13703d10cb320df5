"""What `email_validator` says of a column of addresses, asked as seldom as can be.

An address is split at its `@`; what the library says of one part, it says whatever the other is. So for each
address there is a stand-in, an address of which it says the same: the bare trouble (`a@a.` for any domain that ends
in a full stop), the characters that may not be there, or else the domain behind as many letters as the local part
has. The library is asked once per distinct stand-in, its words are its own, and nothing is asked of domains that one
expression tells to be good. Of an address in angle brackets the library says what is wrong with the address, and when
nothing is, that it has brackets. What can't be split for sure (a quoted local part, rare letters) stands for itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl
from email_validator.rfc_constants import CASE_INSENSITIVE_MAILBOX_NAMES, DOMAIN_MAX_LENGTH, EMAIL_MAX_LENGTH

from csvprep.kinds import email_patterns as patterns
from csvprep.kinds import idn
from csvprep.kinds.base import Readings, are_few
from csvprep.kinds.last_columns import LastColumns
from csvprep.references.answers import Reading
from csvprep.references.emails import read_email
from csvprep.series import has_value, rows_of


def is_plain(values: pl.Series) -> pl.Series:
    """Return a Boolean Series: true where one expression tells that the library returns the address unchanged.

    Null stays null. False says nothing: such a value may be an address or none.
    """
    fits = values.str.contains(patterns.PLAIN)
    lengths = values.str.len_bytes()
    if (lengths <= patterns.LONGEST_SURE).all():
        return fits
    rows = rows_of(fits & (lengths > patterns.LONGEST_SURE))
    long = values[rows]
    return fits.scatter(rows, (long.str.len_bytes() <= EMAIL_MAX_LENGTH) & ~long.str.contains(patterns.OVERLONG_LABEL))


def read_emails(values: pl.Series) -> Readings:
    """Return what the library makes of each value, as `read_email` does.

    A normal form that the library would write in another way again is not taken: the value is written as it came.

    Args:
        values: String without null and the empty text.
    """
    return _LAST(values)


def _read_column(values: pl.Series) -> Readings:
    if values.is_empty():
        return Readings(values, values.clear())
    parts = _split(values)
    local, domain = parts["local"], parts["domain"]
    parts = parts.join(_look_at_locals(local.drop_nulls().unique()), on="local", how="left", maintain_order="left")
    parts = parts.join(_look_at_domains(domain.drop_nulls().unique()), on="domain", how="left", maintain_order="left")
    table = parts.with_columns(asked=_asked())
    answers = _ask(table["asked"].drop_nulls().unique())
    answered = table.join(answers, on="asked", how="left", maintain_order="left").with_columns(written=_written())
    bracketed = answered["bracketed"]
    if bracketed.any():
        good = rows_of(bracketed & has_value(answered["written"]))
        nothing, why = pl.lit(None, pl.String), read_email(patterns.BARE_BRACKETS).why
        answered = answered.with_columns(
            pl.when(bracketed).then(nothing).otherwise("written").alias("written"), answered["why"].scatter(good, why)
        )
    return Readings(answered["written"].alias(values.name), answered["why"])


_LAST: Final = LastColumns(_read_column)


def look_up_emails(values: pl.Series) -> Readings:
    """Return what `read_emails` does; of few values the library is asked about each."""
    if values.null_count() or not are_few(values):
        return read_emails(values)
    answers = _answers(values.to_list())
    written = pl.Series(values.name, [one for one, _ in answers], dtype=pl.String)
    return Readings(written, pl.Series("why", [why for _, why in answers], dtype=pl.String))


def _split(values: pl.Series) -> pl.DataFrame:
    """Take addresses apart.

    Returns:
        `value`, what stands in angle brackets where it is `bracketed`; `local` and `domain`, where it is split for
        sure; `no_split`, a stand-in where it has no `@`, or a strange name before angle brackets.
    """
    value, whole = pl.col("value"), values.to_frame("value")
    no_split = pl.when(~value.str.contains("[@<]")).then(_first_of(value, patterns.WITHOUT_AT))
    if not values.str.contains("<", literal=True).any():
        whole = whole.with_columns(no_split=no_split, bracketed=pl.lit(value=False))
    else:
        strange = value.str.extract(patterns.STRANGE_NAME).str.replace_all(f"{patterns.NAME_CHARACTERS}+", "")
        address = value.str.extract(patterns.BRACKETED)
        whole = whole.select(
            pl.coalesce(address, value).alias("value"),
            no_split=pl.when(strange != "").then(strange + "<").otherwise(no_split),
            bracketed=address.is_not_null(),
        )
    halves = value.str.splitn("@", 2).struct
    is_sure = value.str.contains(patterns.SURE_SPLIT)
    return whole.with_columns(
        local=pl.when(is_sure).then(halves[0]),
        domain=pl.when(is_sure).then(halves[1]),
    )


def _look_at_locals(locals_: pl.Series) -> pl.DataFrame:
    """Return `local`, `name` (as it is written) and `trouble`, a stand-in for it; null where it is good."""
    local, lower = pl.col("local"), pl.col("local").str.to_lowercase()
    name = pl.when(lower.is_in(CASE_INSENSITIVE_MAILBOX_NAMES)).then(lower).otherwise(local)
    odd = locals_.filter(~locals_.str.contains(patterns.DOT_ATOM)).to_frame("local")
    strange = local.str.replace_all(f"{patterns.LOCAL_CHARACTERS}+", "")
    trouble = pl.when(strange != "").then(strange).otherwise(_first_of(local, patterns.LOCAL_TROUBLES)) + "@a.aa"
    return (
        locals_.to_frame("local")
        .with_columns(name=name)
        .join(odd.with_columns(trouble=trouble), on="local", how="left")
    )


def _look_at_domains(domains: pl.Series) -> pl.DataFrame:
    """Return `domain`, `small` (as it is written, where it is known to be good) and `fault`, a stand-in for it.

    `most` is how many bytes it has in ASCII at most, where it is good if it isn't too long.
    """
    domain, lower = pl.col("domain"), pl.col("domain").str.to_lowercase()
    is_ascii = domain.str.len_bytes() == domain.str.len_chars()
    frame = domains.to_frame("domain").with_columns(
        is_ascii=is_ascii,
        of_idna=domain.str.contains(patterns.OF_IDNA),
        strange=domain.str.replace_all(f"{patterns.DOMAIN_CHARACTERS}+", ""),
        fits=domain.str.len_chars() <= DOMAIN_MAX_LENGTH,
    )
    may_be_good = pl.all_horizontal("is_ascii", "fits", ~pl.col("of_idna"))
    is_good = may_be_good & lower.str.contains(patterns.PLAIN_DOMAIN)
    if not frame["is_ascii"].all():
        is_good |= ~pl.col("is_ascii") & ~pl.col("of_idna") & idn.is_sure(domain, patterns.TOP)
    frame = frame.with_columns(
        small=pl.when(is_good).then(lower),
        most=pl.when("is_ascii").then(domain.str.len_bytes()).otherwise(idn.most_bytes(domain)),
    )
    is_literal = domain.str.starts_with("[") & domain.str.ends_with("]")
    return frame.select(
        "domain",
        "small",
        "most",
        pl.when(pl.col("small").is_not_null() | ~pl.col("is_ascii") | ~pl.col("fits") | is_literal)
        .then(None)
        .when(domain == "")
        .then(pl.lit("a@"))
        .when(pl.col("strange") != "")
        .then("a@a" + pl.col("strange"))
        .when(~pl.col("of_idna"))
        .then("a@" + _first_of(domain, patterns.DOMAIN_TROUBLES))
        .alias("fault"),
    )


def _first_of(text: pl.Expr, troubles: Sequence[tuple[str, str]]) -> pl.Expr:
    """Return beside what the first pattern that is found stands; null where none is."""
    found = pl.lit(None, pl.String)
    for pattern, least in reversed(troubles):
        found = pl.when(text.str.contains(pattern)).then(pl.lit(least)).otherwise(found)
    return found


def _asked() -> pl.Expr:
    """Return the stand-in that the library is asked about; null where the address is good."""
    value, local, domain = pl.col("value"), pl.col("local"), pl.col("domain")
    padded = pl.lit("a" * EMAIL_MAX_LENGTH).str.head(local.str.len_bytes()) + "@" + domain
    is_short = value.str.len_bytes() <= EMAIL_MAX_LENGTH
    is_sure = is_short & pl.col("small").is_not_null()
    is_sure &= (local.str.len_bytes() + 1 + pl.col("most") <= EMAIL_MAX_LENGTH) & (pl.col("most") <= DOMAIN_MAX_LENGTH)
    bad = pl.coalesce("no_split", "trouble", "fault")
    return (
        pl.when(bad.is_null() & is_sure).then(None).otherwise(pl.coalesce(bad, pl.when(is_short).then(padded), value))
    )


def _ask(asked: pl.Series) -> pl.DataFrame:
    """Return for each of some addresses `asked` the library's `answer` (null when it is none) and `why`."""
    values = asked.to_list()
    rows = [(value, *answer) for value, answer in zip(values, _answers(values), strict=True)]
    return pl.DataFrame(rows, schema={"asked": pl.String, "answer": pl.String, "why": pl.String}, orient="row")


def _answers(values: list[str]) -> list[tuple[str | None, str | None]]:
    """Return how each address is written, and what is wrong with it; one of them is None."""
    found = dict(zip(values, read_email.ask_all(values), strict=True))
    forms = [one.written for one in found.values() if one.written is not None and one.written not in found]
    found |= zip(forms, read_email.ask_all(forms), strict=True)
    return [
        (None, one.why) if one.written is None else (_stable(value, one.written, found[one.written]), None)
        for value, one in ((value, found[value]) for value in values)
    ]


def _stable(value: str, written: str, again: Reading) -> str:
    """Return the written form of a value, if the library writes that as it is, else the value."""
    return written if again.written == written else value


def _written() -> pl.Expr:
    """Return the normal form, put together from the local part and the domain of what was asked."""
    answer = pl.col("answer")
    small = pl.when(pl.col("asked").is_null()).then("small").otherwise(answer.str.splitn("@", 2).struct[1])
    return (
        pl.when(pl.col("local").is_not_null() & small.is_not_null())
        .then(pl.col("name") + "@" + small)
        .otherwise(answer)
    )
