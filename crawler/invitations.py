"""Lines that a site sets around its paragraphs for all of its readers, by their first word."""

from __future__ import annotations

import re

from crawler import lexicon

_MEDIA = (
    r"(?:facebook|twitter|x|instagram|threads|bluesky|whatsapp|telegram|youtube|tiktok|linkedin|"
    r"google(?: news)?|flipboard|apple news)\b"
)
_POST = r"(?:newsletters?|e-?mails?|inbox|whatsapp)\b"
#: what may stand before the first word
_MARKS = " \t\"'“”‘’«»•·*→►▶👉📲➡-–—"
#: the first words of lines, and what follows them
_RESTS = (
    ("find", r"out (?:what['’]s happening|more about (?:us|our))\b.{0,120}"),
    (
        "this our",
        r"(?:(?:audio|recording|summary|translation) (?:is|was) .{0,30}generated\b|"
        r"(?:article|post|story|page) (?:may )?contains? affiliate links\b|"
        r"(?:newspaper|website|publication|news site|title) (?:adheres to|is (?:a member of|"
        r"regulated by)|abides by|subscribes to)\b|"
        r"(?:story|article|report|post) (?:was|is|has been) .{0,160}\b(?:with (?:the )?(?:help|"
        r"assistance|use|support) of|using (?:ai|artificial)|under an? (?:creative|cc\b)|"
        r"under a .{0,20}licen[cs]e)).*",
    ),
    (
        "thank thanks",
        r"(?:you )?for (?:reading|relying|supporting|subscribing|trusting|choosing)\b[^\"“”]*",
    ),
    ("never", r"miss (?:a|an|another|out on) (?:story|update|article|post|beat)\b.{0,200}"),
    ("feedback:", r"(?:use|send|e-?mail|click|let)\b.{0,300}"),
    (
        "watch listen read related photos gallery video also",
        r"(?:(?:more|also|now|live|next|here) )?[|»>] .{5,200}",
    ),
    ("get", r".{2,160}\b(?:to your phone|by joining our|emailed (?:direct )?to you)\b.{0,300}"),
    ("privacy", r"notice:.{0,300}"),
    ("your", r"support (?:helps us|makes all|allows us|enables us|lets us)\b.{0,300}"),
    ("while", r"you['’]re here\b.{0,300}"),
    ("get", r"in touch with (?:us|our .{2,30}) (?:by|at|via|on|here)\b.{0,120}"),
    ("contact", r"(?:us|our (?:news|editorial).{2,20}) (?:by|at|via|on|here)\b.{0,120}"),
    (
        "for",
        r"(?:more|all|further|the latest) (?:stories|news|articles|content|updates|coverage|"
        r"information|on this)\b.{0,60}\b(?:check|visit|click|follow|head to|sign up|subscribe|"
        r"go to)\b.{0,120}",
    ),
    (
        "keep stay",
        r"(?:up (?:to date )?with|updated|informed|connected|in the know|ahead of)\b.{2,100}"
        rf"(?:\bby (?:following|signing|subscribing|joining)|\bon {_MEDIA}|"
        rf"\bour {_POST}).{{0,120}}",
    ),
    ("follow", rf".{{2,80}}\bon {_MEDIA}.{{0,120}}"),
    (
        "do have",
        r"(?:you )?(?:have )?(?:a|any) (?:story|tip|news tip|news|information|questions?)\b"
        r".{0,80}\b(?:contact|reached|e-?mail|let us know|tell us|share|get in touch|send)\b"
        r".{0,120}",
    ),
    ("the", r"post .{3,200} appeared first on\b.{0,120}"),
    (
        "if when",
        r"you (?:purchase|buy|click)\b.{2,120}\b(?:commission|compensation|paid)\b.{0,120}",
    ),
    (
        "if",
        r"you (?:enjoyed|liked?|loved?) (?:this|our)\b.{0,60}"
        r"\b(?:clap|follow|share|subscribe|support|sign up)\b.{0,120}",
    ),
    (
        "we",
        r"(?:may|might|can) (?:earn|receive|be paid) .{0,40}(?:commission|compensation).{0,120}",
    ),
    ("(except except", r"for the headline\b.{0,200}\bnot been edited\b.{0,160}"),
    ("newsletter:", r".{2,160}"),
    ("newsletter", r":.{2,160}"),
    ("to", r"(?:see|view|watch|load) this (?:content|post|video|embed)\b.{0,120}"),
    ("want", rf".{{2,120}}\b(?:subscribe|sign up|our {_POST}).{{0,120}}"),
    (
        "mit",
        r"ihrer (?:zustimmung|einwilligung) .{0,120}"
        r"(?:geladen|angezeigt|übertragen|inhalte?)\b.{0,120}",
    ),
    (
        "an",
        r"dieser stelle (?:finden|befindet|steht|wird|haben|würden|zeigen)\b.{0,120}inhalt.{0,120}",
    ),
    ("ich", r"bin (?:damit )?einverstanden, dass .{0,120}"),
    ("dieses diese", r"(?:thema|sendung|beitrag) .{0,20}im (?:programm|radio|fernsehen)\b.{0,120}"),
    ("erhalten", rf"sie .{{2,140}}(?:postfach|{_POST}).{{0,120}}"),
    ("fehler", r"(?:gefunden|entdeckt|melden)\b.{0,120}"),
    ("merci", r"! votre inscription .{0,120}"),
    ("votre", r"inscription (?:a bien été|est) .{0,120}"),
    ("recevez", rf".{{2,120}}(?:avant-première|boîte|{_POST}).{{0,120}}"),
    ("chaque", r"(?:matin|midi|soir|semaine|jour|mois),? recevez .{2,120}"),
    ("ce", r"contenu (?:est|a été) (?:bloqué|hébergé)\b.{0,120}"),
    (
        "regardez retrouvez voir découvrez",
        r".{0,80}\b(?:dans|en) (?:la |notre )?vidéo (?:ci-|en tête|au-dessus).{0,40}",
    ),
    ("téléchargez", r"(?:gratuitement )?(?:notre|l['’])\W?appli.{0,120}"),
    ("recibe", rf".{{2,120}}(?:correo|bandeja|{_POST}).{{0,120}}"),
    ("apúntate regístrate", r"(?:a|en) (?:nuestr[ao]s?|la|el) .{0,120}"),
    ("descarga", r"(?:nuestra|la) app\b.{0,120}"),
    ("sigue segui siga volg følg følj", rf".{{2,60}}\b(?:en|su|no|na|op|på) {_MEDIA}.{{0,120}}"),
    ("puedes", r"seguir(?:nos| a .{2,40}) en .{0,120}"),
    ("ricevi", rf".{{2,120}}\b{_POST}.{{0,120}}"),
    ("resta", r"(?:sempre )?aggiornat.{0,120}"),
    ("receba", rf".{{2,120}}\b{_POST}.{{0,120}}"),
    ("clique", r"aqui (?:para|e)\b.{0,120}"),
    ("vídeos: vídeo:", r"(?:tudo|mais|os mais|as mais|veja|assista)\b.{0,80}"),
    ("participe entre", r"(?:do|no|em) (?:nosso )?(?:grupo|canal)\b.{0,120}"),
    ("ontvang", rf".{{2,120}}(?:nieuwsbrief|{_POST}).{{0,120}}"),
    ("få", r".{2,80}(?:nyhetsbrev|nyhedsbrev|inkorg|mejlen).{0,120}"),
    ("prenumerera", r"på .{0,120}(?:nyhetsbrev|nyhedsbrev).{0,120}"),
    (
        "join sign subscribe follow download get support become",
        r"(?:.{0,40}\b)?(?:our|us)\b.*\b(?:whatsapp|newsletters?|inbox|telegram|app|subscri\w+|"
        r"privacy|your phone)\b.*",
    ),
)


def _by_first() -> dict[str, re.Pattern[str]]:
    rests: dict[str, list[str]] = {}
    for words, rest in _RESTS:
        for first in words.split():
            rests.setdefault(first, []).append(rest)
    return {first: lexicon.uncased("|".join(found)) for first, found in rests.items()}


_AFTER = _by_first()


def is_one(low: str) -> bool:
    """Whether a line in small letters begins as an invitation or a notice of a site does."""
    first, _, rest = low.lstrip(_MARKS).partition(" ")
    pattern = _AFTER.get(first)
    return pattern is not None and pattern.fullmatch(rest) is not None
