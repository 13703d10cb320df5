"""Run csvprep as `python -m csvprep`, and as the command `csvprep`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; an interrupt ends quietly even while modules are still being loaded."""
    try:
        from csvprep.cli import main as run  # noqa: PLC0415 - see above

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
