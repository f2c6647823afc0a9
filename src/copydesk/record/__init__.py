"""The ground floor: the words of the trade as types. Imports nothing of ours.

The flow of states, each a type of its own::

    Page -> Reading(article, furniture) -> Checked(article, findings, restored) -> Cluster -> Story

A thing that leaves the flow on its way is a `Refusal`.
"""

from .article import Article, Dateline, Furniture, Image, Reading, Recommended
from .errors import (
    CaptureError,
    CopydeskError,
    DeskError,
    PressError,
    ReadingError,
    StoreError,
    UsageError,
)
from .finding import ACCUSES, Check, Checked, Field, Finding, Span, accusing, field_text, restore
from .outcome import Account, Outcome, Refusal, RefusalCode
from .page import Page
from .story import Cluster, Origin, Pickup, Related, Role, Story, Tie, Variant, VariantKind

__all__ = [
    "ACCUSES",
    "Account",
    "Article",
    "CaptureError",
    "Check",
    "Checked",
    "Cluster",
    "CopydeskError",
    "Dateline",
    "DeskError",
    "Field",
    "Finding",
    "Furniture",
    "Image",
    "Origin",
    "Outcome",
    "Page",
    "Pickup",
    "PressError",
    "Reading",
    "ReadingError",
    "Recommended",
    "Refusal",
    "RefusalCode",
    "Related",
    "Role",
    "Span",
    "StoreError",
    "Story",
    "Tie",
    "UsageError",
    "Variant",
    "VariantKind",
    "accusing",
    "field_text",
    "restore",
]
