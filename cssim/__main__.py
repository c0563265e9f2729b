"""``python -m cssim``: the command line."""

from cssim.cli import main

if __name__ == "__main__":
    main()
