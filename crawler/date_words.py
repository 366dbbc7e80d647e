"""The words beside a date that say what it is, in the languages that we know of."""

from __future__ import annotations

import re
from typing import NamedTuple

from crawler import lexicon
from crawler.memory import remembered

#: what is said of the time of an update
UPDATED = lexicon.uncased(
    r"(?<![^\W\d_])(?:updat|modif|aktualisi|geändert|stand\b|mis(?:e)? à jour|actualis|actualiz|"
    r"aggiorna|atualiz|bijgewerkt|uppdatera|"
    r"oppdater|opdater|päivitetty|zaktualiz|aktualiz|обновл|изменен|оновлен|güncel|corrected|"
    r"amended|revised|ultima modifica|edited|aangepast|gewijzigd|redigert|ændret|muokattu|frissít|"
    r"módosít|ažurir|izm[ije]*enj|posodob|pakeist|atnaujin|atjaunot|uuendat|muudet|diperbarui|"
    r"ενημ[εέ]ρώ?|cập nhật)|更新|修改|업데이트|수정|تحديث|روزرسانی|עודכן|अपडेट|"
    r"আপডেট|புதுப்பி|อัปเดต|อัพเดต|ปรับปรุง"
)
#: the places where it is said
UPDATED_HERE = re.compile(rf"(?={UPDATED.pattern})")
#: what is said of the first version's
_PUBLISHED = lexicon.uncased(
    r"(?<![^\W\d_])(?:publi|post(?:ed|é)|veröffentlicht|erstellt|geplaatst|gepubliceerd|"
    r"pubblicat|julkaistu|oluştur|opublikowan|zveřejn|опубликован|yayın|creat|issued|first|"
    r"original|entry date|date header|udgivet|offentliggjort|utworz|dodano|közzét|megjelen|"
    r"létrehoz|zverejn|objavlj|опублікован|публік|δημοσιεύ|terbit|diterbitkan|dipublikasi|"
    r"xuất bản|đăng)|"
    r"发布|發布|發佈|发表|發表|刊登|公開|掲載|配信|입력|등록|송고|نشر|انتشار|منتشر|פורסם|प्रकाशित|প্রকাশ|"
    r"வெளியிட|பதிவு செய்த|เผยแพร่"
)
#: scripts in which the word stands after the date: "2026年3月4日 20:20更新"
AFTER = re.compile("更新|修正|수정")


class Said(NamedTuple):
    """What words call a time."""

    #: an update's
    updated: bool
    #: the first version's
    published: bool


@remembered(1 << 12)
def said(words: str) -> Said:
    """What the words beside a date say that it is."""
    low = lexicon.folded(words)
    return Said(UPDATED.search(low) is not None, _PUBLISHED.search(low) is not None)
