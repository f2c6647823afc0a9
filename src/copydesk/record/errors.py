"""The one tree of errors.

::

    CopydeskError
    ├── UsageError      the caller asked for something that cannot be done as asked
    ├── CaptureError    a source could not be opened or fetched
    ├── ReadingError    a page could not be read at all (a single page's trouble is a `Refusal`, not an error)
    ├── StoreError      a desk's store failed
    │   └── DeskError   the folder is no desk, or one that this version must not touch
    └── PressError      something could not be put out

Libraries' own errors are wrapped at the edge where they arise (`raise CaptureError(...) from exc`), with the words that
a person needs: what, where, what to do.
"""


class CopydeskError(Exception):
    """Base of every error that copydesk raises on purpose."""


class UsageError(CopydeskError):
    """The call cannot be carried out as given; the message says what to give instead."""


class CaptureError(CopydeskError):
    """A source could not be opened or fetched."""


class ReadingError(CopydeskError):
    """Reading as a whole cannot work (a missing part of the package, say); one bad page is a `Refusal`."""


class StoreError(CopydeskError):
    """The desk's store failed; what it had acknowledged before is kept."""


class DeskError(StoreError):
    """The folder is not a desk, or was written by a newer copydesk; it is left untouched."""


class PressError(CopydeskError):
    """Something could not be put out in the wanted format or place."""
