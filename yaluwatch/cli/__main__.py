"""`python -m yaluwatch.cli`, the same as `yalu`."""

from yaluwatch.cli import main

main()
