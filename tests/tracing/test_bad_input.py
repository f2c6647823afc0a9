"""Texts made to break a tracer: nothing takes more than time in step with its length, and every script is traced."""

import time
from collections.abc import Callable
from random import Random

import pytest

from copydesk.record import Article, Checked, Cluster
from copydesk.restoration import restore_story
from copydesk.text.alignment import align
from copydesk.text.words import words
from copydesk.tracing import trace
from copydesk.tracing.copies import find_copies

#: Words of a text where there is no time for a million.
MANY = 100_000
#: Seconds of CPU for a pair of a million words: ten times what it takes on a machine that has other work too. What
#: grows with the square of the length takes an hour for a hundred thousand.
BOUND = 20
SIZES = [MANY, pytest.param(1_000_000, marks=pytest.mark.slow)]


def page(name: str, text: str) -> Checked:
    article = Article(
        name=name, url=f"https://{name}.example/x", site=f"{name}.example", headline="Ferry", paragraphs=(text,)
    )
    return Checked(article=article, restored=article)


def long_text(size: int) -> list[str]:
    dice = Random(5)  # noqa: S311
    return dice.choices([f"word{i}" for i in range(40_000)], k=size)


def edited(size: int) -> tuple[str, str]:
    text = long_text(size)
    copy = list(text)
    for at in range(0, size, 1_000):
        copy[at] = "changed"
    return " ".join(text), " ".join(copy)


def turned(size: int) -> tuple[str, str]:
    text = long_text(size)
    return " ".join(text), " ".join(text[size // 2 :] + text[: size // 2])


CASES: dict[str, Callable[[int], tuple[str, str]]] = {
    "one word in a thousand changed": edited,
    "halves changed about": turned,
    "backwards": lambda n: (" ".join(long_text(n)), " ".join(reversed(long_text(n)))),
    "one word again and again": lambda n: ("w " * n, "w " * (n - 9)),
    "(ab)^n": lambda n: ("a b " * (n // 2), "b a c " * (n // 3)),
    "stop words": lambda n: ("the of and to " * (n // 4), "to the and of a " * (n // 5)),
    "no spaces": lambda n: ("渡轮恢复通航镇长说" * (n // 9), "渡轮恢复通航市长说" * (n // 9)),
    "one letter": lambda n: ("x" * 3 * n, "x" * (3 * n - 1) + "y"),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("case", CASES)
def test_nothing_is_slow(case: str, size: int) -> None:
    a, b = CASES[case](size)
    start = time.process_time()
    find_copies([a, b])
    assert 1 <= len(list(trace([page("courier", a), page("herald", b)]))) <= 2
    restore_story(Cluster(members=(page("courier", a), page("herald", b))))
    assert time.process_time() - start < BOUND


@pytest.mark.parametrize("size", SIZES)
def test_a_very_long_text_is_found_with_its_changes(size: int) -> None:
    a, b = edited(size)
    assert list(find_copies([a, b, "another text of some words that nobody has copied at all"]).pairs()) == [(0, 1)]
    found = align(words(a).ids, words(b).ids)
    assert found.unaligned == 0
    assert found.matched == size - size // 1_000


def test_texts_of_a_word_or_none_weld_nothing() -> None:
    texts = ["ferry", "Ferry.", "lock", "", " ", "…", "\u200b"]
    assert set(find_copies(texts).pairs()) == {(0, 1)}
    clusters = list(trace([page(f"p{i}", text) for i, text in enumerate(texts)]))
    assert sorted(len(c.members) for c in clusters)[-1] == 2


NO_SPACES = {
    "zh": (
        "经过十九个月的修理，通往斯凯罗岛的唯一一班汽车渡轮将于星期二恢复通航。",
        "镇长索利在码头上发表讲话说，八位农民曾用手把羊抬上船，三百吨土豆因无人来取而被埋入地里。",
        "交通部为螺旋桨轴支付了八百一十万弗罗林。",
    ),
    "ja": (
        "十九か月の修理を終え、スケロー島への唯一のカーフェリーが火曜日に運航を再開する。",
        "町長は桟橋での演説で、八人の農家が羊を手で運び、三百トンのじゃがいもが引き取り手のないまま畑に埋められたと述べた。",
        "交通省はプロペラ軸に八百十万フロリンを支払った。",
    ),
    "th": (
        "เรือข้ามฟากเพียงลำเดียวไปยังเกาะสเกอร์โรว์จะกลับมาให้บริการในวันอังคารหลังหยุดซ่อมนานสิบเก้าเดือน",
        "นายกเทศมนตรีกล่าวบนท่าเรือว่าเกษตรกรแปดคนต้องอุ้มแกะลงเรือและมันฝรั่งสามร้อยตันถูกฝังกลบเพราะไม่มีใครมารับ",
        "กระทรวงคมนาคมจ่ายเงินแปดล้านฟลอรินเป็นค่าเพลาใบจักร",
    ),
}


@pytest.mark.parametrize("language", NO_SPACES)
def test_languages_without_spaces_are_traced_and_restored(language: str) -> None:
    filed = NO_SPACES[language]
    others = [text for other, texts in NO_SPACES.items() if other != language for text in texts]
    written = filed[1][:12] + "Quoine" + filed[1][12:]
    texts = ["".join(filed), "".join((filed[0], written, filed[2])), "".join(filed[:2]), *others]
    assert {(0, 1), (0, 2), (1, 2)} == set(find_copies(texts).pairs())
    members = [page(f"p{i}", text) for i, text in enumerate(texts)]
    story = next(c for c in trace(members) if "p0" in {m.article.name for m in c.members})
    assert {m.article.name for m in story.members} == {"p0", "p1", "p2"}
    assert restore_story(story).body == texts[0]
