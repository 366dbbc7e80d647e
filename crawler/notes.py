"""Lines about the article: corrections, updates, who else worked on it, and what to ignore."""

from __future__ import annotations

import re
from typing import Literal

Note = Literal["correction", "update_note", "contributor"]

_OPENERS = {
    "correction": (
        r"corrections?(?: and clarifications?)?|clarifications?|corrected|clarified|"
        r"editor['’`]?s?['’`]? notes?|"
        r"an editor['’]s note|erratum|errata|amendment|retraction|note to readers|"
        r"korrektur(?:hinweis)?|berichtigung|richtigstellung|klarstellung|anmerkung der redaktion|"
        r"anm\. d(?:er|\.) red(?:aktion|\.)?|hinweis der redaktion|in eigener sache|"
        r"gegendarstellung|"
        r"correctif|rectificatif|précision|erratum|note de la rédaction|ndlr|mise au point|"
        r"corrección|correcciones|fe de (?:errores|erratas)|rectificación|aclaración|"
        r"nota (?:de la redacción|del editor|de redacción)|"
        r"correzione|errata corrige|rettifica|precisazione|nota (?:della redazione|"
        r"dell['’]editore|redazionale)|"
        r"correção|correções|errata|retificação|nota (?:da redação|do editor)|esclarecimento|"
        r"correctie|rectificatie|rechtzetting|verduidelijking|noot van de redactie|"
        r"rättelse|förtydligande|rettelse|presisering|præcisering|oikaisu|täsmennys|"
        r"sprostowanie|korekta|od redakcji|oprava|upřesnění|helyesbítés|helyreigazítás|"
        r"исправление|поправка|уточнение|от редакции|примечание редакции|виправлення|від редакції|"
        r"διόρθωση|düzeltme|tashih|editörün notu|订正|更正|編註|編者按|"
        r"编者按|訂正|おことわり|정정|바로잡습니다|"
        r"تصحيح|توضيح|הבהרה|תיקון"
    ),
    "update_note": (
        r"update|updated|this (?:story|article|post|report) (?:has been|was) updated|"
        r"aktualisierung|aktualisiert|nachtrag|mise à jour|actualización|actualizado|"
        r"aggiornamento|aggiornato|"
        r"atualização|atualizado|oppdatering|oppdatert|uppdatering|uppdaterad|opdatering|"
        r"opdateret|"
        r"aktualizacja|aktualizace|päivitys|обновлено|обновление|оновлено|güncelleme|更新|更新情報"
    ),
}
_OPENING = {
    kind: re.compile(
        rf"^[\W_]*(?:{words})\b(?:[^.:：—–]{{0,60}}?|\s\d[\d:.]*\s?[ap]\.m\.[^.:：]{{0,30}})\s*(?:[:：]|[—–]\s|\s-\s|\)\s)\s*\S",
        re.IGNORECASE,
    )
    for kind, words in _OPENERS.items()
}
_CORRECTS = re.compile(
    r"\b(?:an? )?(?:earlier|previous|prior|original|initial|first) (?:version|"
    r"edition)s? of (?:this|the) "
    r"(?:article|story|report|post|piece|page|column|headline|caption|review|live ?blog|blog)\b|"
    r"\b(?:this|the) (?:article|story|report|post|piece|column|review|caption|headline) "
    r"(?:has been|was|have been|is) (?:since )?(?:corrected|amended|clarified|edited|revised|"
    r"changed|updated) "
    r"(?:to (?:correct|clarify|reflect|remove|fix|make|say|note|state|show|include|add)|on \d|"
    r"because|after|since|in)|"
    r"\bin einer (?:früheren|ersten|vorherigen|älteren) (?:version|fassung)|"
    r"\bin der ursprünglichen (?:version|fassung)|\bwir haben (?:das|dies|den fehler) korrigiert|"
    r"\bdans une (?:version précédente|première version)|\bune (?:version|"
    r"première version) précédente de cet article|"
    r"\b(?:una|en una) versión (?:anterior|previa) de (?:este|esta)|"
    r"\b(?:una|in una) versione precedente di (?:questo|questa)|"
    r"\b(?:uma|em uma|numa) versão anterior (?:deste|desta)|"
    r"\bin een eerdere versie van dit|\bi en tidigare version av|\ben tidligere versjon av|"
    r"\b(?:we regret|apologi[sz]e for) the error",
    re.IGNORECASE,
)
_UPDATES = re.compile(
    r"^[\W_]*(?:this (?:is a (?:breaking|developing)[^.]{0,60}|(?:article|story|post|"
    r"report)) (?:has been|was|is being|will be) updated|"
    r"dieser artikel wurde[^.]{0,40} aktualisiert|cet article a été (?:mis à jour|actualisé)|"
    r"este artículo (?:ha sido|fue) actualizado|questo articolo è stato aggiornato|"
    r"dit artikel (?:is|werd) (?:bijgewerkt|geüpdatet))",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r"^[\W_]*(?P<who>.{3,200}?)\s+(?:also\s+)?(?:contributed|contributing)\s+(?:reporting\s+|"
    r"research\s+)?"
    r"(?:to|from|for|reporting)\b.{0,80}$",
    re.IGNORECASE,
)
_CONTRIBUTION = re.compile(
    r"^[\W_]*(?:"
    r"(?:(?:additional|with|more|extra)\s+(?:reporting|reports?|research|contributions?)|"
    r"contributions?|contributors?|reporting|with (?:files|agency inputs?|inputs?))\s*(?:by|from|"
    r":)\s*"
    r"(?P<by>.{3,200}?)\.?$|"
    r"(?:mitarbeit|mit material von|unter mitarbeit von|avec la (?:contribution|participation) de|"
    r"con información de|con la colaboración de|ha collaborato|hanno collaborato|"
    r"com (?:informações|a colaboração) d[aeo]s?|colaborou|met medewerking van|medverkan)\s*:?\s+"
    r"(?P<of>.{3,160}?)\.?$)",
    re.IGNORECASE,
)
#: what every line that `_LEGAL` takes has in it, in lower case
_RIGHTS = (
    *("all rights reserved", "alle rechte vorbehalten", "tous droits réservés"),
    *("todos los derechos", "tutti i diritti", "todos os direitos"),
    "this material may not be published",
)
_EDITING = re.compile(
    r"[;,.]?\s*\b(?:edit(?:ing|ed)|writing|written|compiled|translat\w+|produced) by\b",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"\b(?:correction|corrections|clarification|erratum|errata|corrigendum|amendment|"
    r"editors?[-_ ]?note|"
    r"korrektur|rectificatif|correctie|rettelse|rattelse|sprostowanie)s?\b"
)

#: lines of the interface that stand between paragraphs, in the languages that we know of
_INTERFACE = re.compile(
    r"^(?:advert(?:isement|ising)?s?(?: - (?:scroll|continue|story|article).*)?|ad|"
    r"sponsored(?: content)?|promoted|"
    r"(?:story|article) continues (?:below|after).*|continue reading(?: (?:below|"
    r"the main story))?.*|scroll (?:down )?(?:to|for).*|"
    r"read (?:more|next|also|it)|see also|related(?: (?:stories|articles|topics|content|news|"
    r"links|coverage|posts|reading|video))?|"
    r"more (?:stories|news|from .{2,40}|on this (?:story|topic)|coverage)|"
    r"recommended(?: (?:for you|stories|videos))?|most (?:read|popular|viewed)|"
    r"you (?:may|might) also (?:like|be interested in).*|share(?: (?:this|on|via|with).*)?|"
    r"shares?|tweet|pin it|email|print|copy link|link (?:successfully )?copied.*|"
    r"comments?(?: \(?\d+\)?)?|\d+ (?:comments?|shares?)|leave a (?:comment|reply)|view comments|"
    r"show comments|join the conversation|"
    r"(?:follow|like) us(?: on.*)?|sign up(?: (?:here|now|for).*)?|subscribe(?: (?:now|here|to|"
    r"for).*)?|log ?in|sign in|register|"
    r"loading\.*|play(?: video)?|watch(?: now)?|video|photos?|gallery|image|"
    r"(?:image|photo|slide) \d+ (?:of|/) \d+|"
    r"listen(?: to (?:this )?(?:article|story))?|"
    r"tags?:?|topics?:?|filed under:?|skip (?:to|past).*|back to top|toggle.*|close|menu|search|"
    r"save(?: (?:article|story))?|bookmark|"
    r"\d+ (?:min(?:ute)?s?|hours?|days?|hrs?) (?:ago|read)|(?:\d+ )?views?|font size|text size|"
    r"anzeige|werbung|lesen sie auch|mehr zum thema|teilen|drucken|kommentare?|zur startseite|"
    r"artikel (?:merken|hören|anhören)|"
    r"publicité|lire aussi|à lire aussi|partager|imprimer|commentaires?|s['’]abonner|"
    r"la suite après (?:cette|la) publicité|"
    r"publicidade?|lea también|lee también|te puede interesar|compartir|imprimir|comentarios|"
    r"leia (?:também|mais)|veja (?:também|mais)|compartilhe?|"
    r"pubblicità|leggi anche|condividi|stampa|commenti|advertentie|lees ook|delen|reacties|"
    r"annons|läs (?:mer|också)|dela|annonse|les også|"
    r"reklama|czytaj (?:też|także|również)|zobacz (?:też|także|również)|udostępnij|komentarze|"
    r"você (?:também )?pode gostar.*|(?:notícias|matérias|artigos|posts?) relacionad[oa]s|"
    r"mais lidas|mais notícias|"
    r"(?:noticias|artículos|notas|contenidos?) relacionad[oa]s?|lo más (?:leído|visto)|"
    r"más (?:noticias|información|sobre .{2,40})|"
    r"articles? (?:liés|similaires|connexes|associés)|sur le même (?:sujet|thème)|à voir aussi|"
    r"les plus lus|plus d['’]articles|"
    r"articoli (?:correlati|simili)|potrebbe(?: anche)? interessart[ie].*|i più letti|"
    r"altre notizie|"
    r"das könnte (?:sie|dich) (?:auch )?interessieren.*|ähnliche (?:artikel|beiträge|themen)|"
    r"weitere (?:artikel|beiträge|themen|meldungen|nachrichten).{0,20}|"
    r"mehr (?:dazu|aus .{2,40}|von .{2,40})|meistgelesen(?:e artikel)?|auch interessant|"
    r"passend dazu|"
    r"gerelateerd(?:e artikelen)?|meer (?:nieuws|over .{2,40})|relaterade? .{0,20}|mest (?:lest|"
    r"lästa)|powiązane.{0,20}|polecane|podobne .{0,20}|"
    r"реклама|похожие .{0,20}|читайте также|поделиться|комментарии|广告|分享|相关阅读|関連記事|"
    r"シェア)[\s:：.!»>…]*$",
    re.IGNORECASE,
)
_PROMOTION = re.compile(
    r"^(?:\W*(?:read (?:more|also|next|the full|our)|see also|also read|related|more|watch|"
    r"listen|must read|don['’]t miss|in case you missed|"
    r"lesen sie (?:auch|mehr)|mehr zum thema|lire aussi|à lire(?: aussi)?|voir aussi|lea también|"
    r"lee también|leer más|te puede interesar|"
    r"leia (?:também|mais)|veja (?:também|mais)|saiba mais|leggi anche|lees ook|läs också|"
    r"les også|czytaj (?:też|także|również|więcej)|zobacz (?:też|także|również)|"
    r"читайте также|смотрите также|по теме|download (?:the|our)|click here|follow (?:us|"
    r"@?\w+ on)|subscribe to|sign up (?:for|to)|get the latest|"
    r"like us on|join (?:us|our))\b\s*[:：>»|–—-]?)",
    re.IGNORECASE,
)
_SOLICITS = re.compile(
    r"\b(?:sign up (?:for|to) (?:our|the|get)|subscribe to (?:our|the)|our (?:daily|weekly|free|"
    r"morning) (?:newsletter|briefing)|"
    r"follow (?:us|him|her|them|me|the author) on|like us on facebook|download (?:our|"
    r"the) (?:free )?app|"
    r"all rights reserved|may not be (?:published|reproduced)|protected by recaptcha|"
    r"terms of (?:service|use)|privacy policy|"
    r"support (?:our|independent) journalism|click here to (?:subscribe|sign|read|view|get|see|"
    r"join)|"
    r"enable javascript|please enable|your browser (?:does not|doesn)|"
    r"turn off (?:your )?ad ?block|"
    r"we use cookies|we['’]d like to hear what you|letters to the editor|like this story\?|"
    r"got a (?:story|tip)|email us at|have your say|send your (?:news|story))",
    re.IGNORECASE,
)
#: what every line that `_SOLICITS` finds has in it, in lower case
_SOLICITING = (
    *("sign up", "subscribe", "newsletter", "briefing", "follow ", "like us on", "download "),
    *("rights reserved", "may not be", "recaptcha", "terms of ", "privacy policy", "journalism"),
    *("click here", "javascript", "your browser", "turn off", "cookies", "like to hear"),
    *("letters to", "like this story", "got a ", "email us", "have your say", "send your "),
)
_LEGAL = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:19|20)\d\d.{0,300}(?:all rights reserved|"
    r"alle rechte vorbehalten|tous droits réservés|"
    r"todos los derechos|tutti i diritti|todos os direitos)|^(?:©|"
    r"copyright)\s.{0,80}\ball rights reserved|"
    r"this material may not be published, broadcast|all rights reserved\. (?:reproduction|this|"
    r"no part|use)",
    re.IGNORECASE,
)


def kind_of(text: str, label: str = "") -> Note | None:
    """What a line says of the article; `label` is the class and id of what holds it."""
    head = text[:400]
    if contributors_line(text):
        return "contributor"
    if _OPENING["correction"].match(head) or (len(text) < 900 and _corrects(head)):
        return "update_note" if _is_update(head) else "correction"
    if label and len(text) > 20 and _MARKED.search(label.lower().replace("_", " ")):
        return "correction"
    if _OPENING["update_note"].match(head) or _UPDATES.match(head):
        return "update_note"
    return None


def _is_update(head: str) -> bool:
    """An editor's note that tells of news and owns to no fault."""
    return _ADDS.search(head) is not None and _FAULT.search(head) is None


def _corrects(head: str) -> bool:
    return _has_any(head, _HINTS) and _CORRECTS.search(head) is not None


_ADDS = re.compile(
    r"\b(?:updated|aktualisiert|actualizad[oa]|mis à jour|aggiornat[oa]|atualizad[oa])\b",
    re.IGNORECASE,
)
_FAULT = re.compile(
    r"correct|clarif|misst|misspel|misidentif|misquot|misattribut|wrong|error|mistake|incorrect|"
    r"inaccura|falsch|"
    r"fehler|korrig|berichtig|erreur|erron|rectif|corrig|equivoc|sbagli|amend",
    re.IGNORECASE,
)
#: one of them stands in whatever `_CORRECTS` finds, and few paragraphs have any
_HINTS = (
    *("version", "versión", "versão", "versie", "versjon", "edition", "fassung", "korrigiert"),
    *("corrected", "amended", "clarified", "edited", "revised", "changed", "updated", "the error"),
)


def contributors_line(text: str) -> str | None:
    """The names in "… contributed to this report" and its like; None for any other line."""
    if len(text) > 320:
        return None
    if "contribut" in text.lower() and (match := _CONTRIBUTED.match(text)) is not None:
        who = match["who"]
    elif (match := _CONTRIBUTION.match(text)) is not None:
        who = match["by"] or match["of"]
    else:
        return None
    return _EDITING.split(who)[0]


def is_interface(text: str) -> bool:
    """Whether a line is a control, a label or a counter and nothing else."""
    return len(text) < 90 and _INTERFACE.match(text) is not None


def is_legal(text: str) -> bool:
    """Whether a line is the small print under an article."""
    return len(text) < 1200 and _has_any(text, _RIGHTS) and _LEGAL.search(text) is not None


def _has_any(text: str, stems: tuple[str, ...]) -> bool:
    """Whether a pattern that needs one of these can match: most lines have none, and are cheap."""
    lowered = text.lower()
    for stem in stems:  # noqa: SIM110 -- a generator costs as much as what it asks
        if stem in lowered:
            return True
    return False


def is_promotion(text: str, linked: int) -> bool:
    """Whether a line points elsewhere: "Read also: …", a sign-up, a follow button."""
    size = len(text)
    if size > 400:
        return False
    if _PROMOTION.match(text) and (linked > 0.4 * size or size < 60):
        return True
    return size < 260 and _has_any(text, _SOLICITING) and _SOLICITS.search(text) is not None
