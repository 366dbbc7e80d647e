"""Lines about the article: corrections, updates, who else worked on it, and what to ignore."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from crawler import corrections, interface_words, lexicon
from crawler.memory import LONGEST, recalled
from crawler.tree import Element, is_crowded

Note = Literal["correction", "update_note", "contributor"]

_CONTRIBUTED = lexicon.uncased(
    r"^[\W_]*(?P<who>.{3,200}?)\s+(?:also\s+)?(?:contributed|contributing)\s+(?:reporting\s+|"
    r"research\s+)?"
    r"(?:to|from|for|reporting|research)\b.{0,80}$"
)
_NAME = r"[A-ZÀ-Þ][\w.’'-]+(?: [A-ZÀ-Þ][\w.’'-]+){1,2}"
#: the same with no word of what to
_CONTRIBUTED_ALONE = re.compile(rf"(?P<who>{_NAME}(?:(?:, and|,| and) {_NAME})*) contributed\.?$")
_CONTRIBUTION = lexicon.uncased(
    r"^[\W_]*(?:"
    r"(?:(?:additional|with|more|extra)\s+(?:reporting|reports?|research|contributions?|assistance|"
    r"inputs?)|"
    r"contribut(?:ing|ions?|ors?)|reporting|with (?:files|agency inputs?|"
    r"inputs?|a report|reports?|information|material))\s*(?:by|from|"
    r":)\s*"
    r"(?P<by>.{3,200}?)[.)\]]*$|"
    r"(?:mitarbeit|mit material von|unter mitarbeit von|avec la (?:contribution|participation) de|"
    r"con información de|con la colaboración de|ha collaborato|hanno collaborato|"
    r"com (?:informações|a colaboração) d[aeo]s?|colaborou|met medewerking van|medverkan)\s*:?\s+"
    r"(?P<of>.{3,160}?)[.)\]]*$)"
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
#: what joins those who helped to those who wrote
_ALSO = re.compile(r"[;,.]\s*(?:additional|with) (?:reporting|research) by\s", re.IGNORECASE)
_MARKED = re.compile(
    r"\b(?:correction|corrections|clarification|erratum|errata|corrigendum|amendment|"
    r"editors?[-_ ]?note|"
    r"korrektur|rectificatif|correctie|rettelse|rattelse|sprostowanie)s?\b"
)

#: lines of the interface that stand between paragraphs, in the languages that we know of
_INTERFACE = lexicon.uncased(
    r"^[【\[·•|]?\s?(?:advert(?:isement|ising)?s?(?: - (?:scroll|continue|story|article).*)?|ad|"
    r"sponsored(?: content)?|promoted|"
    r"(?:story|article) continues (?:below|after).*|article content|continue reading(?: (?:below|"
    r"the main story))?.*|scroll (?:down )?(?:to|for).*|"
    r"read (?:more|next|also|it)|see also|related(?: (?:stories|articles|topics|content|news|"
    r"links|coverage|posts|reading|video))?|"
    r"more (?:stories|news|from .{2,40}|on this (?:story|topic)|coverage|great .{2,40})|"
    r"recommended(?: (?:for you|stories|videos|from .{2,30}))?|"
    r"most (?:read|popular|viewed)(?: (?:in|on) .{2,30})?|(?:popular|trending) (?:on .{2,30}|now)|"
    r"partner (?:news|content)|top (?:stories|news)|"
    r"(?:featured|latest) (?:videos?|stories|news|headlines)|latest|newsletter(?: sign-?up)?|"
    r"(?:this (?:article|story) is free to read|gift (?:this )?article).{0,20}|"
    r"published in(?: [^,]{3,40},.{3,20}\d{4})?|"
    r"(?:just|must) watch(?:ed)?|more videos|\(\d+ videos?\)|now playing|currently reading|"
    r"you (?:may|might) also (?:like|be interested in).*|share(?: (?:this|on|via|with).*)?|"
    r"shares?|tweet|pin it|email|print|copy link|link (?:successfully )?copied.*|"
    r"comments?(?: \(?\d+\)?)?|\d+ comments?\s?\]?|\d[\d.,]*\s?k?\s?shares?|"
    r"leave a (?:comment|reply)|view comments|show comments|join the conversation|"
    r"(?:follow|like) us(?: on.*)?|sign up(?: (?:here|now|for).*)?|subscribe(?: (?:now|here|to|"
    r"for).*)?|log ?in|sign in|register|"
    r"loading\.*|play(?: video)?|watch(?: now)?|video|photos?|gallery|image|"
    r"(?:image|photo|slide) \d+ (?:of ?/?|/) ?\d+|(?:(?:share|tweet|submit|post|pin(?: it)?|flip|"
    r"email|print|facebook|twitter|whatsapp|linkedin|reddit|pinterest|telegram|pocket|copy link|"
    r"save|more)\b[\s|,·]*){2,9}|\d+ ?[-–] ?\d+ (?:of|von|de|sur|di) \d+|"
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
    r"mehr (?:dazu|(?:aus|von|zur|zum) .{2,40})|meistgelesen(?:e artikel)?|auch interessant|"
    r"passend dazu|"
    r"gerelateerd(?:e artikelen)?|meer (?:nieuws|over .{2,40})|relaterade? .{0,20}|mest (?:lest|"
    r"lästa)|powiązane.{0,20}|polecane|podobne .{0,20}|"
    r"реклама|похожие .{0,20}|читайте также|поделиться|комментарии|广告|分享|相关阅读|関連記事|"
    rf"シェア|{interface_words.READ_ALSO}|{interface_words.BETWEEN})[\s:：.!»>…】]*$"
)
_LEGAL = lexicon.uncased(
    r"(?:©|\(c\)|copyright)\s*(?:19|20)\d\d.{0,300}(?:all rights reserved|"
    r"alle rechte vorbehalten|tous droits réservés|"
    r"todos los derechos|tutti i diritti|todos os direitos)|^(?:©|"
    r"copyright)\s.{0,80}\ball rights reserved|"
    r"this material may not be published, broadcast|all rights reserved\. (?:reproduction|this|"
    r"no part|use)"
)


#: what may stand around a line of the interface
_AROUND = " :.!»>…-–—|·"
#: characters from which on it does not matter how long a line is
_LONG = 1000
#: characters of a date with its time and zone
_STAMP = 40
#: children of a box of notes
_BOX = 12


def kind_of(text: str, label: str = "") -> Note | None:
    """What a line says of the article; `label` is the class and id of what holds it."""
    return _kind_of(text[:LONGEST], min(len(text), _LONG), is_marked(label))


@lru_cache(maxsize=1 << 14)
def _kind_of(head: str, size: int, marked: bool) -> Note | None:
    if size == len(head) and contributors_line(head):
        return "contributor"
    low = lexicon.folded(head)
    if corrections.owns_up(low, size):
        return "update_note" if corrections.only_adds(low) else "correction"
    if size > 20 and marked and not is_stamp(head):
        return "correction"
    return "update_note" if corrections.updates(low) else None


def is_stamp(line: str) -> bool:
    """Whether a line is little more than a date, as under a note."""
    return len(line) < _STAMP and 2 * sum(map(str.isalpha, line)) < len(line)


@recalled(1 << 12)
def is_marked(label: str) -> bool:
    """Whether a class or id calls what it stands on a correction or an editor's note."""
    return bool(label) and _MARKED.search(label.lower().replace("_", " ")) is not None


def label_of(element: Element) -> str:
    """The class and id of an element, and those of a small box around it that call it a note."""
    own = _names(element)
    node = element.getparent()
    for _ in range(3):
        if node is None or node.tag in ("article", "main", "body"):
            break
        if is_crowded(node, _BOX):
            break
        if is_marked(_names(node)):
            return f"{own} {_names(node)}"
        node = node.getparent()
    return own


def _names(element: Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def contributors_line(text: str) -> str | None:
    """The names in "… contributed to this report" and its like; None for any other line."""
    if len(text) > 320:
        return None
    low = lexicon.folded(text)
    match = _CONTRIBUTION.match(low)
    if "contribut" in low:
        match = _CONTRIBUTED.match(low) or _CONTRIBUTED_ALONE.match(text) or match
    if match is None:
        return None
    start, end = match.span(match.lastgroup or 0)
    return _ALSO.sub("; ", _EDITING.split(text[start:end])[0])


def is_interface(text: str) -> bool:
    """Whether a line is a control, a label or a counter and nothing else."""
    return len(text) < 90 and _is_interface(text)


@lru_cache(maxsize=1 << 14)
def _is_interface(line: str) -> bool:
    low = lexicon.folded(line)
    return low.strip(_AROUND) in interface_words.LINES or _INTERFACE.match(low) is not None


def is_legal(text: str) -> bool:
    """Whether a line is the small print under an article."""
    if len(text) >= 1200:
        return False
    low = lexicon.folded(text)
    return lexicon.has_any(low, _RIGHTS) and _LEGAL.search(low) is not None
