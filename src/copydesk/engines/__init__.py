"""Where a line runs: this process and its cores."""

from .here import Cores, spread

__all__ = ["Cores", "spread"]
