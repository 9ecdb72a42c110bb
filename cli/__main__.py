"""`python -m cli`, the same as `yalu`."""

from cli import main

main()
