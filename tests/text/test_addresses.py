from hypothesis import given
from hypothesis import strategies as st

from copydesk.text.addresses import host_of, site_of


def test_the_site_is_the_registrable_domain() -> None:
    assert site_of("https://quillbay.dailyvessel.example/html/271d48099680.html") == "dailyvessel.example"
    assert site_of("https://news.northholm.co.uk/a") == "northholm.co.uk"
    assert site_of("http://valecourier.com.au:8080/") == "valecourier.com.au"
    assert site_of("//cdn.valecourier.org/x") == "valecourier.org"
    assert site_of("valecourier.org/x") == "valecourier.org"


def test_an_address_is_its_own_site() -> None:
    assert site_of("http://203.0.113.9/a") == "203.0.113.9"
    assert site_of("http://[2001:db8::1]:80/a") == "2001:db8::1"


def test_what_has_no_host() -> None:
    for text in ("", "mailto:ada@vale.example", "about:blank", "/a/b", "http://", "http://[bad", "javascript:alert(1)"):
        assert site_of(text) is None, text


def test_the_host_is_folded() -> None:
    assert host_of("HTTPS://User:pw@News.Vale.Example.:443/A") == "news.vale.example"


@given(st.text(max_size=200))
def test_nothing_raises(text: str) -> None:
    host, site = host_of(text), site_of(text)
    assert (host is None) == (site is None)
    assert site is None or host is None or host.endswith(site.lower()) or site in host
