"""Whose picture it is: the credit taken apart from a caption, as news sites write it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler import bylines, credit_words, lexicon
from crawler.memory import recalled
from crawler.tree import fold

_LABEL = rf"(?i:{credit_words.LABELS})"
_AGENCY = (
    rf"(?:(?i:{lexicon.either(credit_words.HOUSES)})|{lexicon.either(credit_words.SHORT_HOUSES)})"
)
#: a text in which `_AGENCY` finds anything has one of these words
_HOUSE_WORDS = lexicon.telling(credit_words.HOUSES) | lexicon.telling(credit_words.SHORT_HOUSES)
_HOUSE = re.compile(rf"\b{_AGENCY}\b|@|\.\w{{2,3}}\b")
#: what may come after an agency's name
_AFTER_AGENCY = (
    r"(?:\s?/(?:[^.]|\b[A-Z]\.){2,60}|"
    r",?\s(?i:file|pool|images?|photos?|archives?|handout|stringer))*"
)
_BREAK = (
    r"(?:^|(?<=[.!?…”\"'’)\]。।۔])\s*|\s+[|–—•·/-]\s*|\s+(?=[A-ZÀ-ÞФ©(\u0590-\u1bff\u3040-\ud7af]))"
)
_SENTENCE = r"(?:^|(?<=[.!?…”\"'’)\]。।۔])\s+|\s+[|–—•·-]\s+)"
_BY = (
    r"(?i:by|courtesy(?: of)?|via|from|credit|supplied(?: by)?|provided(?: by)?|submitted(?: by)?|"
    r"contributed(?: by)?|par|von|de|di|da|van|od)"
)
_LABELLED = re.compile(
    rf"{_BREAK}(?:(?<!FILE )(?<!File ){_LABEL}(?:\s+{_BY})?\s*(?:[:：=＝]|\s[|–—/]\s|\.\.\.|…)\s*|"
    rf"(?i:(?:staff |file )?(?:photo(?:graph)?s?|images?|pictures?|(?:photo )?illustrations?|"
    rf"graphics?|artwork|video))\s+{_BY}\s+|(?<!\w\s)(?i:photo|foto|image)/(?!\s)|[圖图][／/]|"
    rf"(?i:courtesy(?: of)?|foto(?:grafía|grafia)?s? (?:di|de|von|par)|crédits? photo)\s+|"
    rf"(?i:{credit_words.SPOKEN_SOURCE})[,،，]\s?|(?i:image copyright|fot\.|φωτ\.|ảnh|beeld)\s+|"
    rf"사진\s(?=[^\s.]{{2,12}}(?:\s[^\s.]{{1,12}})?$)|"
    rf"(?<!\w\s)(?:PHOTO|FOTO|Foto|Photo)\s+(?=[A-ZÀ-Þ])|"
    rf"(?<=[a-zà-ÿ]\s)(?:PHOTO|FOTO)\s(?=[A-ZÀ-Þ][^.:]{{1,40}}$)|©\s*|"
    rf"ⓒ\s*|\([cC]\)\s*|(?i:copyright)\s+(?:\d{{4}}\s+)?)"
)
#: a text in which `_LABELLED` finds anything has one of these
_LABEL_SIGN = re.compile(r"[:：=＝|–—/／…©ⓒ]|\.\.\.|\([cC]\)")
_LABEL_WORD = (
    *("photo", "foto", "image", "picture", "illustration", "graphic", "artwork", "video"),
    *("courtesy", "fot.", "φωτ.", "ảnh", "beeld", "copyright", "사진"),
    *credit_words.SAYS_SOURCE,
)
_STANDING = (
    r"(?i:(?:submitted|contributed|file|staff|courtesy|handout|provided|supplied|stock|archive)\s"
    r"(?:photo(?:graph)?|image|picture|illustration)s?|handout|contributed|submitted|supplied|"
    r"screen ?(?:shot|grab)|symbolbild|archivbild|archivfoto|imagen de archivo|foto de archivo|"
    r"foto d['’]archivio|archives|divulgação|reprodução|especial|cortesía|redes sociales|"
    r"captura de pantalla)"
)
_ALONE = re.compile(rf"{_BREAK}(?P<who>{_STANDING})\.?$")
_TRAILING = re.compile(
    rf"{_SENTENCE}(?P<who>(?:(?:[\w’'&-]+|(?:[A-ZÀ-Þ]\.)+)\s){{0,5}}?[^.]{{0,40}}?\b{_AGENCY}\b"
    rf"{_AFTER_AGENCY})\.?$"
)
_WORD = rf"[{credit_words.CAPITALS}](?:[\w’'-]+|\.)"
_NAME = rf"{_WORD}(?:[ -](?:{_WORD}|de|da|van|von|der|bin|al|el|la|dos)){{1,3}}"
_NAMED = re.compile(
    rf"{_SENTENCE}(?P<who>{_NAME}(?:\s-\s\d[\w.]+)?\s?(?:[/|]|,\s(?=[A-Z])|\s(?:for|via)\s(?=[A-Z]))"
    rf"\s?(?:[^.,/|]|\b[A-Z]\.){{2,50}}|{_WORD}\s?/\s?{_NAME})\.?$"
)
#: at the end of East Asian captions: who took it, or after a stroke who wrote for the paper
_EASTERN = re.compile(
    r"(?:^|[。，、,.）＝=；;\s])\s*(?P<who>[^。，、＝=；;]{2,20}?\s?[／/]?\s?(?:摄影|攝影|摄|攝|撮影|供图|供圖|촬영)|"
    r"[^。，、＝=；;\s]{2,12}\s?(?:提供|제공))$|"
    r"(?:\s?/\s?|(?<=[.\])”\"]) ?(?=[가-힣]{2,4} ?(?:선임|사진)?기자$))"
    r"(?P<korean>[가-힣][가-힣\w ]{1,18})$"
)
#: a text in which `_EASTERN` finds anything ends with one of these
_EASTERN_END = re.compile("[摄攝影図圖图供공영가-힣]$")
#: in brackets at the end of a caption in a script that is written from the right
_RIGHT_TO_LEFT = re.compile("[\u0590-\u06ff]")
#: at the end of Lithuanian captions: "… / J. Elm / Gazette nuotr."
_PICTURED_BY = re.compile(r"(?:\s[/|]\s|(?<=[^\W\d_]{3}\.)\s)(?P<who>\S.{2,70}?\snuotr\.?)$")
#: words that are no name
_RIGHTS = lexicon.uncased(r"\s*[-–—|]?\s*(?:© ?)?riproduzione riservata\.?$")
#: a name behind a bar, after a caption of some words
_BARRED = re.compile(rf"(?:\S\s+\S+\s+\||[.!?”\"]\s*[—–/])\s*(?P<who>{_NAME})$")
#: a name after a sentence; titles that end in a point are no sentence
_AFTER_SENTENCE = re.compile(
    rf"(?:[^\W\d_]{{5}}|\d|[a-z][”\"’')])[.!?][”\"’')]?\s+(?:[–—-]\s+)?(?P<who>{_NAME})\.?$"
)
#: one word behind a dash after a sentence: "… on Monday. — Daybreak"
_DASHED = re.compile(rf"[.!?][”\"’')]?\s*[—–]\s*(?P<who>{_WORD})\.?$")
#: a text in which `_AFTER_SENTENCE` finds anything has one
_SENTENCE_END = re.compile(r"[.!?][”\"’')]?\s")
_IN_BRACKETS = re.compile(
    r"\s*[(\[（【［〔]([^()\[\]（）【】［］]{2,120})[)\]）】］〕]\s*\.?\s?(?P<rest>[\w ]{0,24})$"
)
_SAYS_CREDIT = re.compile(
    rf"^\s*(?:{_LABEL}(?:\b|[:：=＝])|©|\([cC]\)|(?i:via)\b)|.{{2,60}}/.{{2,60}}|\b(?i:via)\b|"
    r"(?i:\bphoto(?:graph)?s? by )|"
    rf"\b{_AGENCY}{_AFTER_AGENCY}\s*$|^{_STANDING}$|"
    rf"^{_NAME} for (?:[Tt]he )?[A-Z]|^[WK][A-Z]{{2,3}}(?:-?TV)?$|"
    r"^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|de|fr|it|es|co\.uk)$|"
    r"^[A-Z][\w &-]{1,30}: [A-ZÀ-Þ][\w .,’'-]{2,50}$|\||"
    r"^[^。]{1,20}(?:撮影|提供|摄影?|攝影?|供图|供圖|제공|촬영|자료사진|캡처|갈무리)$|"
    r"재판매 및 DB 금지$"
)
_STRIP = re.compile(
    rf"^(?:{_LABEL}(?:\s+{_BY})?\s*(?:[:：=＝／]|/(?!\s)|\s[|–—/]\s|\.\.\.|…)\s*|"
    rf"(?i:(?:photo(?:graph)?s?|images?|pictures?|illustrations?|graphics?|artwork|video)\s+{_BY}\s+|"
    rf"courtesy (?:of\s+)?|(?:{credit_words.SPOKEN_SOURCE})[,،，]\s*|사진\s|"
    rf"image copyright\s+|credits?\s+|"
    rf"foto(?:grafía|grafia)?s? (?:di|de|von|par)\s+|"
    rf"(?:fot\.|φωτ\.|beeld\s|ảnh\s)\s*:?\s*|copyright\s*:?\s*)|(?i:photo|foto)\s+(?=[A-ZÀ-Þ])|[©ⓒ]\s*|\([cC]\)\s*)+"
)
#: what screen readers are told before a caption, and counters of galleries
_SPOKEN = re.compile(
    rf"^(?:写真・図版\s?|(?i:{credit_words.SPOKEN_CAPTION})[,،，]\s?|"
    r"(?i:image|photo|media) (?i:caption)[:,]?(?:\s+|(?=[A-ZÀ-Þ“\"‘]))|"
    r"(?i:image)$|(?:(?i:image|photo|slide|bild|foto) )?"
    r"\[?\d{1,4}\s?(?:of|/|von|de|di|sur)\s?\d{1,4}\]?(?:\s?\|\s?|\s+|(?=[A-ZÀ-Þ“\"‘])|$))+"
)
#: a line that begins with a word for a picture, or for who owns it; characters of such a line
_LINE_LABEL = re.compile(rf"{_LABEL}(?:\s+{_BY})?\s*[:：=＝]")
_LINE = 120
_ADDRESS = re.compile(r"(?<=\s)[\w.+-]+@[\w-]+(?:\.[\w-]+)+$")
_LOOSE_LABEL = re.compile(rf"(?<=[.!?…”\"’)])\s*{_LABEL}\s*[:：]?$")
_ENDS = " |·•–—-"
#: of a date, and of no name
_DIGIT = re.compile(r"\d")
#: words of a caption, which a name in brackets at its end is no part of
_WORDY = 5
#: their point is part of them
_SHORT_FORMS = lexicon.words("bros. inc. ltd. corp. co. jr. sr. st.")


@recalled(1 << 12)
def split(text: str) -> tuple[str | None, str | None]:
    """(caption, credit) of a line that may hold both; the credit without its label."""
    text = without_label(text)
    match = _IN_BRACKETS.search(text)
    if match is not None and _is_bracket(text[: match.start()], match):
        named = _AFTER_SENTENCE.search(text[: match.start()])
        start = named.start("who") if named else match.start()
        return _pair(text[:start], text[start:] if named else match[1])
    if _may_have_label(text):
        for match in _LABELLED.finditer(text):
            if _is_name(text[match.end() :]):
                return _pair(text[: match.start()], text[match.end() :])
    match = _EASTERN.search(text) if _EASTERN_END.search(text) else None
    if match is not None:
        group = "who" if match["who"] else "korean"
        return _pair(text[: match.start(group)].rstrip("／/、， ＝="), match[group])
    for pattern in _worth_trying(text):
        match = pattern.search(text)
        if match is not None and _is_name(match["who"], plain=0):
            return _pair(text[: match.start("who")], match["who"])
    return text.rstrip(_ENDS) or None, None


def _may_have_label(text: str) -> bool:
    low = lexicon.folded(text)
    return _LABEL_SIGN.search(text) is not None or any(word in low for word in _LABEL_WORD)


def _worth_trying(text: str) -> Iterator[re.Pattern[str]]:
    """The patterns of a credit without a label that can match: most captions have none."""
    tokens = lexicon.tokens(text)
    if tokens and tokens[-1] in credit_words.STANDING_ENDS:
        yield _ALONE
    if tokens and tokens[-1] == "nuotr":
        yield _PICTURED_BY
    if not _HOUSE_WORDS.isdisjoint(tokens):
        yield _TRAILING
    if any(sign in text for sign in ("/", "|", ", ", " for ", " via ")):
        yield _NAMED
    if any(sign in text for sign in "|—–/"):
        yield _BARRED
    if _SENTENCE_END.search(text):
        yield _AFTER_SENTENCE
        yield _DASHED


def without_label(text: str) -> str:
    """A caption without "Image caption" and "1 of 4" before it, and no address at its end."""
    text = fold(text)
    spoken = _SPOKEN.match(text)
    text = text[spoken.end() :] if spoken is not None else text
    rights = _RIGHTS.search(low) if "riservata" in (low := lexicon.folded(text)) else None
    text = text[: rights.start()] if rights is not None else text
    return _ADDRESS.sub("", text) if "@" in text else text


def without_loose_label(caption: str) -> str:
    """A caption without the "Photo:" that stood before a credit taken from it."""
    return _LOOSE_LABEL.sub("", caption).rstrip(f"{_ENDS}©")


def is_credit(text: str) -> bool:
    """Whether a line says whose picture it is, and nothing else."""
    caption, credit = split(text)
    return credit is not None and (caption is None or re.fullmatch(_NAME, caption) is not None)


def of_line(text: str) -> str | None:
    """Whose picture a line of its own says that it is, with a word for that: "Photo: Ann Lee"."""
    if len(text) > _LINE or _LINE_LABEL.match(text.lstrip("([（【")) is None:
        return None
    caption, credit = split(text)
    return credit if caption is None else None


def of_overlay(text: str) -> str | None:
    """The credit that stands by itself in a figure which has a caption: a bare name too."""
    if is_credit(text):
        return split(text)[1]
    name = re.fullmatch(_NAME, text)
    return text if name is not None and bylines.looks_like_name(text) else None


def clean(text: str) -> str | None:
    """A credit without brackets and without "Photo:" and its like."""
    text = _ADDRESS.sub("", fold(text)).replace(" , ", ", ").strip(_ENDS).lstrip("/ ")
    if text.endswith(".") and len(last := text.split()[-1]) > 3:
        text = text if last.lower() in _SHORT_FORMS else text[:-1]
    if text[:1] in "([（【" and text[-1:] in ")]）】":
        text = text[1:-1].strip()
    return _STRIP.sub("", text).strip(_ENDS + ":") or None


def _is_bracket(before: str, match: re.Match[str]) -> bool:
    """Whether what stands in brackets at the end is a credit."""
    inside, rest = match[1], match["rest"]
    if rest and rest not in inside and not _SAYS_CREDIT.search(rest):
        return False
    if _SAYS_CREDIT.search(inside) or bylines.is_agency(inside):
        return len(inside.split()) <= 14
    if _RIGHT_TO_LEFT.search(inside):
        return bool(before.strip()) and len(inside.split()) <= 5 and match[0].rstrip()[-1:] != "."
    if match[0].lstrip()[:1] in "[［〔" and len(before.split()) >= _WORDY:
        return len(inside.split()) <= _WORDY and _is_name(inside, plain=0)
    ended = before.rstrip().endswith((".", "!", "?", "。", "”", '"'))
    if ended:
        return inside[0].isupper() and not _DIGIT.search(inside) and _is_name(inside, plain=0)
    return len(before.split()) >= _WORDY and bool(re.fullmatch(_NAME, inside.strip()))


def _is_name(text: str, plain: int = 1) -> bool:
    """Whether words are names of people and houses: few of them are in lower case."""
    words = text.split()
    if not 1 <= len(words) <= 14 or len(text) > 140 or "。" in text:
        return False
    low = [
        w for w in words if w[0].islower() and w.strip(".,;:()/|").lower() not in credit_words.SMALL
    ]
    if not any(character.isupper() or character.islower() for character in text):
        return len(text) <= 40
    return len(low) <= plain or (len(low) <= 2 and _HOUSE.search(text) is not None)


def _pair(caption: str, credit: str) -> tuple[str | None, str | None]:
    return caption.strip().rstrip("/|–—•·-").strip() or None, clean(credit)
