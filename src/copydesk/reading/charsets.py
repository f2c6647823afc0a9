"""From bytes to text: the charset by header, byte order mark, meta and content, in that order of trust.

Labels are WHATWG's (encoding.spec.whatwg.org): `iso-8859-1` means windows-1252, `gb2312` means gb18030, and so on. A
label that the bytes contradict stands down for the next witness, so nothing here raises, and no text that leaves holds
a NUL or a lone surrogate.
"""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, lookup
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from . import bytes_compiled
from .fast import loops

#: WHATWG labels whose Python codec has another name, or is another encoding by that name. Others are looked up as they
#: are; what Python does not know falls to the next witness.
_LABELS = {
    label: codec
    for codec, labels in {
        "cp1252": "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591"
        " iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252",
        "cp1254": "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 l5 latin5 windows-1254"
        " x-cp1254",
        "cp874": "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874",
        "gb18030": "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030",
        "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
        "cp949": "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601"
        " windows-949",
        "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
        "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
        "utf-16-le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le",
        "utf-16-be": "unicodefffe utf-16be",
        "cp866": "866 cp866 csibm866 ibm866",
        "koi8-r": "cskoi8r koi koi8 koi8-r koi8_r",
        "koi8-u": "koi8-ru koi8-u",
        "cp1251": "cp1251 windows-1251 x-cp1251",
        "mac-roman": "csmacintosh mac macintosh x-mac-roman",
        "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    }.items()
    for label in labels.split()
}

#: Labels that are no text encoding for a web page; UTF-7 has carried attacks and WHATWG bars it.
_BARRED = frozenset({"utf-7", "utf7", "replacement", "hz-gb-2312", "iso-2022-kr", "x-user-defined"})

_HEADER = re.compile(r"charset\s{0,4}=\s{0,4}[\"']?([A-Za-z0-9_.:+-]{2,40})", re.IGNORECASE)
_META = re.compile(rb"""<meta[^>]{0,300}?charset\s{0,4}=\s{0,4}["']?\s{0,4}([A-Za-z0-9_.:+-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s{0,8}<\?xml[^>]{0,100}?encoding\s{0,4}=\s{0,4}["']([A-Za-z0-9_.:+-]{2,40})""", re.IGNORECASE)

#: How far a meta is looked for. WHATWG says 1,024 bytes; pages of the corpora have it as late as 5 kB.
_META_WITHIN = 8_192

#: How much of a text without any label is looked at to tell its encoding.
_SAMPLE = 65_536

_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROL_BYTES = bytes({*range(0x20), 0x7F} - set(b"\t\n\r"))


class Witness(StrEnum):
    """Who told the encoding."""

    HEADER = "header"
    MARK = "byte order mark"
    META = "meta"
    CONTENT = "content"


class Decoded(NamedTuple):
    """A text in UTF-8 without control characters, the Python codec it was in, and who told.

    UTF-8 and not `str`: the HTML parser takes it so, and a page of 300 kB is not copied once more.
    """

    utf8: bytes
    encoding: str
    by: Witness

    @property
    def text(self) -> str:
        """The text itself; it holds no NUL and no lone surrogate."""
        return self.utf8.decode()


class Sound(NamedTuple):
    """What all bytes of a page tell: whether there are control characters but tab and line ends, whether it is UTF-8.

    What is in UTF-8 may begin with a byte order mark.
    """

    controls: bool
    utf8: bool


def sound(content: bytes) -> Sound:
    """What all bytes tell."""
    compiled = loops()
    if compiled is not None:
        return Sound(*bytes_compiled.sound(compiled, content))
    return Sound(has_controls(content), _is_utf8(content))


def decode(content: bytes, media_type: str | None = None, told: Sound | None = None) -> Decoded:
    """The text of `content`. Never raises; what no encoding explains becomes U+FFFD.

    `told` is what `sound` says of the content, where that was asked.
    """
    witnesses = _witnesses(content, media_type)
    controls, valid = sound(content) if told is None else told
    for codec, by in witnesses:
        if codec == "utf-8" and valid:
            return Decoded(_plain(content, controls), codec, by)
        if not _contradicted(content, codec, valid=valid) and (text := _strictly(content, codec)) is not None:
            return Decoded(_plain(_encoded(text)), codec, by)
    if valid:
        return Decoded(_plain(content, controls), "utf-8", Witness.CONTENT)
    codec, by = guess(content), Witness.CONTENT
    if witnesses and not _contradicted(content, witnesses[0][0], valid=valid):
        codec, by = witnesses[0]
    return Decoded(_plain(_encoded(_loosely(content, codec))), codec, by)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _plain(utf8: bytes, controls: bool | None = None) -> bytes:
    """Without NUL and control characters, which are single bytes in UTF-8, and without a byte order mark."""
    utf8 = utf8.removeprefix(BOM_UTF8)
    if controls is None:
        controls = has_controls(utf8)
    return utf8.translate(None, _CONTROL_BYTES) if controls else utf8


def has_controls(content: bytes) -> bool:
    """Whether there is a control character other than tab and line ends; taking out none costs twice as much."""
    values = np.frombuffer(content, dtype=np.uint8)
    low = values < 0x20
    low &= values != 0x0A
    if low.any():  # tabs and carriage returns, as a rule
        low &= values != 0x09
        low &= values != 0x0D
    return bool(low.any()) or 0x7F in content


def _witnesses(content: bytes, media_type: str | None) -> list[tuple[str, Witness]]:
    named: list[tuple[str | None, Witness]] = []
    if media_type is not None and (found := _HEADER.search(media_type[:400])):
        named.append((codec_of(found[1]), Witness.HEADER))
    named.append((_mark(content), Witness.MARK))
    head = content[:_META_WITHIN]
    named_at = head.lower().find(b"charset")
    in_page = None
    if named_at >= 0:  # the meta that the word stands in, and not each one before it
        in_page = _META.search(head, max(0, head.lower().rfind(b"<meta", 0, named_at)))
    in_page = in_page or _XML.search(head)
    if in_page is not None:
        codec = codec_of(in_page[1].decode("ascii"))
        # A page whose meta could be read as ASCII is no UTF-16 (WHATWG: taken as UTF-8).
        named.append(("utf-8" if codec is not None and codec.startswith("utf-16") else codec, Witness.META))
    return [(codec, by) for codec, by in named if codec is not None]


def _mark(content: bytes) -> str | None:
    if content.startswith(BOM_UTF8):
        return "utf-8"
    if content.startswith(BOM_UTF16_LE):
        return "utf-16-le"
    return "utf-16-be" if content.startswith(BOM_UTF16_BE) else None


@lru_cache(maxsize=256)
def codec_of(label: str) -> str | None:
    """The Python codec for a charset label as found in a header or a page; None for what is no text encoding."""
    name = label.strip().lower()
    if name in _BARRED:
        return None
    if name in _LABELS:
        return _LABELS[name]
    try:
        info = lookup(name)
    except (LookupError, ValueError):
        return None
    # Python also keeps codecs under such names that are no encodings of text (rot13, zlib, hex), and `idna`.
    return info.name if getattr(info, "_is_text_encoding", False) and info.name not in _NO_CHARSETS else None


_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "utf-7", "undefined"})


def _strictly(content: bytes, codec: str) -> str | None:
    if codec == "cp1252":
        # Python leaves five bytes undefined where WHATWG gives controls; fall back on those alone.
        try:
            return content.decode(codec)
        except UnicodeDecodeError:
            return content.decode("cp1252", "replace")
    try:
        return content.decode(codec).removeprefix("\ufeff")
    except (UnicodeError, ValueError):
        return None


def _loosely(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec, "replace").removeprefix("\ufeff")
    except (UnicodeError, ValueError):
        return content.decode("cp1252", "replace")


def _contradicted(content: bytes, codec: str, *, valid: bool) -> bool:
    """Whether the bytes say clearly that they are something else than `codec`; `valid`: they are valid UTF-8.

    Non-ASCII bytes that form valid UTF-8 are UTF-8: by chance ten letters of a legacy text do so once in thousands.
    """
    if codec == "utf-8":
        return False
    if codec.startswith("utf-16"):
        return valid and _mark(content) is None and content.count(0) * 8 < len(content)
    return valid and not content.isascii()


def _is_utf8(content: bytes) -> bool:
    if content.isascii():
        return True
    at = 0
    try:
        while at < len(content):  # by pieces that the processor's cache holds: half of them are ASCII
            end = at + _PIECE
            while end > at and content[end : end + 1] >= b"\x80" and content[end] < 0xC0:
                end -= 1
            piece = content[at : end if end > at else at + _PIECE]
            if not piece.isascii():
                piece.decode("utf-8")
            at += len(piece)
    except UnicodeDecodeError:
        return False
    return True


#: A piece of a page, of which a copy is cheap.
_PIECE = 32_768


def clean(text: str) -> str:
    """`text` without NUL, lone surrogates (as U+FFFD) and control characters other than tab and line ends.

    Zero-width and bidirectional marks stay: inspection looks for them. For strings that did not come through `decode`
    (JSON can spell anything); takes time with the length.
    """
    if text.isprintable():
        return text
    return _CONTROLS.sub("", _SURROGATES.sub("\ufffd", text))


def guess(content: bytes) -> str:
    """The codec that best explains unlabelled bytes that are no valid UTF-8.

    UTF-8 with some spoilt characters, UTF-16, or the legacy encoding whose commonest letters they make.
    """
    sample = content[:_SAMPLE]
    wide = _utf16(sample)
    if wide is not None:
        return wide
    high = sum(byte > 0x7F for byte in sample)
    if _loosely(sample, "utf-8").count("\ufffd") * 20 < high:
        return "utf-8"  # UTF-8 with a few spoilt characters
    best, score = "cp1252", 1.0
    for codec, (letters, share) in _LETTERS.items():
        text = _loosely(sample, codec)
        if text.count("\ufffd") * 50 > max(1, high):
            continue
        found = len(letters.findall(text)) / max(1, sum(ch > "\x7f" for ch in text)) / share
        if found > score:
            best, score = codec, found
    return best


def _utf16(sample: bytes) -> str | None:
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.1 * half else None


_HANS = (
    "的一是不了在人有我他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里"
    "所去行过家十用发天如然作方成者多日都三小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从"
    "新华社北京，。：“”、记报电月"
)
_HANT = (
    "的一是不了在人有我他這為之大來以個中上們到說國和地也子時道出而要於就下得可你年生自會那後能對著事其裡"
    "所去行過家十用發天如然作方成者多日都三小軍二無同麼經法當起與好看學進種將還分此心前面又定見只主沒公從"
    "新，。：「」、記報電月"
)

#: Per legacy codec the characters that texts in it are mostly made of (kana, the commonest hanzi, hangul, small
#: letters, which outnumber capitals), and the share of the text above ASCII that they make at the least. What reaches
#: its share by the largest factor wins; GB text read as Korean, say, makes hangul too, but only six in ten.
_LETTERS = {
    "cp932": (re.compile("[ぁ-んァ-ヶ、。]"), 0.4),
    "euc_jp": (re.compile("[ぁ-んァ-ヶ、。]"), 0.4),
    "cp949": (re.compile("[가-힣]"), 0.85),
    "gb18030": (re.compile(f"[{_HANS}]"), 0.25),
    "big5hkscs": (re.compile(f"[{_HANT}]"), 0.25),
    "cp1251": (re.compile("[а-яё]"), 0.8),
    "koi8-r": (re.compile("[а-яё]"), 0.8),
    "iso8859-7": (re.compile("[α-ωάέήίόύώ]"), 0.8),
    "cp1250": (re.compile("[ąćęłńśźżěščřžýůťďň]"), 0.6),
}
