"""`farm-address`: the page's address follows the rule of a known family of copy farms.

Evidence: a shape of path whose numbers add up to a fixed sum (`families.toml`). The shape is rare in itself, and
numbers that were not made by the rule add up to its sum about once in two thousand.
"""

from collections.abc import Iterator

from copydesk.record import Check, Field, Finding

from .case import Case


def check(case: Case) -> Iterator[Finding]:
    """At most one finding, on the URL as a whole."""
    match = case.address
    if match is None:
        return
    numbers = " + ".join(str(number) for number in match.numbers)
    yield Finding(
        check=Check.FARM_ADDRESS,
        field=Field.URL,
        text=match.path,
        confidence=match.rule.weight,
        evidence=(f"path {match.path}: {numbers} = {match.rule.sum}", f"rule {match.rule.name}"),
        message=f"The numbers in the address add up to {match.rule.sum}, as a known family of copy farms makes them.",
    )
