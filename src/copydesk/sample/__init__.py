"""The pages that ship with the package: 53 pages of 15 stories, all written for it.

`NAME.html` or `NAME.txt` is a page as captured, `NAME.url` beside it holds its address and its time of capture. People,
places, outlets and brands are invented; every address is under `.example`.
"""

from importlib.resources import files
from pathlib import Path


def folder() -> Path:
    """The folder that holds the sample's pages, as an installed package has it on disk."""
    return Path(str(files(__name__))) / "pages"
