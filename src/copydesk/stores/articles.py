"""Checked articles as they stand in their rows: what reads the same restored as it was found is written once.

Nearly all news pages do.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from ..record import Article, Checked, Finding
from . import schema
from .codec import decode, encode


class _Held(msgspec.Struct, frozen=True, omit_defaults=True):
    """A `Checked`; `restored` is None where it is the article itself."""

    article: Article
    findings: tuple[Finding, ...] = ()
    restored: Article | None = None


def article_record(checked: Checked) -> bytes:
    """The record of a row; raises `StoreError` where its text is no valid Unicode."""
    restored = None if checked.restored == checked.article else checked.restored
    return encode(_Held(checked.article, checked.findings, restored))


def checked_of(row: Mapping[Any, Any], where: str) -> Checked:
    """The checked article of a row; raises `StoreError` where the row is not what was kept."""
    held = decode(schema.article, row, _Held, where)
    return Checked(article=held.article, findings=held.findings, restored=held.restored or held.article)
