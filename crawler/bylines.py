"""Bylines as names: no "By", no titles, several people taken apart, agencies kept."""

from __future__ import annotations

import re

_BY = re.compile(
    r"^(?:(?:written|words|story|text|texte|reported|reporting|posted|published|compiled|edited|"
    r"analysis|"
    r"review|article|opinion|column|report|interview|photos?(?: and (?:text|words))?|submitted|"
    r"publié|escrito|publicado|redatto|scritto|geschrieben|ein(?:e)? \w+|artikel|geplaatst)\s+"
    r"(?:by|par|por|da|von|door)|"
    r"by|von|par|por|di|door|av|af|od|przez|автор(?:ы)?|авторка|текст|tekst|texte?|testo|texto|"
    r"reporter|auteur|autor(?:in|es|a|zy)?|autore|author(?:s)?|journalist|rédaction|"
    r"kirjoittanut|yazan|szerző|skrevet av|skriven av|por:|من|بقلم|מאת|द्वारा|oleh|penulis)"
    r"(?:\s*[:：]\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_BY_ANYWHERE = re.compile(
    r"(?:^|[\s(|•·—–-])(?:By|Von|Par|Por|Door|Di|By:)\s+(?=[A-ZÀ-ÖØ-ÞŁŚŻŠČĐĆŽ])"
)
#: what may follow the names: a date, a time, an update, an address
_TAIL = re.compile(
    r"(?:\b(?:published|updated|posted|last (?:updated|modified)|first published|created|modified|"
    r"publié|mis à jour|veröffentlicht|aktualisiert|stand|publicado|actualizado|aggiornato|"
    r"gepubliceerd|bijgewerkt|atualizado|опубликовано|обновлено)\b|"
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b\d{1,2}[/.:h]\d{2}|\b(?:19|20)\d\d\b|"
    r"\b\d+\s+(?:min|hours?|days?|weeks?|months?|"
    r"comments?|shares?)\b|"
    r"https?://|\S+@\S+\.\w+|@\w+|\bfollow\b|\bemail\b|\btwitter\b|\bread more\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_SPLIT = re.compile(
    r"\s*(?:[;|/•·\n]|,|\s[–—-]\s|\band\b|&|\bwith\b|\bund\b|\bmit\b|\bet\b|\bavec\b|\bcon\b|"
    r"\bcom\b|"
    r"\boch\b|\bog\b|\bja\b|\bve\b|\bили\b|\bи\b|\bта\b|\bκαι\b|、|，)\s*",
    re.IGNORECASE,
)
#: conjunctions that are also parts of names elsewhere
_SPLIT_IN = {
    "es": re.compile(r"\s+y\s+"),
    "pt": re.compile(r"\s+e\s+"),
    "it": re.compile(r"\s+e\s+"),
    "pl": re.compile(r"\s+i\s+"),
    "ca": re.compile(r"\s+i\s+"),
    "nl": re.compile(r"\s+en\s+"),
    "hr": re.compile(r"\s+i\s+"),
    "cs": re.compile(r"\s+a\s+"),
}
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|columnist|journalist|producer|chief|staff|bureau|"
    r"desk|"
    r"newsroom|team|contributor|intern|fellow|analyst|critic|photographer|presenter|anchor|author|"
    r"director|manager|freelance|special to|senior|deputy|executive|associate|assistant|"
    r"professor|lecturer|researcher|redakteur(?:in)?|redaktion|korrespondent(?:in)?|journaliste|"
    r"rédacteur|rédactrice|rédaction|correspondant(?:e)?|envoyé|redacci[oó]n|redactor(?:a)?|"
    r"corresponsal|periodista|redazione|giornalista|corrispondente|redação|repórter|redactie|"
    r"verslaggever|redaktor|redakcja|redaktionen|reportér|toimittaja|muhabir|редакция|"
    r"корреспондент|"
    r"politics|business|sports?|health|science|technology|economics|environment|education|admin|"
    r"administrator|online|digital|web\s?desk|guest|agencies|agency|agenturen|agences|wires?|"
    r"news service|reports?|media|news|tv|radio|network|magazine|newspaper|publishing|studios?|"
    r"inc|llc|ltd|gmbh|"
    r"foundation|institute|university|ministry|council|service|international|company|official|"
    r"editorial|biography|profile|archive|contact|page)\b",
    re.IGNORECASE,
)
#: agencies are who wrote it, and are kept
_AGENCY = re.compile(
    r"(?:the )?(?:associated press|ap|reuters|afp|agence france[- ]presse|dpa|"
    r"deutsche presse[- ]agentur|"
    r"apa|pa media|press association|pa|efe|europa press|ansa|adnkronos|lusa|anp|belga|ritzau|tt|"
    r"ntb|"
    r"stt|pap|čtk|ctk|mti|tanjug|hina|tass|тасс|interfax|интерфакс|риа новости|xinhua|kyodo|"
    r"jiji press|yonhap|"
    r"bernama|antara|pti|ani|ians|aap|canadian press|the canadian press|upi|bloomberg|"
    r"bloomberg news|"
    r"sid|kna|epd|keystone-sda|sda|ats|agi|tmnews|askanews|anadolu agency|anadolu|aa|cna)",
    re.IGNORECASE,
)
_WITH_AGENCY = re.compile(
    r"(\S+ \S+(?: \S+)?) ((?:The )?Associated Press|Reuters|AFP|Bloomberg(?: News)?|PA Media|dpa|"
    r"EFE|ANSA)"
)
_PARTICLES = frozenset(
    {
        *("de", "da", "do", "dos", "das", "del", "della", "di", "du", "des", "la", "le", "van"),
        *("von", "zu", "zur", "vom", "der", "den", "ter", "ten", "te", "bin", "ibn", "al", "el"),
        *("ben", "af", "av", "y", "e", "i", "dela", "of", "st", "ap", "ó", "mac", "in", "'t"),
    }
)
_NOT_A_NAME = re.compile(
    r"[\d@#<>{}=\\_?!%:]|\b(?:the|read|more|about|share|click|photo|image|news|home|"
    r"subscribe|comments?|minutes?|ago|view|all|posts?|this|email|print|credit|getty|"
    r"by|us|contact|show|follow|advertisement|sponsored|undefined|null|none|unknown|anonymous)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\s+(?:in|at|for|of|from|on|à|aus|für|bei|desde|para|da|dal|voor)\s+(?:the\s+)?[A-ZÀ-Þ].*$"
)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
MAX_BYLINE = 400


def names(
    text: str, *, language: str | None = None, outlets: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The people and agencies that a byline names, in its order, each once."""
    line = " ".join(text.split())[:MAX_BYLINE]
    line = _BY.sub("", line)
    line = _TAIL.sub("", line)
    found: list[str] = []
    for part in _parts(line, language):
        name = _name(_without_outlet(part, outlets))
        if name and not _is_outlet(name, outlets) and name.casefold() not in _seen(found):
            found.append(name)
    return without_places(found)


def without_places(found: list[str]) -> tuple[str, ...]:
    """The names without single words that say where somebody wrote: "Reuters, Washington"."""
    return tuple(name for name in found if not _is_place(name, found))


def is_opener(text: str) -> bool:
    """Whether the words are a byline's "By" alone, the name to follow."""
    return (
        len(text) < 24
        and _BY.match(f"{text} X") is not None
        and text[-1:].isalpha()
        and " " not in text
    )


def begins_byline(text: str) -> bool:
    """Whether the words open as a byline does."""
    return _BY.match(text) is not None


def is_agency(name: str) -> bool:
    """Whether this is a news agency's name or mark."""
    return _AGENCY.fullmatch(name.strip()) is not None


def looks_like_name(text: str) -> bool:
    """Whether this could be one person's name: few words, capitals, no digits."""
    words = text.split()
    if not 1 <= len(words) <= 6 or len(text) > 60 or _NOT_A_NAME.search(text):
        return False
    if not any(character.isalpha() for character in text):
        return False
    cased = [word for word in words if word.strip("'’\"“”.").lower() not in _PARTICLES]
    return bool(cased) and all(_is_capital(word) for word in cased)


def same_name(one: str, other: str) -> bool:
    """Whether two spellings differ in case, dots or spaces alone."""
    return _key(one) == _key(other)


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _is_place(name: str, found: list[str]) -> bool:
    """A single word beside full names or an agency is where they wrote: "Reuters, Washington"."""
    if " " in name or not name.isascii() or is_agency(name):
        return False
    return any(" " in other or is_agency(other) for other in found if other != name)


def _seen(found: list[str]) -> set[str]:
    return {name.casefold() for name in found}


def _is_capital(word: str) -> bool:
    letter = next((character for character in word if character.isalpha()), "")
    # scripts without case have no capitals to ask for
    return bool(letter) and (letter.isupper() or letter.lower() == letter.upper())


def _parts(line: str, language: str | None) -> list[str]:
    line = _BRACKETS.sub(_agency_in_brackets, line)
    pieces = _SPLIT.split(line)
    own = _SPLIT_IN.get((language or "")[:2])
    if own is not None:
        pieces = [part for piece in pieces for part in own.split(piece)]
    names = [_BY.sub("", piece.strip()) for piece in pieces if piece.strip()]
    return [name for piece in names for name in _apart(piece)]


def _apart(piece: str) -> list[str]:
    """A name with an agency's at its end: "Ann Lee Associated Press"."""
    match = _WITH_AGENCY.fullmatch(piece)
    return [match[1], match[2]] if match else [piece]


def _agency_in_brackets(match: re.Match[str]) -> str:
    inner = match.group()[1:-1].strip()
    return f" | {inner} | " if is_agency(inner) else " "


def _name(part: str) -> str | None:
    part = part.strip(' .,:;–—-|"“”*')
    if is_agency(part):
        return part
    part = _PLACE.sub("", part)
    part = re.sub(r"\s+(?:on|in|at|for|of)$", "", part, flags=re.IGNORECASE)
    part = _without_title(part)
    if _ROLE.search(part) or not looks_like_name(part):
        return None
    return part


def _without_title(part: str) -> str:
    return re.sub(r"^(?:Dr|Prof|Mr|Mrs|Ms|Sir|Dame|Rev)\.?\s+(?=\S+\s+\S+)", "", part)


def _without_outlet(part: str, outlets: tuple[str, ...]) -> str:
    """A name without the outlet's that follows it: "Ann Lee The Daily Example"."""
    for outlet in outlets:
        size = len(part) - len(outlet)
        if size > 3 and part[size:].casefold() == outlet.casefold() and part[size - 1] == " ":
            return part[:size]
    return part


def _is_outlet(name: str, outlets: tuple[str, ...]) -> bool:
    return any(_key(name) == _key(outlet) for outlet in outlets)
