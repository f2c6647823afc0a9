"""Restoration: from a cluster of copies to the story as it was filed, with an apparatus of who changed what."""

from .restoring import restore, restore_story

__all__ = ["restore", "restore_story"]
