"""Opening a source by its name, and what it is packed in."""

from __future__ import annotations

import glob
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final, Protocol, cast
from urllib.parse import urlsplit

from csvprep.compression import Unpacking, detect_compression, detect_zip, without_suffix
from csvprep.errors import InputError
from csvprep.sources.remote import find_files, hide_secrets, is_url, open_url
from csvprep.streams import Chained, CountingReader, Readable, read_up_to

STANDARD: Final = "-"
INNER: Final = "::"
_SAMPLE_BYTES: Final = 512
_OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_LOOKED_AT_BYTES: Final = 2**20
_WEB_PAGE: Final = re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE)
_URL_WITH_INNER: Final = re.compile(r"(?P<outer>[^:]+://[^/]*/.*?)::(?P<inner>.+)", re.DOTALL)


class Content(Protocol):
    """What a source holds, unpacked."""

    truncated: str | None

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of what was read so far."""
        ...

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes, none at the end."""
        ...


@dataclass
class Opened:
    """An open source; read `plain` once, from beginning to end.

    Attributes:
        name: as the user named it, without the secrets of an address; `-` for standard input.
        size_bytes: of the source as stored; None when it can't be known beforehand.
        reader: counts and hashes the source as stored; all of it once `plain` is read to its end.
        plain: the bytes of the table, unpacked.
        compression: gzip, bzip2, xz, zstd, zip or xlsx; None when the source is none of these.
        member: the file or sheet that is read of an archive or workbook.
        content: what unpacks it; None when it isn't packed.
        choice: why that file or sheet is read.
        path: where the source can be read once more; None for what can be read only once.
    """

    name: str
    size_bytes: int | None
    reader: CountingReader
    plain: Readable
    compression: str | None = None
    member: str | None = None
    content: Content | None = field(default=None, repr=False)
    choice: tuple[str, ...] = field(default=(), repr=False)
    path: Path | None = field(default=None, repr=False)

    @property
    def notes(self) -> tuple[str, ...]:
        """What to tell the user of the source; some of it is known only at the end."""
        return (*self.choice, *(self.content.notes if self.content else ()))

    @property
    def truncated(self) -> str | None:
        """What to say when the source ended too early; None as long as that wasn't found."""
        return self.content.truncated if self.content else None

    def windows(self, count: int, size: int) -> list[bytes]:
        """Return samples from all over the source beyond its first `size` bytes, the last from its end.

        Args:
            count: how many, at most.
            size: bytes of each; they begin at multiples of 4, and so may begin within a character of UTF-8.

        Returns:
            None of a source that is packed or no regular file; reading and digest are not disturbed.
        """
        if self.path is None or self.compression is not None or not self.path.is_file():
            return []
        spare = self.path.stat().st_size - size
        places = sorted({offset - offset % 4 for offset in (spare * (index + 1) // count for index in range(count))})
        with self.path.open("rb") as file:
            return [_read_at(file, offset, size) for offset in places if offset > 0]


def _read_at(file: BinaryIO, offset: int, size: int) -> bytes:
    file.seek(offset)
    return file.read(size)


@contextmanager
def open_bytes(name: str) -> Iterator[Opened]:
    """Open a source and what it is packed in.

    Args:
        name: a path, `-` for standard input, or an address (http, https, file, and those of fsspec); a file in a
            zip archive or a sheet of a workbook is named after two colons: `archive.zip::contacts.csv`.

    Raises:
        InputError: it is missing, a folder, not readable, or packed in a way that can't be read; or it is not said
            which file or sheet is meant.
        MissingExtraError: what serves an address's scheme is not installed.
    """
    outer, inner = split_name(name)
    shown = hide_secrets(outer)
    with ExitStack() as stack:
        stream, size_bytes, path = _open_place(outer, stack)
        reader = CountingReader(cast("BinaryIO", stream), shown, can_seek=path is not None)
        sample = read_up_to(reader, _SAMPLE_BYTES)
        full = shown if inner is None else f"{shown}{INNER}{inner}"
        opened = Opened(full, size_bytes, reader, Chained(sample, reader), path=path)
        _refuse_early(sample, reader, shown, is_remote=is_url(outer))
        _unpack(opened, sample, shown, inner, stack)
        yield opened


def split_name(name: str) -> tuple[str, str | None]:
    """Return a source's own name, and that of the file or sheet in it, if one is named."""
    if is_url(name):
        match = _URL_WITH_INNER.fullmatch(name)
        return (match["outer"], match["inner"]) if match else (name, None)
    outer, mark, inner = name.partition(INNER)
    return (name, None) if not mark or not outer or not inner or _exists(name) else (outer, inner)


def bare_name(name: str) -> str:
    """Return the name of the file itself: without folders, address, archive and the ending of its compression."""
    outer, inner = split_name(name)
    if inner is not None and PurePosixPath(inner).suffix:
        return PurePosixPath(inner).name
    place = hide_secrets(outer).removesuffix("?…") if is_url(outer) else outer
    return without_suffix(Path(place).name)


def expand_paths(names: Sequence[str]) -> list[str]:
    """Return the names of sources with patterns (`*`, `?`, `[...]`, `**`) replaced by the files that match, sorted.

    A name that is a file's own is no pattern. Of files named twice the first one stays; standard input and addresses
    on the web are left as they are, others are patterns where they hold a `*`. What follows two colons is added to
    each file of a pattern.

    Raises:
        InputError: a pattern matches no file, or a name is a folder's.
    """
    found: dict[object, str] = {}
    for index, name in enumerate(names):
        if name == STANDARD or is_url(name):
            listed = find_files(name) if name != STANDARD and _is_pattern(name) else [name]
            found.update({index if one == STANDARD else one: one for one in listed})
            continue
        outer, inner = split_name(name)
        for path in _match(outer):
            found.setdefault((_identity(path), inner), path if inner is None else f"{path}{INNER}{inner}")
    return list(found.values())


def _is_pattern(url: str) -> bool:
    """Say whether an address is a pattern: those of the web are none, a `?` there begins the query."""
    scheme, _, rest = url.partition("://")
    return scheme.lower() not in {"http", "https", "file"} and INNER not in rest and "*" in rest


def _match(name: str) -> list[str]:
    if _exists(name) or not glob.has_magic(name):
        if _exists(name) and Path(name).is_dir():
            raise InputError(f"{name}: is a folder; give a CSV file in it")
        return [name]
    matches = sorted(path for path in glob.glob(name, recursive=True) if Path(path).is_file())  # noqa: PTH207 - keeps `./`
    if not matches:
        raise InputError(f"{name}: no file matches this pattern")
    return matches


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return False


def _identity(name: str) -> str:
    try:
        return str(Path(name).resolve())
    except (OSError, ValueError, RuntimeError):
        return name


def _open_place(name: str, stack: ExitStack) -> tuple[Readable, int | None, Path | None]:
    """Open a name without what is in it; return its bytes, their number and its path, if it has them."""
    if name == STANDARD:
        if sys.stdin is None:
            raise InputError("-: standard input is closed; name a file")
        return sys.stdin.buffer, None, None
    if is_url(name) and not name.lower().startswith("file://"):
        return *stack.enter_context(open_url(name)), None
    path = _to_path(name) if is_url(name) else Path(name)
    try:
        if path.is_dir():
            raise InputError(f"{name}: is a folder; give a CSV file in it")
        stream = path.open("rb")
        is_regular = path.is_file()
    except FileNotFoundError:
        raise InputError(f"{name}: no such file") from None
    except PermissionError:
        raise InputError(f"{name}: no permission to read it") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: can't be opened: {getattr(error, 'strerror', None) or error}") from None
    stack.enter_context(stream)
    return (stream, path.stat().st_size, path) if is_regular else (stream, None, None)


def _to_path(url: str) -> Path:
    from urllib.request import url2pathname  # noqa: PLC0415 - 0.1 s that only such addresses pay

    return Path(url2pathname(urlsplit(url).path))


def _refuse_early(sample: bytes, reader: CountingReader, name: str, *, is_remote: bool) -> None:
    """Refuse what must not be taken for a table."""
    if is_remote and _WEB_PAGE.match(sample):
        raise InputError(f"{name}: is a web page, not a CSV file; give the address that downloads the file itself")
    if sample.startswith(_OLE_MAGIC):
        rest = read_up_to(reader, _OLE_LOOKED_AT_BYTES)
        if "EncryptedPackage".encode("utf-16-le") in sample + rest:
            raise InputError(f"{name}: is a workbook with a password; save it without, or the sheet as CSV UTF-8")
        raise InputError(
            f"{name}: is an old Excel workbook (.xls) or another old Office document, not a CSV file; "
            "save it as .xlsx, or the sheet as CSV UTF-8"
        )


def _unpack(opened: Opened, sample: bytes, name: str, inner: str | None, stack: ExitStack) -> None:
    """Have an open source pass on what it holds."""
    packed = opened.plain
    if detect_zip(sample, name):
        from csvprep.sources.containers import open_container  # noqa: PLC0415 - what reads archives takes 40 ms to load

        found = open_container(packed, opened.path, name, inner, stack)
        opened.compression, opened.member, opened.choice = found.kind, found.member, found.notes
        content: Content = found.content
    elif inner is not None:
        raise InputError(f"{name}: is neither a zip archive nor an Excel workbook, so there is no {inner} in it")
    else:
        opened.compression = detect_compression(sample)
        if opened.compression is None:
            return
        content = Unpacking(packed, opened.compression, name)
    opened.content = content
    head = read_up_to(content, _SAMPLE_BYTES)
    if opened.compression != "xlsx" and (detect_compression(head) or detect_zip(head, name)):
        what = f"{opened.member}, which is packed itself" if opened.member else "what is packed itself"
        raise InputError(f"{name}: holds {what}; unpack it once, and give what comes out")
    opened.plain = Chained(head, content)
