"""What a form of the site's own pages sends."""

from urllib.parse import parse_qs

from starlette.requests import Request

#: Fields that a form may have; ours have three at the most.
_MOST_FIELDS = 8


async def body_of(request: Request, longest: int) -> bytes | None:
    """The body as sent; None where it has more than `longest` bytes, of which no more is taken in."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > longest:
            return None
    return bytes(body)


def fields_of(body: bytes) -> dict[str, str] | None:
    """The first value of each field; None where there are more fields than any form has."""
    try:
        given = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return None
    return {name: values[0] for name, values in given.items()}
