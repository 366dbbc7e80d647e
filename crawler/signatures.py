"""Lines under an article that say who signed, edited or owns it, and are no text of it."""

from __future__ import annotations

import re
from functools import lru_cache

from crawler import byline_words, lexicon

#: characters of such a line
_LONG = 90
#: characters of an agency's mark
_MARK = 6
_SIGNATURE = lexicon.uncased(
    # rights: "© Gazette/dpa", "Riproduzione riservata © …"
    r"\(?(?:copyright )?(?:©|\(c\)) ?\S.{0,70}|copyright (?:19|20)\d\d .{2,50}|"
    r"printed from:? http.*|(?:© ?)?riproduzione riservata.*|rechte am artikel .*|"
    r"(?:quelle: .{2,30}?)?artikelrechte erwerben|"
    # marks of who wrote and of agencies: "abc/dpa", "(jel/pka)", "/ritzau/"
    r"[(\[/]?(?:[a-zäöü]{2,6}/ ?){1,3}[a-zäöü]{2,6}[)\]/]?|/[a-z]{2,10}/|"
    # who edited: "责任编辑：…", "(责编：…)", "Editor : …"
    r"(?:【纠错】)?[（(【\[]?(?:责任编辑|責任編輯|责编|责任编校|編輯|编辑|校对|審核|原标题|原標題)\s?[:：/／].{1,40}|"
    r"(?:toimetaja|editor|edited by|redaktor|редактор|editör|penulis|penyunting)\s?:\s\S.{1,40}|"
    # what those who have the page read out to them are told of who wrote
    r"(?:author|role|autor|título del autor|função do autor|автор|место работы|yazan|unvan|penulis|"
    r"peranan|tác giả|vai trò|نویسنده|شغل|الكاتب|लेखक|पदनाम)[,،] \S.{1,60}|"
    # when it was published, once more
    r"(?:published|publicado|publié|veröffentlicht|pubblicato|प्रकाशित|প্রকাশ(?:িত)?|diterbitkan)"
    r" ?[:：][^.!?]{0,30}\d[^.!?]{0,30}|"
    # what it was made of: "Quelle: gazette.example, abc/dpa", "Źródło: PAP"
    r"(?:quellen?|źródło|zdroj|izvor|vir|fonte|fuente|sursa|forrás|lähde|källa|kilde|bron|kaynak|"
    r"πηγή|источник|джерело|източник)\s?:\s(?=.*(?:\.[a-z]{2,3}\b|"
    rf"\b(?:{byline_words.AGENCY.pattern})\b)).{{2,60}}|"
    # a name, perhaps a number, and an address: "Ann Lee ann@gazette.example"
    r"[^\d@.!?。]{2,40}[\s(（\[/|,<:]+(?:[\d(+][\d ().-]{5,18},? (?:(?:or|and) )?)?"
    r"[\w.+-]+@[\w.-]+\.\w+[)）\]>]?\.?"
)

_AGENCY = re.compile(
    rf"[-–—]+\s?(?:with )?(?:agencies|{byline_words.AGENCY.pattern})\.?|"
    rf"\((?:{byline_words.AGENCY.pattern})\)\.?"
)


def is_one(text: str) -> bool:
    """Whether a line by itself is a signature of some kind."""
    return len(text) <= _LONG and (_is_one(text) or _is_agency(text))


def _is_agency(line: str) -> bool:
    """Whether a line is who sent the article: "— Reuters", "(AFP)", "dpa"."""
    if len(line) < _MARK and line.islower():
        return byline_words.AGENCY.fullmatch(line) is not None
    return line[0] in "-–—(" and _AGENCY.fullmatch(lexicon.folded(line)) is not None


@lru_cache(maxsize=1 << 12)
def _is_one(line: str) -> bool:
    return _SIGNATURE.fullmatch(lexicon.folded(line)) is not None
