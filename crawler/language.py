"""Which language a text is in, from its script and its commonest words."""

from __future__ import annotations

import re

_COMMON = {
    "en": "the and of to in that is was for with on as by said from it he she they has",
    "de": "der die das und ist nicht mit von den dem ein eine auch auf für sich im zu",
    "fr": "le la les des et est une dans que pour qui sur pas avec au par plus ce il",
    "es": "el la los las de que en y por con una para se del un su al como más",
    "it": "il di che la della per un una con non sono del le gli nel alla anche è dei",
    "pt": "de que do da em para com uma os no se na por mais as dos ao não é foi",
    "nl": "de het een van en in is dat op te voor met zijn niet aan ook bij er wordt",
    "sv": "och att det som en på är av för med den till inte har om ett de var",
    "da": "og at det som en på er af for med den til ikke har om et de var der",
    "nb": "og at det som en på er av for med den til ikke har om et de var fra",
    "pl": "w i na z się że nie do to jest o po jak od za przez dla oraz są",
    "cs": "a se na v je že s z do o k ve pro by za jako od podle jsou",
    "fi": "ja on että ei se oli hän mutta ovat kun niin tai joka myös sekä mukaan",
    "tr": "ve bir bu için da de ile olarak çok daha ne gibi olan kadar sonra",
    "ro": "și de la în a cu pe că din nu o care este pentru au mai fi",
    "hu": "a az és hogy nem is egy volt meg de csak ez van már ki el",
    "id": "yang dan di dengan untuk dari ini pada tidak dalam akan itu juga",
    "uk": "і в на що не з до та за як це про від у",
    "ru": "и в на не что с по он как это к из за от для",
}
_WORDS = {name: frozenset(words.split()) for name, words in _COMMON.items()}
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_SAMPLE = 6000


def guess(text: str) -> str | None:
    """A BCP 47 primary tag; None where the text is too short or mixed to say."""
    sample = text[:_SAMPLE]
    letters = sum(character.isalpha() for character in sample)
    if letters < 40:
        return None
    for name, script in _SCRIPTS:
        if len(script.findall(sample)) > 0.15 * letters:
            return name
    words = re.findall(r"[^\W\d_]+", sample.lower())
    counts = {name: sum(word in common for word in words) for name, common in _WORDS.items()}
    best, second = sorted(counts, key=lambda name: counts[name], reverse=True)[:2]
    if counts[best] < max(4, 0.08 * len(words)) or counts[best] == counts[second]:
        return None
    return best


def tag(text: str | None) -> str | None:
    """A BCP 47 tag in its usual case ("pt-BR", "zh-Hant"); None for what is none."""
    match = re.match(
        r"^\s*([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?\b", text or ""
    )
    if match is None or match[1].lower() in ("und", "mul", "zxx"):
        return None
    pieces = [match[1].lower()]
    if match[2]:
        pieces.append(match[2].title())
    if match[3]:
        pieces.append(match[3].upper())
    return "-".join(pieces)
