"""`python -m studio` is `storyreel`."""

from studio.cli import main

main()
