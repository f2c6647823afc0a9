"""Relating: a section for each story, and the stories that have to do with it."""

from .relate import relate

__all__ = ["relate"]
