"""Bylines become names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import bylines, datelines


@pytest.mark.parametrize(
    ("line", "language", "expected"),
    [
        ("By Ann Larkspur", None, ("Ann Larkspur",)),
        ("BY ANN LARKSPUR", None, ("ANN LARKSPUR",)),
        ("Autori: Laura Vītola (Radio), Juris Goba", "lv", ("Laura Vītola", "Juris Goba")),
        ("e Lusa", "pt", ("Lusa",)),
        ("Von Jutta Ohm, ARD Marrowby", "de", ("Jutta Ohm",)),
        ("Jutta Ohm (Text), Karl Brand (Fotos)", "de", ("Jutta Ohm",)),
        ("本报记者 于梅 柯文", "zh", ("于梅", "柯文")),
        ("馬羅報／ 記者\n于梅／馬羅報導", "zh-TW", ("于梅",)),
        ("Γράφει: Ιωάννα Φτελιά", "el", ("Ιωάννα Φτελιά",)),
        ("Piše: Jana Brijest", "hr", ("Jana Brijest",)),
        ("Propos recueillis par Jeanne Delorme", "fr", ("Jeanne Delorme",)),
        ("마로=유느릅 기자", "ko", ("유느릅",)),
        ("خبرنگار : ژاله نارونی", "fa", ("ژاله نارونی",)),
        ("Joanna Wiąz, dziennikarka", "pl", ("Joanna Wiąz",)),
        ("By Ann Larkspur and Bo Tarn", None, ("Ann Larkspur", "Bo Tarn")),
        (
            "By Ann Larkspur, Transport Editor, and Bo Tarn in Eastmere",
            None,
            ("Ann Larkspur", "Bo Tarn"),
        ),
        (
            "By Ann Larkspur with Bo Tarn & Iris Quill",
            None,
            ("Ann Larkspur", "Bo Tarn", "Iris Quill"),
        ),
        ("Written by Dr. Ann Larkspur Published 4 March 2026", None, ("Ann Larkspur",)),
        ("Von Jutta Weidenbach und Karl Ohm", "de", ("Jutta Weidenbach", "Karl Ohm")),
        ("Por Inés Robledo y Luis Pardo", "es", ("Inés Robledo", "Luis Pardo")),
        ("Par Claire Aubin et Luc de la Tour", "fr", ("Claire Aubin", "Luc de la Tour")),
        ("Di Anna Riva e Piero Conti", "it", ("Anna Riva", "Piero Conti")),
        ("By Ann Larkspur (Reuters)", None, ("Ann Larkspur",)),
        ("By Ann Larkspur and Reuters", None, ("Ann Larkspur", "Reuters")),
        ("Von Jutta Weidenbach mit dpa", "de", ("Jutta Weidenbach", "dpa")),
        ("Ann Larkspur Associated Press", None, ("Ann Larkspur",)),
        ("By ANN LARKSPUR and BO TARN, Associated Press", None, ("ANN LARKSPUR", "BO TARN")),
        ("By Ann Larkspur, AP National Writer", None, ("Ann Larkspur",)),
        ("By Reuters", None, ("Reuters",)),
        ("By The Associated Press", None, ("The Associated Press",)),
        ("Reuters, Washington", None, ("Reuters",)),
        ("By Ann Larkspur (she/her)", None, ("Ann Larkspur",)),
        ("By Ann Larkspur, The Marrow Gazette", None, ("Ann Larkspur",)),
        ("Ann Larkspur The Marrow Gazette", None, ("Ann Larkspur",)),
        ("By Ann Larkspur For Gazetteonline", None, ("Ann Larkspur",)),
        ("Ann Larkspur In Eastmere", None, ("Ann Larkspur",)),
        ("Ann Larkspur BBC News, Eastmere", None, ("Ann Larkspur",)),
        ("Ann Larkspur Digital Content Producer", None, ("Ann Larkspur",)),
        ("Ann Larkspur Jr.", None, ("Ann Larkspur Jr.",)),
        ("As told to Ann Larkspur", None, ("Ann Larkspur",)),
        ("Interview: Jutta Weidenbach", "de", ("Jutta Weidenbach",)),
        ("Publié par Claire Aubin le 4 mars 2026", "fr", ("Claire Aubin",)),
        ("dalla nostra corrispondente Anna Riva", "it", ("Anna Riva",)),
        ("Van onze redacteur Ann Larkspur", "nl", ("Ann Larkspur",)),
        ("By Staff Reporter", None, ()),
        ("By Ann Larkspur • 5 min read", None, ("Ann Larkspur",)),
        ("By Ann Larkspur, Ann Larkspur", None, ("Ann Larkspur",)),
        ("田中花子", "ja", ("田中花子",)),
        ("田中花子 佐藤健一", "ja", ("田中花子", "佐藤健一")),
        ("田中 花子", "ja", ("田中 花子",)),
        ("記者王小明／馬羅報導", "zh", ("王小明",)),
        ("김영희 기자", "ko", ("김영희",)),
        ("كتبت: سارة الأحمد", "ar", ("سارة الأحمد",)),
        ("Ann Larkspur Staff Writer", None, ("Ann Larkspur",)),
        ("Ann Larkspur\nStaff Writer\nBo Tarn", None, ("Ann Larkspur", "Bo Tarn")),
        ("Ann Larkspur @annl and Bo Tarn @bot", None, ("Ann Larkspur", "Bo Tarn")),
        ("Ann Larkspur ann@gazette.example", None, ("Ann Larkspur",)),
        ("By Ann Larkspur, Marrow Falls Herald", None, ("Ann Larkspur",)),
        ("By Ann Larkspur, New York", None, ("Ann Larkspur",)),
        ("Written by Ann Larkspur, MS, RD", None, ("Ann Larkspur",)),
        ("4 March 2026 | Author: Ann Larkspur", None, ("Ann Larkspur",)),
        ("04.03.2026 09:15 Anna Kowalczyk", "pl", ("Anna Kowalczyk",)),
        ("4 марта 2026 года, 09:15 | Автор: Иван Петренко", "ru", ("Иван Петренко",)),
        ("05/10/2026 - Publicado por: Clara Borba - Categoria: Trem", "pt", ("Clara Borba",)),
        ("Opinion | Ann Larkspur | Marrowby", None, ("Ann Larkspur",)),
        ("By The Associated Press and Ann Lee", None, ("The Associated Press", "Ann Lee")),
        ("Story by Ann Larkspur; photos by Bo Tarn", None, ("Ann Larkspur",)),
        ("Claire Aubin et Luc d'Orme", "fr", ("Claire Aubin", "Luc d'Orme")),
        (
            "Door Annelies de Vries en Jan van 't Hoff",
            "nl",
            ("Annelies de Vries", "Jan van 't Hoff"),
        ),
        ("a cura di Anna Riva", "it", ("Anna Riva",)),
        ("Aus Berlin berichtet Jutta Weidenbach", "de", ("Jutta Weidenbach",)),
        ("문화부 김영희 기자", "ko", ("김영희",)),
        ("編集委員・田中花子", "ja", ("田中花子",)),
        ("נועה לוי ודן כהן", "he", ("נועה לוי", "דן כהן")),
        ("Agencias", "es", ()),
        ("Regan", None, ("Regan",)),
        ("12 comments", None, ()),
        ("", None, ()),
    ],
)
def test_a_byline_names_people(line: str, language: str | None, expected: tuple[str, ...]) -> None:
    outlets = ("The Marrow Gazette", "marrowgazette")

    assert bylines.names(line, language=language, outlets=outlets) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("by the Harbour Commission", "the Harbour Commission"),
        ("By Marrow Harbour Commission", "Marrow Harbour Commission"),
        ("By The Lock Keepers", "The Lock Keepers"),
        ("By Staff Reporters", None),
        ("By Marrow Gazette Weekend", None),
        ("By Regan", None),
        ("by our own hand and by yours", None),
    ],
)
def test_a_byline_may_name_a_body(line: str, expected: str | None) -> None:
    assert bylines.organisation(line, ("The Marrow Gazette", "")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("By", True), ("Author:", True), ("Von", True), ("Bye bye", False), ("", False)],
)
def test_by_alone_opens_a_byline(text: str, expected: bool) -> None:
    assert bylines.is_opener(text) is expected


def test_a_byline_may_open_after_a_date() -> None:
    assert bylines.begins_byline("05/10/2026 - Publicado por: Clara Borba")
    assert not bylines.begins_byline("05/10/2026 was a Monday")


def test_spellings_of_one_name_are_the_same() -> None:
    assert bylines.same_name("ANN LARKSPUR", "Ann Larkspur")
    assert not bylines.same_name("Ann Larkspur", "Bo Tarn")


@pytest.mark.parametrize("text", ["", "...", "a b c d e f g", "Ann 2", "lower case"])
def test_what_is_no_name(text: str) -> None:
    assert not bylines.looks_like_name(text)


@given(st.text(max_size=300))
def test_any_text_gives_short_names(text: str) -> None:
    assert all(0 < len(name) <= 60 for name in bylines.names(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("〔記者于小梅、柯文／馬羅報導〕議會昨晚決定", ("于小梅", "柯文")),
        ("新华社马罗3月4日电（记者于梅、柯文）马罗镇议会", ("于梅", "柯文")),
        ("[마로=유느릅 기자] 의회는", ("유느릅",)),
        ("(마로=연합뉴스) 유느릅 기자 = 의회는", ("유느릅",)),
        ("(마로) 의회는 기자 회견을 열었다.", ()),
        ("記者会見で町長は述べた。", ()),
        ("MARROWBY — The council voted.", ()),
    ],
)
def test_a_dateline_may_bear_names(text: str, expected: tuple[str, ...]) -> None:
    assert datelines.names(text) == expected


def test_a_role_that_the_page_sets_apart_without_a_space_is_no_part_of_a_name() -> None:
    assert bylines.names("By Delphine AmorySenior Reporter") == ("Delphine Amory",)
