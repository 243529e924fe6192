"""`python -m studio` is `storyreel`."""

from studio.cli import main

if __name__ == "__main__":
    main()
