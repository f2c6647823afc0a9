"""`python -m copydesk` is the command."""

from .cli import main

main()
