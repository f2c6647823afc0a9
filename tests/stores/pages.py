"""Pages made for the tests of faults: some stories, each on some sites, with what a line would read in them."""

from copydesk.desk import page_key
from copydesk.record import Article, Checked, Page

SUBJECTS = ("ferry", "bakery", "orchard", "tramway", "reservoir", "museum", "quarry", "lighthouse")
SITES = ("courier.example", "herald.example", "standard.example")


def lines(number: int) -> tuple[str, ...]:
    """The text of a story that no other story shares five words with."""
    subject = SUBJECTS[number % len(SUBJECTS)]
    return tuple(
        f"{subject.capitalize()} number {number} opened its doors {number * 7 + k} times in season {k * 31 + number}, "
        f"and keeper {chr(65 + k)}{number} wrote {number * 13 + k * 5} letters about {subject} matter {k}-{number}."
        for k in range(9)
    )


def page(number: int, site: str) -> Page:
    """One site's page of a story."""
    text = "".join(f"<p>{line}</p>" for line in lines(number))
    return Page(name=f"{site}-{number}.html", content=text.encode(), url=f"https://{site}/news/{number}")


def checked(number: int, site: str) -> Checked:
    """What a line reads in it: the faults are to fall on storing, not on reading."""
    one = page(number, site)
    headline = f"The {SUBJECTS[number % len(SUBJECTS)]} number {number} opens"
    article = Article(name=one.name, url=one.url, site=site, headline=headline, paragraphs=lines(number))
    return Checked(article=article, restored=article)


def pages(stories: int) -> list[Page]:
    """Every story on every site."""
    return [page(n, site) for n in range(stories) for site in SITES]


def read(one: Page) -> Checked:
    """What a line reads in a page of these."""
    site, _, number = one.name.removesuffix(".html").rpartition("-")
    assert page_key(page(int(number), site)) == page_key(one)
    return checked(int(number), site)
