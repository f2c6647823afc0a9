"""What pages and bytes are known by. Needs none of a store's libraries."""

import hashlib

#: Characters of a name in a key: a row of PostgreSQL's ordered indexes has 2,704 bytes, and a character up to four.
LONGEST_NAME = 500


def digest(content: bytes) -> str:
    """The name under which captured bytes are kept: their SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def key_of(address: str, name: str) -> str:
    """What makes a page the same page: its address (its name where it has none), and its bytes by their `digest`."""
    said = str(clean(address)).encode()
    return hashlib.blake2b(said + b"\x00" + name.encode(), digest_size=16).hexdigest()


def clean(value: object) -> object:
    """A text without what a database cannot keep: NUL and halves of surrogate pairs become U+FFFD."""
    if isinstance(value, str):
        value = value.replace("\x00", "\ufffd")
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def short(name: str) -> str:
    """A name as it stands in a key: clean, and a longer one ends in a hash of the whole, so that two are told apart."""
    name = str(clean(name))
    if len(name) <= LONGEST_NAME:
        return name
    mark = hashlib.blake2b(name.encode(), digest_size=16).hexdigest()
    return f"{name[: LONGEST_NAME - len(mark) - 1]}…{mark}"
