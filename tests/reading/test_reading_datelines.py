"""Datelines in the forms of the wires, in several languages."""

import pytest

from copydesk.reading.datelines import agency_at_end, agency_in, opening

FORMS = [
    ("HARLOW BAY (AP) — Crews voted.", "HARLOW BAY", "AP"),
    ("LOWER ALMER, Vale (AP) — Water rose.", "LOWER ALMER, Vale", "AP"),
    ("DES ORMES,BRAND Vale (AP) — Water rose.", "DES ORMES,BRAND Vale", "AP"),
    ("NORTH HOLM, April 25 (Reuters) - Shares rose.", "NORTH HOLM", "Reuters"),
    ("NORTH HOLM (Reuters) - Shares rose.", "NORTH HOLM", "Reuters"),
    ("PARIS (AFP) – Les éclusiers.", "PARIS", "AFP"),
    ("Berlin (dpa) - Die Fähre.", "Berlin", "dpa"),
    ("Berlin (dpa/tmn) - Die Fähre.", "Berlin", "dpa"),
    ("Madrid, 15 ene (EFE).- Los barqueros.", "Madrid", "EFE"),
    ("(ANSA) - ROMA, 15 GEN - I traghetti.", "ROMA", "ANSA"),
    ("ROMA, 15 gennaio (ANSA) - I traghetti.", "ROMA", "ANSA"),
    ("BEIJING, Jan. 3 (Xinhua) -- The ferries.", "BEIJING", "Xinhua"),
    ("新华社北京1月15日电（记者王立）渡轮", "北京", "Xinhua"),
    ("TOKYO (Kyodo) -- The ferries.", "TOKYO", "Kyodo"),
    ("【ワシントン共同】連絡船が", "ワシントン", "Kyodo"),
    ("SEOUL, Jan. 15 (Yonhap) -- The ferries.", "SEOUL", "Yonhap"),
    ("(서울=연합뉴스) 김하늘 기자 = 연락선이", "서울", "Yonhap"),
    ("МОСКВА, 15 января. /ТАСС/. Паромы", "МОСКВА", "TASS"),
    ("MOSCOW, January 15. /TASS/. Ferries", "MOSCOW", "TASS"),
    ("МОСКВА, 15 янв — РИА Новости. Паромы", "МОСКВА", "RIA Novosti"),
    ("London (PA) - The ferries.", "London", "PA"),
    ("OTTAWA (CP) — The ferries.", "OTTAWA", "CP"),
    ("SYDNEY, AAP - The ferries.", "SYDNEY", "AAP"),
    ("WASHINGTON, Jan. 15 (UPI) -- The ferries.", "WASHINGTON", "UPI"),
    ("(Bloomberg) -- Shares rose.", None, "Bloomberg"),
    ("Washington (CNN) — The ferries.", "Washington", "CNN"),
    ("Washington CNN — The ferries.", "Washington", "CNN"),
    ("WASHINGTON (NPR) — The ferries.", "WASHINGTON", "NPR"),
    ("São Paulo, 15 jan (Reuters) - As balsas.", "São Paulo", "Reuters"),
    ("DEN HAAG (ANP) - De veerboten.", "DEN HAAG", "ANP"),
    ("PARIS, 15 janvier (AFP) - Les éclusiers.", "PARIS", "AFP"),
    ("OTTAWA — La Presse Canadienne — Les éclusiers.", "OTTAWA", "CP"),
    ("MONTRÉAL (PC) — Les éclusiers.", "MONTRÉAL", "CP"),
    ("Berlin/Kiel (dpa) - Die Fähre.", "Berlin/Kiel", "dpa"),
    ("Frankfurt/Main (dpa-AFX) - Die Fähre.", "Frankfurt/Main", "dpa"),
    ("WASHINGTON/LONDON, Jan 15 (Reuters) - The ferries.", "WASHINGTON/LONDON", "Reuters"),
    ("MADRID, 15 (EUROPA PRESS) Los barqueros.", "MADRID", "Europa Press"),
    ("Santiago de Chile, 3 de enero de 2024 (AFP) - Los barqueros.", "Santiago de Chile", "AFP"),
    ("Rio de Janeiro, 15 jan (EFE).- As balsas.", "Rio de Janeiro", "EFE"),
    ("Lisboa, 15 jan 2024 (Lusa) - As balsas.", "Lisboa", "Lusa"),
    ("(ANSA) - NEW YORK, 15 GEN - I traghetti.", "NEW YORK", "ANSA"),
    ("ROME, JAN 15 - (ANSA) The ferries.", "ROME", "ANSA"),
    ("LONDEN (ANP/RTR) - De veerboten.", "LONDEN", "ANP"),
    ("DEN HAAG (Reuters) - De veerboten.", "DEN HAAG", "Reuters"),
    ("МОСКВА (Рейтер) - Паромы", "МОСКВА", "Reuters"),
    ("ЛОНДОН, 15 января. /Корр. ТАСС/. Паромы", "ЛОНДОН", "TASS"),
    ("Москва. 15 января. INTERFAX.RU - Паромы", "Москва", "Interfax"),
    ("（法新社巴黎15日电）渡轮", "巴黎", "AFP"),
    ("【新华社北京1月15日电】渡轮", "北京", "Xinhua"),
    ("（中央社記者王立台北15日電）渡輪", "台北", "CNA"),
    ("路透北京1月15日 - 渡轮", "北京", "Reuters"),
    ("［ワシントン　１５日　ロイター］ - 連絡船", "ワシントン", "Reuters"),
    ("【パリ＝AFP】連絡船", "パリ", "AFP"),
    ("【1月15日 AFP】連絡船", None, "AFP"),
    ("【ソウル聯合ニュース】連絡船", "ソウル", "Yonhap"),
    ("【ニューヨーク時事】連絡船", "ニューヨーク", "Jiji"),
    ("[서울=뉴시스] 김하늘 기자 = 연락선", "서울", "Newsis"),
    ("(도쿄 AFP=연합뉴스) 연락선", "도쿄", "AFP"),
    ("CANBERRA, Jan 15 AAP - The ferries.", "CANBERRA", "AAP"),
    ("(CNN)The ferries.", None, "CNN"),
    ("CNN — The ferries.", None, "CNN"),
    ("THE CANADIAN PRESS — The ferries.", None, "CP"),
    ("Jan. 15 (UPI) -- The ferries.", None, "UPI"),
    ("NEW YORK (Bloomberg) -- The ferries.", "NEW YORK", "Bloomberg"),
    ("HARLOW, Calif. (AP) — The ferries.", "HARLOW, Calif.", "AP"),
    ("ST. JOHN'S, N.L. — The ferries.", "ST. JOHN'S, N.L.", None),
    ("By Ada Lorne LONDON (Reuters) - The ferries.", "LONDON", "Reuters"),
    ("KABUL, Afghanistan — The ferries.", "KABUL, Afghanistan", None),
    ("OXMERE — Rain fell.", "OXMERE", None),
    ("【ソウル＝小池花】連絡船が", "ソウル", None),
]


@pytest.mark.parametrize(("text", "place", "agency"), FORMS)
def test_a_dateline(text: str, place: str | None, agency: str | None) -> None:
    found = opening(text)
    assert found is not None
    assert (found.place, found.agency) == (place, agency)
    assert 0 < found.end < len(text)


def test_every_agency_that_the_desk_must_know_has_an_example() -> None:
    known = "AP AFP Reuters dpa EFE ANSA Xinhua Kyodo Yonhap TASS PA CP AAP UPI Bloomberg CNN NPR"
    assert set(known.split()) <= {agency for _, _, agency in FORMS}


@pytest.mark.parametrize(
    "text",
    [
        "The board (AP) said — no.",
        "A man who was in the house (AP) said so.",
        "I — me and the sea.",
        "UPDATE — The ferries sail.",
        "The ferries sail at night.",
        "Kiel (dpo) - Finnland ist in Gefahr.",
        "“Well — yes,” she said.",
        "",
    ],
)
def test_what_is_no_dateline(text: str) -> None:
    assert opening(text) is None


def test_agencies_in_credits() -> None:
    assert agency_in("By JONAS FELD, Associated Press") == "AP"
    assert agency_in("The Canadian Press") == "CP"
    assert agency_in("dpa/lby") == "dpa"
    assert agency_in("Ada Lorne and AFP") == "AFP"
    assert agency_in("Marlon Pike") is None
    assert (
        agency_in("She told Reuters on Monday that the ferries would sail again by the end of the week, " * 3) is None
    )


def test_an_agency_that_closes_a_body() -> None:
    assert agency_at_end(["They will sail again. (AFP)"]) == "AFP"
    assert agency_at_end(["They will sail again. © 2024 AFP"]) == "AFP"
    assert agency_at_end(["They will sail again (on Monday)."]) is None
    assert agency_at_end([]) is None


@pytest.mark.parametrize(
    ("below", "agency"),
    [
        (("(Quelle: dpa)",), "dpa"),
        (("Source: Reuters",), "Reuters"),
        (("Share", "(AFP)"), "AFP"),
        (("Quelle: Stadt Velden",), None),
        (("The source: Reuters had it first, the keeper said.",), None),
        (("dpa",), None),
    ],
)
def test_an_agency_may_be_credited_below_the_body(below: tuple[str, ...], agency: str | None) -> None:
    assert agency_at_end(["The lock stays shut, he said."], below) == agency
    assert agency_at_end(["The lock stays shut, he said. (EFE)"], below) == "EFE"
