"""The words beside a date that say what it is, in the languages that we know of."""

from __future__ import annotations

import re
from typing import NamedTuple

from crawler import lexicon, months, zones
from crawler.memory import recalled

#: what is said of the time of an update
UPDATED = lexicon.uncased(
    r"(?<![^\W\d_])(?:updat|modif|aktualisi|geändert|stand\b|mis(?:e)? à jour|actualis|actualiz|"
    r"aggiorna|atualiz|bijgewerkt|uppdatera|"
    r"oppdater|opdater|päivitetty|zaktualiz|aktualiz|обновл|изменен|оновлен|güncel|corrected|"
    r"amended|revised|ultima modifica|edited|aangepast|gewijzigd|redigert|ændret|muokattu|frissít|"
    r"módosít|ažurir|izm[ije]*enj|posodob|pakeist|atnaujin|atjaunot|uuendat|muudet|uppfær|diperbarui|"
    r"ενημ[εέ]ρώ?|cập nhật)|更新|修改|업데이트|수정|تحديث|روزرسانی|עודכן|अपडेट|"
    r"আপডেট|புதுப்பி|อัปเดต|อัพเดต|ปรับปรุง"
)
#: the places where it is said
UPDATED_HERE = re.compile(rf"(?={UPDATED.pattern})")
#: the word with which a line of its own begins
_STARTS = re.compile(rf"\W*(?:{UPDATED.pattern})[^\W\d_]*")
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
#: what else a line has that only tells when: small words, months, "5 minutes ago"
_WHEN = lexicon.uncased(
    r"[\W\d_]*(?:(?:uhr|um|am|den|der|kl|klo|klokka|klokken|klockan|kello|om|at|on|the|le|à|a|às|em|"
    r"el|las|alle|ore|ora|il|op|uur|hs?|u|o|w|v|ve|в|о|у|od|dnia|på|dne|zuletzt|last|senast|sist|"
    r"laatst|ostatnio|data|date|vor|for|pred|przed|před|prije|pre|pirms|prieš|acum|hace|há|fa|"
    r"il y a|fyrir|ago|geleden|siden|sedan|sitten|temu|tagasi|perce|órája|önce|назад|тому|πριν|"
    r"nyss|nå|nettopp|lige|nu|just|now|gerade|eben|soeben|zojuist|äsken|adesso|ora|agora|ahora|"
    r"today|heute|hoy|oggi|hoje|idag|i|dag|tänään|dziś|dzisiaj|dnes|сегодня|сьогодні|bugün|"
    r"(?:min|se[ck]|hour|stunde|heure|hora|ore|uur|tim|tun|godz|hodin|час|мин|хв|saat|ώρ|λεπτ|"
    r"tag|day|dag|jour|día|dia|giorn|päiv|dni|dnev|день|gün|dakika|perc|ur|sat|klukku|val|stund)"
    r"[^\W\d_]*)(?![^\W\d_])[\W\d_]*){1,6}|\W*\d{1,2}[:.]\d\d\W*"
)
#: characters of a line that only tells when
_LINE = 60
#: characters of one that says when it was published as well, each with its year
LONGEST = 140
#: what else stands in a date with its time
_DAYS = lexicon.words(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri
    sat sun montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr
    sa so lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes
    sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica segunda terça quarta
    quinta sexta feira maandag dinsdag woensdag donderdag vrijdag zaterdag zondag mandag tirsdag
    onsdag torsdag fredag lørdag søndag måndag tisdag lördag söndag poniedziałek wtorek środa
    czwartek piątek sobota niedziela понедельник вторник среда четверг пятница суббота воскресенье
    am pm a m p
    """
)
_TIMES = _DAYS.union(lexicon.folded(zones.NAMES).split("|"))
_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SAYING = re.compile(rf"\W*(?:{UPDATED.pattern}|{_PUBLISHED.pattern})[^\W\d_]*")
#: scripts in which the word stands after the date: "2026年3月4日 20:20更新"
AFTER = re.compile("更新|修正|수정")


@recalled(1 << 12)
def is_stamp(line: str) -> bool:
    """Whether a line says when the article was updated and nothing else: "Updated: just now"."""
    low = lexicon.folded(line) if len(line) <= _LINE else ""
    word = _STARTS.match(low) if low else None
    return word is not None and _WHEN.fullmatch(low, word.end()) is not None


@recalled(1 << 12)
def is_date_line(line: str) -> bool:
    """Whether a line says when the article was published or updated, with a date and no more.

    It may have the place in capitals.
    """
    if _YEAR.search(line) is None or _SAYING.match(low := lexicon.folded(line)) is None:
        return False
    rest = _SAYING.sub(lambda said: " " * len(said[0]), low)
    words = [word for word in _WORD.finditer(rest) if not _is_of_date(word[0])]
    return not words or (
        not line.isupper() and all(line[word.start() : word.end()].isupper() for word in words)
    )


def _is_of_date(word: str) -> bool:
    known = word[0].isdigit() or word in _TIMES or months.number(word) > 0
    return known or _WHEN.match(word) is not None


class Said(NamedTuple):
    """What words call a time."""

    #: an update's
    updated: bool
    #: the first version's
    published: bool


@recalled(1 << 12)
def said(words: str) -> Said:
    """What the words beside a date say that it is."""
    low = lexicon.folded(words)
    return Said(UPDATED.search(low) is not None, _PUBLISHED.search(low) is not None)
