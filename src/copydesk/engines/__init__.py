"""Where a line runs: this process and its cores."""

from .here import spread

__all__ = ["spread"]
