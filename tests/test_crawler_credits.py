"""Credits are taken apart from captions as outlets write them, and no shortcut hides one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import credits

PIECES = st.sampled_from(
    [
        *("The bridge", "Ann Lee", "engineers", "at", "for", "by", "via", "Alderwick", "2025"),
        *("Getty Images", "GETTY", "A.P.x", "AP", "ap", "EPA-EFE", "warner bros.", "Reuterſ"),
        *(
            "the new york times",
            "тасс",
            "İstock",
            "ıstock",
            "Fox News",
            "Sipa USA",
            "picture-alliance",
        ),
        *("Photo:", "foto di", "PHOTO", "image source,", "Fot.", "crédit photo", "(c)", "©", "ảnh"),
        *("File photo", "handout", "Screen grab", "d’archivio", "divulgação", "Submitted Photo"),
        *(". ", ", ", "/", " | ", " – ", "...", "…", "”", ")", "! ", "'", "-", "  ", "。"),
    ]
)
CAPTIONS = st.lists(PIECES, max_size=9).flatmap(
    lambda found: st.sampled_from(["", " "]).map(lambda between: between.join(found))
)


@settings(max_examples=400)
@given(CAPTIONS | st.text(max_size=60))
def test_every_pattern_that_matches_is_tried(caption: str) -> None:
    text = credits.without_label(caption)

    tried = set(credits._worth_trying(text))

    assert {
        one
        for one in (credits._ALONE, credits._TRAILING, credits._NAMED, credits._AFTER_SENTENCE)
        if one.search(text)
    } <= tried
    assert credits._may_have_label(text) or credits._LABELLED.search(text) is None


@settings(max_examples=400)
@given(CAPTIONS)
def test_nothing_of_a_caption_is_made_up(caption: str) -> None:
    text, credit = credits.split(caption)

    folded = "".join(caption.split())
    assert "".join((text or "").split()) in folded
    assert "".join((credit or "").split()) in folded


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        ("The bridge. Photo: Ilse Mohr", "The bridge.", "Ilse Mohr"),
        ("The bridge on Tuesday. - Ilse Mohr.", "The bridge on Tuesday.", "Ilse Mohr"),
        ("Il ponte girevole (ansa)", "Il ponte girevole", "ansa"),
        ("Podul rotativ este închis FOTO Mediafax", "Podul rotativ este închis", "Mediafax"),
        ("Поворотний міст у місті. Олена Береза", "Поворотний міст у місті.", "Олена Береза"),
        ("Senasis tiltas / J. Elmė / Gazette nuotr.", "Senasis tiltas", "J. Elmė / Gazette nuotr"),
        ("Otočný most v úterý. Šimon Řezáč", "Otočný most v úterý.", "Šimon Řezáč"),
        ("Η γέφυρα. Φωτ. INTIME NEWS", "Η γέφυρα.", "INTIME NEWS"),
        ("Sild. Autor/allikas: Ilse Mohr/ERR", "Sild.", "Ilse Mohr/ERR"),
        ("Tanjug/Ilse Mohr", None, "Tanjug/Ilse Mohr"),
        ("The bridge. Staff photo by Ilse Mohr", "The bridge.", "Ilse Mohr"),
        ("The bridge. Courtesy of the Mohr family", "The bridge.", "the Mohr family"),
        ("The bridge. Photographer: Ilse Mohr/Bloomberg", "The bridge.", "Ilse Mohr/Bloomberg"),
        ("The bridge. Image Credit: Marrowworks", "The bridge.", "Marrowworks"),
        ("The bridge. Credit...Ilse Mohr/The Gazette", "The bridge.", "Ilse Mohr/The Gazette"),
        ("The bridge (MP Photo/Jan J. Kowal, File)", "The bridge", "MP Photo/Jan J. Kowal, File"),
        ("The bridge. MP Photo/Jan J. Kowal", "The bridge.", "MP Photo/Jan J. Kowal"),
        ("The bridge. (Photo: Ilse Mohr)Ilse Mohr", "The bridge.", "Ilse Mohr"),
        ("The bridge. (Gazette News: Ilse Mohr)", "The bridge.", "Gazette News: Ilse Mohr"),
        ("The bridge. (gazette.example.com)", "The bridge.", "gazette.example.com"),
        ("The bridge. (Ilse Mohr)", "The bridge.", "Ilse Mohr"),
        ("The bridge. Ilse Mohr (EFE)", "The bridge.", "Ilse Mohr (EFE)"),
        ("The bridge opened. Ilse Mohr", "The bridge opened.", "Ilse Mohr"),
        ("A ponte - Ilse Moral - 3.mar.26/Gazeta", "A ponte", "Ilse Moral - 3.mar.26/Gazeta"),
        ("Il ponte (Gazzetta) - RIPRODUZIONE RISERVATA", "Il ponte (Gazzetta)", None),
        ("Η γέφυρα. [Φωτ. Γκαζέτα / Ίλζα Μορ]", "Η γέφυρα.", "Γκαζέτα / Ίλζα Μορ"),
        ("الجسر مساء الثلاثاء (رويترز)", "الجسر مساء الثلاثاء", "رويترز"),
        ("সেতু। ছবি: ইলসা মোর", "সেতু।", "ইলসা মোর"),
        ("3月3日，马罗桥。记者 莫伊 摄", "3月3日，马罗桥。", "记者 莫伊 摄"),
        ("老橋重新開放。記者柯文／攝影", "老橋重新開放。", "記者柯文／攝影"),
        ("老橋重新開放。（記者柯文攝）", "老橋重新開放。", "記者柯文攝"),
        ("水閘旁的看守人。圖／馬羅報", "水閘旁的看守人。", "馬羅報"),
        ("写真・図版 橋＝マロ町、森いるぜ撮影", "橋＝マロ町", "森いるぜ撮影"),
        ("회전교가 열렸다. /모일자 기자", "회전교가 열렸다.", "모일자 기자"),
        ("회전교. 연합뉴스", "회전교.", "연합뉴스"),
        (
            "The bridge opened. Ilse Mohr, The Gazette",
            "The bridge opened.",
            "Ilse Mohr, The Gazette",
        ),
        (
            "The bridge in 2019. J. Jan Kowal / AP file",
            "The bridge in 2019.",
            "J. Jan Kowal / AP file",
        ),
        ("FILE PHOTO: The bridge stands open. REUTERS/Ilse Mohr", None, "REUTERS/Ilse Mohr"),
        ("The keeper Submitted photo", "The keeper", "Submitted photo"),
        ("Natal Mohr | Bloomberg | Getty Images", None, "Natal Mohr | Bloomberg | Getty Images"),
        ("Image source, Getty Images", None, "Getty Images"),
        ("1 of 5 | The bridge (Ilse Mohr/Gazette)", "The bridge", "Ilse Mohr/Gazette"),
        ("3of7The bridge", "The bridge", None),
        ("A ponte — Foto: Ilse Mohr/g1", "A ponte", "Ilse Mohr/g1"),
        ("PHOTO ILSE MOHR, LA GAZETTE", None, "ILSE MOHR, LA GAZETTE"),
        ("橋の朝（写真：共同通信社）", "橋の朝", "共同通信社"),
        ("旋回橋＝３日（山田太郎撮影）", "旋回橋＝３日", "山田太郎撮影"),
        ("다리의 아침 [사진=마로신문]", "다리의 아침", "마로신문"),
        ("Мост утром. Фото: Ян Коваль", "Мост утром.", "Ян Коваль"),
    ],
)
def test_the_credit_is_found(line: str, caption: str | None, credit: str | None) -> None:
    found = credits.split(line)

    assert found[1] == credit
    assert caption is None or found[0] == caption


@pytest.mark.parametrize(
    "line",
    [
        "Photo: A man walks across the old bridge in the rain",
        "Image: The council has agreed a deal to reopen the bridge",
        "A rally for Sen. Orla Penhallow",
        "The keeper in the garden of the mill with Gov. Orla Penhallow",
        "The lock keeper, Orla Penhallow.",
        "Orla Penhallow in a file photo of the lock",
        "The mill in St. John Wood",
        "A courtesy call on the mayor",
        "A dog (left) and a cat (right)",
        "The bridge in use (Ilse Mohr/Gazette) in 2015",
        "أعيد فتح الجسر بعد أعوام من الأعمال (2026).",
        "橋は無料で通行を提供される。",
        "旋转桥向全体居民免费开放",
    ],
)
def test_a_caption_without_a_credit_stays_whole(line: str) -> None:
    assert credits.split(line) == (line, None)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("© Ilse Mohr", True),
        ("Ilse Mohr (EFE)", True),
        ("Ilse Mohr/Gazette", True),
        ("The bridge. © Ilse Mohr", False),
        ("The bridge", False),
        ("", False),
    ],
)
def test_a_line_may_be_a_credit_and_nothing_else(line: str, expected: bool) -> None:
    assert credits.is_credit(line) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(Photo: Ilse Mohr)", "Ilse Mohr"),
        ("| © Ilse Mohr", "Ilse Mohr"),
        ("Photo by Ilse Mohr.", "Ilse Mohr"),
        ("Mohr Bros.", "Mohr Bros."),
        (" – ", None),
    ],
)
def test_a_credit_loses_its_label(text: str, expected: str | None) -> None:
    assert credits.clean(text) == expected
