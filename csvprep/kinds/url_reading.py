"""What is a web address (RFC 3986, RFC 3987; http and https), by `urllib.parse`, `idna` and `ipaddress`.

Of a column, the usual address is told by one expression. Of any other all but the host and port is, for these parsers
look at nothing else: they are asked once per distinct host and port.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from csvprep.kinds import idn
from csvprep.kinds.base import Readings, are_few
from csvprep.kinds.last_columns import LastColumns
from csvprep.references.urls import HOST_LENGTH, NO_PORT, REFUSED, read_url
from csvprep.series import rows_of

_UNSEEN_PATTERN: Final = r"[\s\x00-\x20\x7f-\x{9f}]"
# no two hyphens together (RFC 5891 4.2.3.1), a top level of letters, a port of at most four digits
_PLAIN_NETLOC: Final = r"(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]+(?::[1-9][0-9]{0,3})?"
_PLAIN_PORT: Final = r":[1-9][0-9]{0,3}\z"
_PLAIN: Final = rf"\Ahttps?://{_PLAIN_NETLOC}(?:[/?#][^\s\x00-\x20\x7f-\x{{9f}}]*)?\z"
_SURE_LENGTH: Final = 63  # of host and port: no limit of RFC 1035 can be passed
_OVERLONG: Final = rf"\A[^:]*://[^/?#]{{{_SURE_LENGTH + 1}}}"
_PARTS: Final = r"(?s)\A(?P<scheme>(?i-u:https?)://)(?P<netloc>[^/?#]*)(?P<rest>.*)\z"
# signs that no host has (STD3, UTS 46 4.1), and no part of it that is looked at first: port, user name, IP address
_NO_HOST: Final = r"\A[!-~]*[!\x22$&'()*+,;<=>\\^_`{|}~][!-~]*\z"
_OTHER_PARTS: Final = r"[\[\]@:%]"
# a port that may be one, and an address whose host and port are told apart by the first colon
_MAYBE_PORT: Final = r":0*(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])\z"
_ONE_COLON: Final = r"\A[[!-~]--[\[\]@:]]*:[[!-~]--[\[\]@:]]*\z"
_OTHER_SCHEME: Final = r"(?s)\A([A-Za-z][A-Za-z0-9+.-]*:)(?:[^0-9]|\z)"


def is_plain(values: pl.Series) -> pl.Series:
    """Return a Boolean Series: true where one expression tells that the address is good and in its normal form.

    Null stays null. False says nothing.
    """
    fits = values.str.contains(_PLAIN)
    lengths = values.str.len_bytes()
    if (lengths <= _SURE_LENGTH + len("http://")).all():
        return fits
    rows = rows_of(lengths > _SURE_LENGTH + len("http://"))
    long = values[rows]
    return fits.scatter(rows, fits[rows] & ~long.str.contains(_OVERLONG))


def read_urls(values: pl.Series) -> Readings:
    """Return what each value is, as `read_url` says it.

    Args:
        values: String without null.
    """
    return _LAST(values)


def _read_column(values: pl.Series) -> Readings:
    value, netloc, rest, asked = (pl.col(name) for name in ("value", "netloc", "rest", "asked"))
    frame = values.to_frame("value").with_columns(value.str.extract_groups(_PARTS).alias("parts")).unnest("parts")
    hosts = frame["netloc"].drop_nulls().unique().to_frame("netloc").select(netloc, _small().alias("small"))
    frame = frame.join(hosts, on="netloc", how="left", maintain_order="left").with_columns(asked=_asked())
    refused, no_port = _is_no_host(frame), _is_no_port(frame)
    answers = _ask(frame["asked"].filter(~(refused | no_port)).drop_nulls().unique())
    answered = frame.join(answers, on="asked", how="left", maintain_order="left")
    if no_port.any():
        answered = answered.with_columns(why=pl.when(no_port).then(pl.lit(NO_PORT)).otherwise("why"))
    if refused.any():
        told = pl.when(refused).then(pl.concat_str(pl.lit(REFUSED[0]), netloc, pl.lit(REFUSED[1])))
        answered = answered.with_columns(why=told.otherwise("why"))
    host = pl.when(asked.is_null()).then("small").otherwise(pl.col("answer").str.strip_prefix("https://"))
    written = pl.col("scheme").str.to_lowercase() + host + rest
    return Readings(answered.select(written.alias(values.name)).to_series(), answered["why"])


_LAST: Final = LastColumns(_read_column)


def look_up_urls(values: pl.Series) -> Readings:
    """Return what `read_urls` does; of few values each is read by itself."""
    if values.null_count() or not are_few(values):
        return read_urls(values)
    found = [read_url(value) for value in values.to_list()]
    written = pl.Series(values.name, [one.written for one in found], dtype=pl.String)
    whys = [one.why if one.written is None else None for one in found]
    return Readings(written, pl.Series("why", whys, dtype=pl.String))


def _is_no_host(frame: pl.DataFrame) -> pl.Series:
    """Return where the text to ask of is an address whose host surely is none; false where nothing is asked."""
    netloc, asked = pl.col("netloc"), pl.col("asked")
    bad = (asked == "https://" + netloc) & netloc.str.contains(_NO_HOST) & ~netloc.str.contains(_OTHER_PARTS)
    return frame.select(bad.fill_null(value=False)).to_series()


def _is_no_port(frame: pl.DataFrame) -> pl.Series:
    """Return where the text to ask of is an address whose port surely is none; false where nothing is asked."""
    netloc, asked = pl.col("netloc"), pl.col("asked")
    bad = (asked == "https://" + netloc) & netloc.str.contains(_ONE_COLON) & ~netloc.str.contains(_MAYBE_PORT)
    return frame.select(bad.fill_null(value=False)).to_series()


def _small() -> pl.Expr:
    """Return host and port in lower case, where they are known to be good; null elsewhere."""
    netloc = pl.col("netloc")
    length = netloc.str.len_bytes()
    is_ascii = length == netloc.str.len_chars()  # the Kelvin sign becomes a k
    lower = netloc.str.to_lowercase()
    is_good = is_ascii & (length <= _SURE_LENGTH) & lower.str.contains(rf"\A{_PLAIN_NETLOC}\z")
    host = netloc.str.replace(_PLAIN_PORT, "")
    is_long = idn.most_bytes(host) > HOST_LENGTH
    return pl.when(is_good | (~is_ascii & ~is_long & idn.is_sure(host, "[a-z]+"))).then(lower)


def _asked() -> pl.Expr:
    """Return a text of which `read_url` says the same, but for what is put before and behind; null: it is good."""
    value = pl.col("value")
    return (
        pl.when(pl.col("netloc").is_null())
        .then(pl.coalesce(value.str.extract(_OTHER_SCHEME, 1), pl.lit("a")))
        .when(value.str.contains(_UNSEEN_PATTERN))
        .then(pl.lit("https:// "))
        .when(pl.col("small").is_null())
        .then("https://" + pl.col("netloc"))
    )


def _ask(asked: pl.Series) -> pl.DataFrame:
    """Return for each text `asked` its `answer` (null when it is no address) and `why`."""
    values = asked.to_list()
    readings = zip(values, read_url.ask_all(values), strict=True)
    rows = [(value, found.written, found.why if found.written is None else None) for value, found in readings]
    return pl.DataFrame(rows, schema={"asked": pl.String, "answer": pl.String, "why": pl.String}, orient="row")
