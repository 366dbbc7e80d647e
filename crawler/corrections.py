"""Sentences in which a page owns to a fault of its own, or to a change, as outlets write them."""

from __future__ import annotations

from crawler import lexicon

#: words that open a correction, a clarification or an editor's note
_OPENERS = lexicon.either(
    """
    correction | corrections | corrections and clarifications | corrections & clarifications |
    clarification | clarifications | corrected | clarified | factual correction | erratum |
    errata | corrigendum | corrigenda | amendment | retraction | note to readers |
    for the record | editor's note | editors' note | editor’s note | editors’ note |
    editors note | editor note | editor`s note | an editor's note | an editor’s note
    korrektur | korrekturhinweis | berichtigung | richtigstellung | klarstellung |
    anmerkung der redaktion | anm. d. red. | anm. d. red | anm. der red. |
    anm. der redaktion | hinweis der redaktion | in eigener sache | gegendarstellung |
    transparenzhinweis
    correctif | rectificatif | précision | note de la rédaction | ndlr | mise au point
    corrección | correcciones | fe de errores | fe de erratas | fe de errata | rectificación |
    aclaración | nota de la redacción | nota del editor | nota de redacción
    correzione | errata corrige | rettifica | precisazione | nota della redazione |
    nota dell'editore | nota dell’editore | nota redazionale
    correção | correções | retificação | nota da redação | nota do editor | esclarecimento |
    erramos | errámos
    correctie | correcties | correcties & aanvullingen | correcties en aanvullingen |
    rectificatie | rechtzetting | verduidelijking | noot van de redactie
    rättelse | förtydligande | rettelse | rettet | korrigert | korrigerad |
    presisering | præcisering | oikaisu | korjaus |
    täsmennys | korjattu | oikaistu | täsmennetty | leiðrétting
    sprostowanie | korekta | od redakcji | oprava | upřesnění | spresnenie | helyesbítés |
    helyreigazítás | erată | corectură | ispravak | ispravka | popravek
    исправление | поправка | уточнение | опровержение | от редакции | примечание редакции |
    виправлення | уточнення | спростування | від редакції
    διόρθωση | διευκρίνιση | düzeltme | tashih | editörün notu | koreksi | ralat | đính chính
    订正 | 更正 | 勘误 | 編註 | 編者按 | 编者按 | 编者注 | 編者註 | 訂正 | お詫びと訂正 |
    おわびと訂正 | おことわり | 정정 | 정정보도 | 바로잡습니다 | 알려드립니다
    تصحيح | توضيح | הבהרה | תיקון | תיקון טעות
    """
)
_UPDATE_OPENERS = lexicon.either(
    """
    update | updated | update and correction | story updated | article updated
    aktualisierung | aktualisiert | nachtrag | mise à jour | actualización | actualizado |
    aggiornamento | aggiornato | atualização | atualizado | oppdatering | oppdatert |
    uppdatering | uppdaterad | opdatering | opdateret | aktualizacja | aktualizace | päivitys |
    обновлено | обновление | дополнено | дополнение | оновлено | доповнено | доповнення |
    frissítve | frissítés | aktualizováno | actualizare | ενημέρωση | ažurirano |
    güncelleme | 更新 | 更新情報
    """
)
#: what may stand between the opening word and the colon: a date, a time, a few words
_QUALIFIER = (
    r"(?:\s*\([^()]{0,60}\)|\s+(?:appended|issued|added|notice|updated|to this (?:story|article))|"
    r"[\s,(]+(?:[^:：—–\s]+\s+){0,8}?[^:：—–]{0,20}\d(?:[^:：—–]|(?<=\d):(?=\d)){0,40}?)?"
)
_OPENING = lexicon.uncased(
    rf"^[\W_]*(?:{_OPENERS})(?!\w){_QUALIFIER}\s*(?:[:：】\])]|[—–]\s|\s-\s)\s*\S"
)
_UPDATE_OPENING = lexicon.uncased(
    rf"^[\W_]*(?:{_UPDATE_OPENERS})(?!\w){_QUALIFIER}\s*(?:[:：】\])]|[—–]\s|\s-\s)\s*\S"
)
#: a heading over corrections, or the first words of one without a colon
_ALONE = lexicon.uncased(rf"^[\W_]*(?:{_OPENERS})[\W_]*$")
_LATIN = lexicon.uncased(r"^[\W_]*(?:errata corrige|corrigendum|erratum)\b")
_PIECE = (
    r"(?:article|story|report|post|piece|page|column|headline|caption|photo caption|review|"
    r"live ?blog|blog|item|interview|transcript|podcast|episode|video|graphic|map|chart|obituary|"
    r"essay|newsletter|analysis|explainer|editorial|text|dispatch|profile|feature|recipe)"
)
_CHANGED = r"(?:corrected|amended|clarified|edited|revised|changed|updated|modified|refiled)"
_TO_MEND = (
    r"(?:correct|clarify|reflect|remove|fix|make clear|make|say|note|state|show|amend|accurately)"
)
#: what may stand before a sentence that does not open as a note does
_NOTE = r"(?:(?:please )?(?:note|hinweis|nota|remarque|opmerking|notis)\s*[:：]\s*)?"
#: how a whole note may begin
_BEGINS = lexicon.uncased(
    rf"[\W_]*{_NOTE}(?:(?:this|our) (?:\w+ \d{{1,2}} )?{_PIECE}(?:['’]s headline)? (?:has been|was|"
    rf"have been|is|has since been) (?:since )?{_CHANGED}(?: (?:to {_TO_MEND}|on (?:\w+ )?\d|"
    rf"at|after|because|in (?:the|order)|since)\b|[.;)]|$)|"
    rf"the (?:{_PIECE}|story) (?:has been|was|has since been) {_CHANGED} to {_TO_MEND}\b|"
    rf"the (?:headline|caption) (?:of this {_PIECE} )?(?:has been|was) {_CHANGED}\b|"
    rf"this (?:version|{_PIECE}) corrects\b|"
    rf"this {_PIECE} (?:originally|previously|initially|incorrectly|mistakenly|erroneously|"
    rf"misstated|misidentified|wrongly)\b|"
    r"(?:due to|because of|owing to) an? (?:editing|production|reporting|editor['’]s) error|"
    r"(?:the [a-z][\w ]{2,40}|\w+) regrets the error\.?$|"
    rf"we have (?:{_CHANGED}|removed)\b|we {_CHANGED} (?:this|our|the) {_PIECE}\b|"
    r"correction (?:appended|added)\b|"
    r"cet? (?:article|texte) a été (?:corrigé|modifié|rectifié|amendé)|"
    r"est[ea] (?:artículo|noticia|nota|texto|información|reportaje|pieza) (?:ha sido|fue) "
    r"(?:corregid|rectificad|modificad|editad|actualizad[oa] para corregir)|"
    r"quest[oa] (?:articolo|testo|notizia) è stat[oa] (?:corrett|modificat|rettificat)|"
    r"est[ea] (?:reportagem|texto|matéria|notícia|artigo|post) foi (?:corrigid|alterad|"
    r"retificad)|(?:not[ií]cia|texto|artigo|artículo) (?:corrigid|corregid)[oa]\b|"
    r"diferentemente do (?:informado|publicado|que)|"
    r"(?:juttua|uutista|artikkelia) (?:on )?(?:korjattu|oikaistu)|"
    r"(?:korjattu|oikaistu|täsmennetty) (?:klo|kello|\d)|"
    r"(?:artikeln|texten) (?:har (?:korrigerats|rättats)|är (?:korrigerad|rättad))|"
    r"(?:saken|artikkelen|artiklen) (?:er|ble|blev) (?:rettet|korrigert|korrigeret)|"
    r"(?:материал|текст|новость) (?:был[аи]? )?исправлен)|\(corrects\b"
)
#: what a note says wherever it says it
_SAYS = lexicon.uncased(
    rf"\b(?:earlier|previous|prior|original|initial|first|older) (?:version|edition)s? of "
    rf"(?:(?:this|our) {_PIECE}|the (?:article|story|headline|caption|post|live ?blog))\b(?! of\b)|"
    r"^[^\"“«„]*\bwe (?:regret|apologi[sz]e for) (?:the|this|any|our) (?:error|mistake)|"
    r"\bin (?:einer|der) (?:früheren|ersten|vorherigen|vorigen|älteren|ursprünglichen) (?:version|"
    r"fassung)(?: (?:dieses|des|unseres|der|dieser|hieß|stand|war|hatten|haben|wurde)\b|,)|"
    r"\bwir haben (?:das|dies|es|den fehler|die .{2,30}|eine .{2,30}|den .{2,30}) (?:korrigiert|"
    r"berichtigt|geändert)|\bbitten,? (?:wir )?(?:den|diesen|die) fehler zu entschuldigen|"
    r"\b(?:une|la|notre) (?:première|précédente) version de (?:cet?|notre|l['’]article)|"
    r"\bune (?:première )?version (?:précédente|antérieure|initiale|originale) de (?:cet?|notre|"
    r"l['’]article)|\bversión (?:anterior|previa|original|inicial) de (?:este|esta)|"
    r"\b(?:precedente versione|versione (?:precedente|originale|iniziale)) di quest|"
    r"\bversão (?:anterior|original|inicial) (?:deste|desta)|"
    r"\bin een (?:eerdere|vorige|oorspronkelijke) versie van (?:dit|deze)|"
    r"\bi en (?:tidigare|tidligere) (?:version|versjon) (?:av|af)\b|"
    r"\baiemmassa versiossa|\bjutun aiemm|"
    r"\bw (?:pierwotnej|poprzedniej|pierwszej|wcześniejszej) wersji (?:artykułu|tekstu|materiału)|"
    r"\bv (?:původní|předchozí|dřívější|první) verzi (?:článku|textu|zprávy)|"
    r"\b(?:korábbi|eredeti|előző) verzió|\bo versiune anterioară a acestui|"
    r"\bв (?:предыдущей|первоначальной|ранней|прежней|исходной) (?:версии|редакции) (?:этой |"
    r"этого |данного )?(?:статьи|материала|текста|новости|заметки)|"
    r"\b(?:у|в) (?:попередній|початковій) (?:версії|редакції) (?:статті|матеріалу|тексту|новини)|"
    r"προηγούμενη έκδοση|\bhaberin (?:önceki|ilk) |"
    r"(?:訂正|更正)(?:して(?:お詫び|おわび)|します|いたします|しました)|"
    r"(?:お詫び|おわび)(?:して|し、)(?:訂正|お知らせ)|誤りがありました|정정합니다|바로잡습니다"
)
#: one of them stands in whatever `_SAYS` finds; few paragraphs have any
_HINTS = (
    *(" version", "edition", "fassung", "versión", "versão", "versie ", "versjon", "we regret"),
    *("we apolog", "wir haben", "fehler zu", "aiemm", "wersji", "verzi", "versiune", "верси"),
    *("редакци", "версії", "редакції", "έκδοση", "haberin", "訂正", "更正", "詫び", "わび"),
    *("誤り", "정정", "바로잡"),
)
_UPDATES = lexicon.uncased(
    rf"^[\W_]*{_NOTE}(?:this (?:is a (?:breaking|developing)[^.]{{0,60}}|(?:article|story|post|"
    r"report|piece|page)) (?:has been|was|is being|will be) updated|"
    r"(?:story|article|post) updated (?:on|at|with)\b|\((?:updates|adds|recasts)\b|"
    r"this (?:article|story|post|report) was (?:first|originally) published.{0,60}\bupdated\b|"
    r"d(?:ies)?er (?:artikel|text|beitrag) wurde.{0,40} aktualisiert|"
    r"cet article a été (?:mis à jour|actualisé)|article (?:mis à jour|actualisé) (?:le|à)\b|"
    r"est[ea] (?:artículo|noticia) (?:ha sido|fue) actualizad|questo articolo è stato aggiornato|"
    r"est[ea] (?:reportagem|texto|matéria) foi atualizad|"
    r"dit artikel (?:is|werd) (?:bijgewerkt|geüpdatet)|"
    r"(?:juttua|uutista|artikkelia) (?:on )?(?:päivitetty|täydennetty)|"
    r"(?:artikeln|texten) (?:har uppdaterats|är uppdaterad|uppdaterades)|"
    r"(?:saken|artikkelen|artiklen) (?:er|ble|blev) (?:oppdatert|opdateret)|"
    r"(?:tekst|artykuł) (?:został )?zaktualizowan|článe?o?k (?:byl |bol |jsme |sme )?aktualizov|"
    r"(?:материал|новость|текст) (?:был[аи]? )?(?:обновл[её]н|дополнен)|"
    r"(?:матеріал|новин[ау]) (?:було )?(?:оновлен|доповнен)|vijest je (?:ažuriran|dopunjen))"
)
_ADDS = lexicon.uncased(
    r"\b(?:updated|aktualisiert|actualizad[oa]|mis à jour|aggiornat[oa]|atualizad[oa])\b"
)
_FAULT = lexicon.uncased(
    r"correct|clarif|misst|misspel|misidentif|misquot|misattribut|wrong|error|mistake|incorrect|"
    r"inaccura|falsch|fehler|korrig|berichtig|erreur|erron|rectif|corrig|correg|equivoc|sbagli|"
    r"amend"
)


def owns_up(head: str, size: int) -> bool:
    """Whether a text of that size, which begins with `head`, corrects or annotates the article.

    `head` is folded, here as below.
    """
    if _OPENING.match(head) or _LATIN.match(head):
        return True
    return size < 900 and _says(head)


def says_so(text: str) -> bool:
    """Whether a sentence speaks of an earlier version of the article, whatever opens it."""
    return len(text) < 900 and _says(lexicon.folded(text[:400]))


def is_heading(text: str) -> bool:
    """Whether a line is a heading over corrections."""
    return len(text) < 60 and _ALONE.match(lexicon.folded(text)) is not None


def updates(head: str) -> bool:
    """Whether a text tells of what is new in the article."""
    return _UPDATE_OPENING.match(head) is not None or _UPDATES.match(head) is not None


def only_adds(head: str) -> bool:
    """Whether a note tells of news and owns to no fault."""
    return _ADDS.search(head) is not None and _FAULT.search(head) is None


def _says(head: str) -> bool:
    if _BEGINS.match(head) is not None:
        return True
    for word in _HINTS:  # a generator costs as much as what it asks
        if word in head:
            return _SAYS.search(head) is not None
    return False
