"""Records that several rooms' tests need, plain unless they say otherwise."""

from collections.abc import Iterable
from typing import Any

from copydesk.desk import page_key
from copydesk.inspection.site_agreement import Seen
from copydesk.record import Checked, Page, Pickup, Refusal, Role
from copydesk.stores.sql_sites import Forecast


def pickup(name: str, role: Role = Role.VERBATIM, **said: Any) -> Pickup:
    """A pickup that has all of its story and says nothing of itself but what is given."""
    nothing = dict.fromkeys(("url", "site", "headline", "claimed_published", "claimed_source", "captured"))
    return Pickup(name=name, role=role, **{**nothing, "coverage": 1.0, "similarity": 1.0, **said})


def foreseen(results: Iterable[tuple[Page, Checked | Refusal]]) -> Forecast:
    """The forecast of pages that tell nothing of their sites."""
    keys = {page_key(page): r.article.site for page, r in results if isinstance(r, Checked)}
    return Forecast({key: (site, Seen(key)) for key, site in keys.items() if site})
