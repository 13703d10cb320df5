"""What shells complete: files, folders and the names that options take; click makes the scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click
from click.shell_completion import CompletionItem

_FILES = ("FILE", "FILE...", "PATH", "OUT")
_FOLDERS = ("DIR", "DIR...")
_CODES = ("CODE", "[CODE]")


class Word(click.ParamType[str]):
    """A text of which a shell knows some values, or that is a file or folder."""

    name = "text"

    def __init__(self, kind: str, values: Callable[[], Iterable[str]] = tuple) -> None:
        self._kind = kind
        self._values = values

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Return what may stand in place of the beginning of a word."""
        if self._kind != "plain":
            return [CompletionItem(incomplete, type=self._kind)]
        return [CompletionItem(value) for value in self._values() if value.startswith(incomplete)]


def add_completion(group: click.Group) -> None:
    """Give every parameter of the commands of a group that is plain text what a shell can complete for it."""
    for command in group.commands.values():
        if isinstance(command, click.Group):
            add_completion(command)
        for parameter in command.params:
            word = _word_for(parameter)
            if word is not None and parameter.type is click.STRING:
                parameter.type = word


def _word_for(parameter: click.Parameter) -> Word | None:
    known = {"object_name": _objects, "connector": _connectors}
    if parameter.name in known:
        return Word("plain", known[parameter.name])
    if parameter.metavar in _CODES:
        return Word("plain", _codes)
    if parameter.metavar in _FILES:
        return Word("file")
    return Word("dir") if parameter.metavar in _FOLDERS else None


def _objects() -> Iterable[str]:
    from csvprep.schema.shipped import list_shipped  # noqa: PLC0415 - heavy, see csvprep.cli

    return [path.stem for path in list_shipped()]


def _connectors() -> Iterable[str]:
    from csvprep.connectors import CONNECTORS  # noqa: PLC0415 - heavy, see csvprep.cli

    return CONNECTORS


def _codes() -> Iterable[str]:
    from csvprep.catalogue import CATALOGUE  # noqa: PLC0415 - keeps the start quick

    return CATALOGUE
