"""What came of asking for an address."""

from dataclasses import dataclass
from datetime import timedelta

from ..record import Page, Refusal


@dataclass(frozen=True)
class Validators:
    """What an earlier answer left to ask with: "has this changed?". `url` is the address that gave them."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Fetched:
    """An answer with its content, decoded. `url` is where it came from after redirects; `cut` as in `Page`."""

    asked: str
    url: str
    content: bytes
    media_type: str | None
    captured: str
    cut: str | None = None
    validators: Validators | None = None
    moved_for_good: bool = False

    def page(self, via: str | None = None) -> Page:
        """The page that was fetched, named by the address that was asked for."""
        return Page(
            name=self.asked,
            content=self.content,
            url=self.url,
            captured=self.captured,
            media_type=self.media_type,
            cut=self.cut,
            via=via,
            etag=self.validators.etag if self.validators else None,
            last_modified=self.validators.last_modified if self.validators else None,
        )


@dataclass(frozen=True)
class NotModified:
    """The server says that nothing changed since the validators were given."""

    asked: str


@dataclass(frozen=True)
class Failed:
    """Nothing to be had. `status` is the server's, where it answered; `wait` is how long to leave it alone."""

    refusal: Refusal
    status: int | None = None
    wait: timedelta | None = None


Answer = Fetched | NotModified | Failed
