"""XML read piece by piece, by what the parts of a workbook need of it: elements known by their local names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Never
from xml.parsers import expat

from csvprep.errors import InputError
from csvprep.streams import Readable

_CHUNK_BYTES: Final = 64 * 2**10
_DEEPEST: Final = 64
_LONGEST_TEXT: Final = 32 * 2**20

Start = Callable[[Mapping[str, str]], None]


class Events:
    """Takes elements as they begin and end.

    Args:
        starts: what to call when an element begins, by its local name; the outermost element's prefix is that of all.
        ends: what to call when it ends.

    Attributes:
        texts: what stood in elements between `start_text` and `end_text`, those in `start_aside` left out, and
            after that what stands between elements.
        texts_kept: how many of them are text of elements.
    """

    def __init__(self, starts: Mapping[str, Start], ends: Mapping[str, Callable[[], None]] | None = None) -> None:
        self.texts: list[str] = []
        self.texts_kept = 0
        self._starts, self._ends = dict(starts), dict(ends or {})
        self._depth = self._before_aside = 0

    def attach(self, parser: expat.XMLParserType) -> None:
        """Have a parser call this."""
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.texts.append

    def check_bounds(self) -> None:
        """Raise OverflowError for depths and texts that no part of a workbook has; call it now and then."""
        if self._depth > _DEEPEST or sum(map(len, self.texts)) > _LONGEST_TEXT:
            raise OverflowError

    def clear_texts(self) -> None:
        """Forget all texts."""
        self.texts.clear()
        self.texts_kept = 0

    def start_text(self, _: Mapping[str, str]) -> None:
        """Keep the text of this element."""
        del self.texts[self.texts_kept :]

    def end_text(self) -> None:
        """End such an element."""
        self.texts_kept = len(self.texts)

    def start_aside(self, _: Mapping[str, str]) -> None:
        """Keep no text until the end of this element."""
        self._before_aside = self.texts_kept

    def end_aside(self) -> None:
        """End such an element."""
        self.texts_kept = self._before_aside

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._depth:
            self._take_prefix(tag)
        self._depth += 1
        if handler := self._starts.get(tag):
            handler(attributes)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if handler := self._ends.get(tag):
            handler()

    def _take_prefix(self, tag: str) -> None:
        prefix, colon, _ = tag.rpartition(":")
        if colon:
            self._starts = {f"{prefix}:{name}": handler for name, handler in self._starts.items()}
            self._ends = {f"{prefix}:{name}": handler for name, handler in self._ends.items()}


def read_events(source: Readable, events: Events, subject: str) -> Iterator[None]:
    """Read XML, and yield after each piece.

    Args:
        source: its bytes.
        events: what takes the elements.
        subject: what messages begin with.

    Raises:
        InputError: it is no well-formed XML, or has what parts of a workbook never have: entities, or depths and
            texts without bound.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = _CHUNK_BYTES
    parser.StartDoctypeDeclHandler = _refuse_doctype
    events.attach(parser)
    try:
        while piece := source.read(_CHUNK_BYTES):
            parser.Parse(piece, False)  # noqa: FBT003 - the parser's signature
            events.check_bounds()
            yield
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, OverflowError, ValueError, KeyError) as error:
        why = f" ({error})" if str(error) else ""
        raise InputError(f"{subject}, but damaged{why}; open and save the workbook in Excel") from None
    yield


def _refuse_doctype(*_: object) -> Never:
    raise ValueError("it has a document type")
