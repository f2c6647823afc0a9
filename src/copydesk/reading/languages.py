"""The language of a text, as an ISO 639-1 code.

The page's own word (`lang`, `inLanguage`) is believed where the script of the text does not contradict it. Without
one, script and the commonest function words decide; a text that they leave open goes to py3langid, which takes a
second to load.
"""

import re
from collections import Counter
from functools import lru_cache
from itertools import chain

#: How much of a text is looked at.
_SAMPLE = 1_200

_CODE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9-]{1,20})?")

#: Three-letter codes and old ones that pages use, as two-letter ones.
_SHORT = {
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt", "nld": "nl",
    "dut": "nl", "rus": "ru", "zho": "zh", "chi": "zh", "jpn": "ja", "kor": "ko", "iw": "he", "in": "id", "no": "nb",
    "jp": "ja", "cn": "zh", "kr": "ko", "ua": "uk", "cz": "cs", "dk": "da", "se": "sv", "gr": "el",
}  # fmt: skip

#: Scripts: the pattern of their letters, and the languages written in them that pages name.
_SCRIPTS = (
    (re.compile("[\u3040-\u30ff]"), "ja", frozenset({"ja"}), 0.05),
    (re.compile("[\uac00-\ud7af]"), "ko", frozenset({"ko"}), 0.2),
    (re.compile("[\u4e00-\u9fff]"), "zh", frozenset({"zh", "ja", "yue"}), 0.3),
    (re.compile("[\u0400-\u04ff]"), "ru", frozenset("ru uk be bg sr mk kk ky mn tg uz".split()), 0.3),  # noqa: SIM905
    (re.compile("[\u0370-\u03ff]"), "el", frozenset({"el"}), 0.3),
    (re.compile("[\u0590-\u05ff]"), "he", frozenset({"he", "yi"}), 0.3),
    (re.compile("[\u0600-\u06ff]"), "ar", frozenset("ar fa ur ps ckb ug".split()), 0.3),  # noqa: SIM905
    (re.compile("[\u0900-\u097f]"), "hi", frozenset("hi mr ne sa".split()), 0.3),  # noqa: SIM905
    (re.compile("[\u0e00-\u0e7f]"), "th", frozenset({"th"}), 0.3),
)
#: Letters beyond Latin; quotes and dashes of running text lie outside these ranges.
_OTHER_SCRIPT = re.compile("[\u0370-\u1dff\u2e80-\uffef]")
_UKRAINIAN = re.compile("[іїєґ]")
_LETTERS = re.compile(r"[^\W\d_]")
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

#: Function words frequent in one language and rare in the others at hand. Languages share some: the count decides.
_FUNCTION_WORDS = {
    "en": "the of and to in that is was for on with as by at from has have his her its this are be were said who which"
    " not but an they will would about had",
    "de": "der die das und ist den von zu mit sich des auf für nicht im ein eine dem als auch es an werden aus er hat"
    " dass sie nach wird bei einer um am sind noch wie über",
    "fr": "le la les des et en un une du dans est que pour qui sur pas au par plus avec ce il sont cette aux son ont"
    " mais comme été ses leur",
    "es": "el la los las de que y en un una del se por con no para su al lo como más pero sus ha fue este sobre"
    " también entre es",
    "it": "il la di che e in un una del per è della con non sono le si dei nel alla al da più gli ha anche come lo ma"
    " delle dal",
    "pt": "o a os as de que e em um uma do da para com não no na por dos das se mais ao foi são como mas pelo sua pela"
    " também é",
    "nl": "de het een van en in is dat op te zijn voor met die niet aan er om ook als bij naar door over uit maar heeft"
    " worden werd hij",
    "sv": "och att det i som en på är av för med den till inte om har de ett han var men sig från så kan efter vid",
    "nb": "og i det er på som en til av for med at har de den et ikke han om fra var men seg ble etter kan også",
    "da": "og i det er på som en til af for med at har de den et ikke han om fra var men sig blev efter kan også",
    "fi": "ja on ei että se hän oli joka ovat mukaan myös kun mutta olla kuin ollut sen vuonna jos niin",
    "pl": "w i na z się do nie że o jest to jak od przez dla po za są był które także oraz",
    "cs": "a v se na je že s z do o i to jako za by ale pro který jsou po od podle také",
    "tr": "ve bir bu da de için ile olarak çok daha olan gibi kadar sonra ancak ise en dedi",
    "id": "yang dan di ini itu dengan untuk dari pada dalam tidak akan oleh juga adalah ke telah bisa saat",
    "ro": "și în de la a cu pe care nu este din mai o un pentru că au fost sau după",
    "hu": "a az és hogy nem is egy van volt meg de csak már mint még ki ezt el",
    "vi": "và của là có được cho trong không với các một người này những đã để khi",
}
_BY_WORD: dict[str, list[str]] = {}
for _language, _words in _FUNCTION_WORDS.items():
    for _word in set(_words.split()):
        _BY_WORD.setdefault(_word, []).append(_language)

_OWN_WORDS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}

#: Share of the declared language's function words from which nothing else is asked. English prose has .35 to .5.
_CLEARLY = 0.25

#: Shares of function words below which, and lead below which, the text is left to the classifier. Swept on the 27
#: languages of dated pages at hand: at these no language listed above is taken for another.
_LEAST_SHARE = 0.16
_LEAST_LEAD = 1.25
_LEAST_WORDS = 20


def code(value: str | None) -> str | None:
    """A two-letter code from a page's own word (`en-GB`, `de_AT`, `eng`); None where it is no code."""
    match = _CODE.fullmatch(value.strip()) if value and len(value) < 40 else None
    if match is None:
        return None
    short = match[1].lower()
    return _SHORT.get(short, short) if len(_SHORT.get(short, short)) == 2 else None


def language_of(text: str, declared: str | None = None) -> str | None:
    """The language of `text`; `declared` is the page's own word for it. None where nothing tells."""
    sample = text[:_SAMPLE]
    own = code(declared)
    latin = len(sample) > 60 and _OTHER_SCRIPT.search(sample) is None
    letters = len(sample) if latin else len(_LETTERS.findall(sample))
    if letters < 8:
        return own
    script = None if latin else _by_script(sample, letters, own)
    if script is not None:
        return script
    if own is not None and _plausible(sample, own):
        return own
    return _by_words(sample) or (own if letters < 60 else _classified(sample)) or own


def _by_script(sample: str, letters: int, own: str | None) -> str | None:
    if _OTHER_SCRIPT.search(sample) is None:
        return None
    for pattern, language, members, share in _SCRIPTS:
        if len(pattern.findall(sample)) >= share * letters:
            if own in members:
                return own
            if language == "ru" and _UKRAINIAN.search(sample):
                return "uk"
            return language
    return None


def _plausible(sample: str, own: str) -> bool:
    """Whether the page's own word fits a text in Latin script: nothing known of the language speaks against it."""
    if own in {"ja", "ko", "zh", "ru", "uk", "el", "he", "ar", "hi", "th", "fa", "bg"}:
        return False
    if own not in _FUNCTION_WORDS:
        return True
    listed = sample.lower().split()  # a word with its comma counts for none: quick, and never too many
    if sum(map(_OWN_WORDS[own].__contains__, listed)) >= _CLEARLY * len(listed):
        return True
    counts, words = _counts(sample)
    best = max(counts.values(), default=0)
    return words < _LEAST_WORDS or best == 0 or counts.get(own, 0) * 2 >= best


def _counts(sample: str) -> tuple[Counter[str], int]:
    words: list[str] = []
    for piece in sample.lower().split():  # most are one word, and told so sooner than by the pattern
        if piece.isalpha():
            words.append(piece)
        else:
            words += _WORDS.findall(piece)
    return Counter(chain.from_iterable(filter(None, map(_BY_WORD.get, words)))), len(words)


def _by_words(sample: str) -> str | None:
    counts, words = _counts(sample)
    if words < 6 or not counts:
        return None
    (best, most), *others = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    second = others[0][1] if others else 0
    return best if most >= _LEAST_SHARE * words and most >= _LEAST_LEAD * second else None


@lru_cache(maxsize=4_096)
def _classified(sample: str) -> str | None:
    from py3langid import classify  # noqa: PLC0415 - loading its model takes a second, and few texts need it

    found: str = classify(sample)[0]
    return code(found)
