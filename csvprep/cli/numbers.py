"""Numbers as options take them, refused in plain words."""

from __future__ import annotations

from typing import Any

import click


class Whole(click.IntRange):
    """A whole number between two bounds."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read one; the message of a failure names the bounds."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            upper = f" to {self.max}" if self.max is not None else " up"
            self.fail(f"{value!r} is no whole number from {self.min}{upper}", param, ctx)

    def _describe_range(self) -> str:
        return f"{self.min}-{self.max}" if self.max is not None else f"from {self.min}"


class Seconds(click.FloatRange):
    """A number of seconds with a lower bound."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read one; the message of a failure names the bound."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no number of seconds from {self.min:g} up", param, ctx)

    def _describe_range(self) -> str:
        return f"from {self.min:g}"
