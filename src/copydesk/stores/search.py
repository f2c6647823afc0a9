"""A person's search as terms, the same on every store."""

import re
import unicodedata

#: A search looks at no more than this many of the newest matches: the commonest words match most of a large desk, and
#: ranking all of 100,000 took 1.25 s.
RANKED = 2000

#: Terms of a query beyond this are left out: nobody types more, and each costs a look-up.
TERMS = 32

#: Letters of a term that count; PostgreSQL keeps none of 2,048 bytes and more, and nobody looks for one.
LONGEST = 200

_TERM = re.compile(r"\w+", re.UNICODE)


def terms(query: str) -> list[str]:
    """The terms of a query, at most `TERMS`."""
    return [term[:LONGEST] for term in _TERM.findall(query.replace("\x00", " "))[:TERMS]]


def folded_terms(text: str) -> list[str]:
    """The terms of a text without case and without marks on letters, in their order (`Café` is `cafe`)."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return [term[:LONGEST] for term in _TERM.findall(plain)]
