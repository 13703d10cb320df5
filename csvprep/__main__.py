"""Run csvprep as `python -m csvprep`."""

from csvprep.cli import main

main()
