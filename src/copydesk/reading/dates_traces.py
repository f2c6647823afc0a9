"""Whether a page holds anything of which htmldate could make a day; two in three pages without a date do not.

htmldate finds a day in addresses, metas, JSON and marked elements, in short texts, and in timestamps anywhere. Each has
a year of four digits with numbers or words beside it, or three numbers with signs between them. Those are looked for
here in the page's bytes, with a little of what is around each. What is found need not be a day: then htmldate is asked,
which takes twenty times as long. What a page writes with references for digits, or with tags within a number or within
a day whose year has two digits, is not seen.
"""

import re

import numpy as np

#: No other years are taken for such.
_YEARS = re.compile(rb"20[0-3][0-9]"), re.compile(rb"199[0-9]")
#: Pages with more years or numbers than these are searched: looking at each would not be quicker.
_MOST = 500

_WORD = rb"(?:[A-Za-z]|[\x80-\xff]){3,80}"
_ORDINAL = rb"(?:st|nd|rd|th)?"
_BETWEEN = rb"[\s/._:,-]{1,4}"
#: From a year on: `2024-05-03`, `2024/5`, `2024 May 3`, `2024-W18`, `20240503`.
_FROM_YEAR = re.compile(
    rb"\d{4}(?:" + _BETWEEN + rb"(?:" + _WORD + _BETWEEN + rb")?\d{1,2}(?!\d)|-?W\d\d|[01]\d[0-3]\d)", re.IGNORECASE
)
#: Up to a year: `3. May `, `3rd of May, `, `May 3rd, `, `5/`, `3.5.`.
_TO_YEAR = re.compile(
    rb"(?:\d(?:st|nd|rd|th|\.)?\s+(?:of\s+)?" + _WORD + rb"[,.]?\s+|" + _WORD + rb"\s+\d{1,2}" + _ORDINAL + rb",?\s+"
    rb"|(?<!\d)[01]?\d[/.-])\Z",
    re.IGNORECASE,
)
_TIMESTAMP = re.compile(rb"\d{4}-[01]?\d-[0-3]?\d[T ]\d\d:\d\d:\d\d")
_WHOLE_DAY = re.compile(rb"\d{4}[/_-][01]?\d[/_-][0-3]?\d(?!\d)")
_NUMBERS = re.compile(rb"(?<!\d)[0-3]?\d[./-][01]?\d[./-]\d{2,4}(?!\d)")
#: What makes a day of three numbers wherever they stand; in Turkish it stands behind them, too.
_LED = re.compile(
    rb"(?:date[^0-9\"]{0,20}|updated|last-modified|published|posted|on|datum|stand|ver\xc3\xb6ffentlicht am)"
    rb"[ :]{0,9}\Z",
    re.IGNORECASE,
)
_LEAD = 48
_TURKISH = b"ncelle", b"NCELLE", b"yay\xc4\xb1", b"YAYI"
#: What lies between the words of a text: tags are no part of it, and what a browser shows as a space is one.
_TAG = re.compile(rb"<[^<>]*>")
_SPACE = re.compile(rb"&[a-z]{4,6};|&#(?:160|xa0);|\xc2\xa0|\xe2\x80[\x80-\x8a\xaf]|\xe3\x80\x80", re.IGNORECASE)
_AROUND = 160
#: Elements in whose attributes only timestamps count, and addresses, in which only whole days do.
_IDLE = re.compile(
    rb"<(?:a|button|circle|form|g|iframe|image|img|input|option|path|polygon|rect|script|source|style|svg|use"
    rb"|link(?![^<>]*canonical))\b",
    re.IGNORECASE,
)
_FURTHEST = 4_000
_IN_ADDRESS = re.compile(rb"https?://[^\s\"'<>]*\Z", re.IGNORECASE)


def may_tell_a_day(html: bytes) -> bool:
    """Whether anything on a page, in UTF-8, has one of the forms of which htmldate makes days."""
    if b"data-utime" in html or any(b'"date%s' % name in html for name in (b"Published", b"published")):
        return True
    return _has_year(html) or _has_numbers(html)


def _has_year(html: bytes) -> bool:
    """Whether a year stands where it may be a day's."""
    for pattern in _YEARS:
        for count, match in enumerate(pattern.finditer(html)):
            at = match.start()
            if count == _MOST or _TIMESTAMP.match(html, at) is not None:
                return True
            before = html[max(0, at - _AROUND) : at]
            if _IN_ADDRESS.search(before) is not None:
                if _WHOLE_DAY.match(html, at) is not None and not _is_idle(html, at):
                    return True
            elif _is_dated(before, html[at : at + _AROUND]) and not _is_idle(html, at):
                return True
    return False


def _is_dated(before: bytes, after: bytes) -> bool:
    """Whether a year, the first four of the bytes `after`, has a month or more beside it."""
    return _FROM_YEAR.match(_shown(after)) is not None or _TO_YEAR.search(_shown(before)) is not None


def _shown(markup: bytes) -> bytes:
    return _SPACE.sub(b" ", _TAG.sub(b"", markup))


def _has_numbers(html: bytes) -> bool:
    """Whether three numbers stand as a day does: in a text, or led by a word that says so."""
    places = _triples(html)
    if len(places) > _MOST or (places and any(word in html for word in _TURKISH)):
        return True
    for last in places:
        at = last - 1 if html[last - 1 : last].isdigit() else last
        if _NUMBERS.match(html, at) is not None and not _is_idle(html, at):
            return True
        if _LED.search(html[max(0, at - _LEAD) : at]) is not None:
            return True
    return False


def _triples(html: bytes) -> list[int]:
    """Where three numbers stand with signs between them (`3.5.24`): the last digit of each first number."""
    codes = np.frombuffer(html + bytes(6), dtype=np.uint8)
    sign, digit = codes - np.uint8(ord("-")) < 3, codes - np.uint8(ord("0")) < 10  # `-./` follow one another
    one = sign[3:-3] & digit[4:-2] & digit[5:-1]
    two = digit[3:-3] & sign[4:-2] & digit[5:-1] & digit[6:]
    return np.flatnonzero(digit[:-6] & sign[1:-5] & digit[2:-4] & (one | two)).tolist()


def _is_idle(html: bytes, at: int) -> bool:
    """Whether a place is within a tag of whose attributes htmldate reads none."""
    since = max(0, at - _FURTHEST)
    tag = html.rfind(b"<", since, at)
    return tag > html.rfind(b">", since, at) and _IDLE.match(html, tag) is not None
