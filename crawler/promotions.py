"""Lines that point elsewhere or ask something of who reads: "Read also: …", sign-ups, policies."""

from __future__ import annotations

from crawler import interface_words, invitations, lexicon
from crawler.memory import remembered

_PROMOTION = lexicon.uncased(
    rf"^\W*(?:(?:{interface_words.READ_ALSO})(?!\w)|"
    r"(?:filed under|tags?|tagged(?: as| with)?|posted in|categor(?:y|ies)|topics?|keywords?|"
    r"schlagw[oö]rte[r]?|mots[- ]clés|etiquetas|palavras-chave|parole chiave)\s?[:：]|"
    r"(?:read (?:more|also|next|the full|our)|see (?:also|more on)|explore more on|also read|"
    r"go deeper|related|more|watch|listen|must read|don['’]t miss|in case you missed|"
    r"lesen sie (?:auch|mehr)|mehr zum thema|à lire(?: aussi)?|voir aussi|lea también|"
    r"lire (?:aussi|notre \w+|l['’](?:analyse|article|enquête|entretien|éditorial|interview)|"
    r"l[ae] (?:chronique|critique|décryptage|portrait|récit|reportage|suite|tribune))|"
    r"lee también|leer más|te puede interesar|"
    r"leia (?:também|mais)|veja (?:também|mais)|saiba mais|leggi anche|lees ook|läs också|"
    r"les også|czytaj (?:też|także|również|więcej)|zobacz (?:też|także|również)|"
    r"читайте также|смотрите также|по теме|download (?:the|our)|click here|follow (?:us|"
    r"@?\w+ on)|subscribe to|sign up (?:for|to)|get the latest|"
    r"like us on|join (?:us|our))\b\s*[:：>»|–—-]?)"
)
_POINTS = r"(?=[^\W\d])(?!.{0,20}(?:[:：>»|–—]| -)|(?:in|on|from|about|now|live|also)\b|.*\b"
_POINTED_AT = (
    r"(?:videos?|below|above|here|podcasts?|interview|episode|stor(?:y|ies)|articles?|coverage|"
    r"news)\b"
)
#: a line that begins with one of these words and says no more of what it points to is the article's
_TELLS = lexicon.uncased(
    rf"^\W*(?:(?:related|more)\s{_POINTS}{_POINTED_AT}[^.]*$)|(?:watch|listen)\s{_POINTS}{_POINTED_AT}))"
)
_SOLICITS = lexicon.uncased(
    rf"{interface_words.SOLICITS}|"
    r"\b(?:sign up (?:for|to) (?:our|get|receive)|get the .{2,40} newsletter|"
    r"(?:deliver|straight|direct|free|daily|sent|right|weekly|biggest).{0,30} (?:in|to|into) your "
    r"inbox|(?:love|like|wants?) to hear from you|will be added to your (?:daily|email|feed|home)|"
    r"(?:choose|add|make|set|select) .{2,60}preferred source|can now listen to .{2,40} articles|"
    r"stay in touch with us|on readers like you|you can also (?:check|read)\s?:|"
    r"let us know what you think|submit a letter to the editor|subscribe to our|get a subscription|"
    r"our (?:\w+ )?(?:newsletter|briefing)|"
    r"follow (?:us|him|her|them|me|the author) on|like us on facebook|download our (?:free )?app|"
    r"protected by recaptcha|support our journalism|"
    r"click here to (?:subscribe|sign|read|view|get|see|join)|requires javascript|"
    r"enable javascript|please enable|your browser (?:does not|doesn)|"
    r"to report an? (?:correction|error|typo)|by signing up,? (?:you|i)\b|"
    r"if you (?:spot|see|notice|find) an? (?:error|mistake|typo).{0,20}(?:let us|tell us|email us)|"
    r"find the latest episode|mispronunciations can|by an automated voice|"
    r"turn off (?:your )?ad ?block|did you know,? (?:with|that) an? .{0,40}subscription|"
    r"we use cookies|we['’]d like to hear what you|like this story\?|"
    r"got a (?:story|tip)|email us at|have your say|send your (?:news|story))|"
    r"^(?:follow|reach|contact|write to|email|e-mail) .{2,80}(?:\bon (?:twitter|facebook|instagram|"
    r"threads|bluesky|x)\b|\S@\S+\.\w|@\w)|^follow .{2,30} coverage\b|^more .{2,30}: https?://|"
    r"(?:^|[.!?] )sign up (?:here|today)\b|"
    r"^(?:sign up (?:for|to)|find .{3,40} on (?:whatsapp|facebook|instagram))\b|"
    r"^(?:this|a version of this) (?:article|story|post|piece|report|column) "
    r"(?:was )?(?:originally |first |also )?(?:appear(?:s|ed)|ran|runs) (?:on|in|at)\b|"
    r"^our standards:|"
    r"^(?:\S+@\S+\.\w{2,}|(?:https?://)?(?:www\.)?(?:twitter|x|facebook|instagram)\.com/\S+)$"
)
#: small print where it speaks to who reads it; else it may be what the article is about
_POLICY = lexicon.uncased(
    r"\b(?:sign up (?:for|to) the|subscribe to the|download the (?:free )?app|all rights reserved|"
    r"may not be (?:published|reproduced)|terms of (?:service|use)|privacy policy|"
    r"letters to the editor|support independent journalism)"
)
_ADDRESSED = lexicon.uncased(
    r"\b(?:you|your|our|us)\b|^(?:©|copyright|by |all rights|this material)"
)
_REPORTED = lexicon.uncased(r"^[\"“„«'‘]|\b(?:said|says|told|wrote|according to)\b")
#: what every line that `_SOLICITS` or `_POLICY` finds has in it, in lower case
_SOLICITING = (
    *("to report a", "by signing up", "if you ", "appear", " ran in", " runs in"),
    *(
        "sign up",
        "subscri",
        "pronunciation",
        "generated",
        "automated",
        "newsletter",
        "briefing",
        "follow ",
        "like us on",
        "download ",
    ),
    *("rights reserved", "may not be", "recaptcha", "terms of ", "privacy policy", "journalism"),
    *(
        "click here",
        "javascript",
        "your browser",
        "turn off",
        "cookies",
        "like to hear",
        "@",
        "episode",
        "whatsapp",
    ),
    *(
        "your inbox",
        "to hear from",
        "be added to",
        "preferred s",
        "can now listen",
        "in touch",
        "you think",
    ),
    *(
        "a letter to",
        "readers like",
        "can also ",
        "letters to",
        "like this story",
        "got a ",
        "email us",
        "have your say",
        "send your ",
    ),
    *(" on twitter", " on facebook", " on instagram", "http", "our standards", ".com/"),
    "please en",
    *(" on threads", " on bluesky", " on x"),
    *interface_words.SOLICITING,
)

#: characters of such a line; of one that has to begin as an invitation does
_LONG, _LONGEST = 260, 400


@remembered(1 << 14)
def is_promotion(text: str, linked: int) -> bool:
    """Whether a line points elsewhere: "Read also: …", a sign-up, a follow button."""
    size = len(text)
    if size > _LONGEST:
        return False
    low = lexicon.folded(text)
    pointed = linked > 0.4 * size
    if (pointed or size < 60) and _PROMOTION.match(low) and (pointed or not _TELLS.match(low)):
        return True
    if size < _LONG and lexicon.has_any(low, _SOLICITING) and _solicits(low):
        return True
    return invitations.is_one(low) and _REPORTED.search(low) is None


def _solicits(low: str) -> bool:
    if _SOLICITS.search(low) is not None:
        return True
    if _POLICY.search(low) is None or _REPORTED.search(low) is not None:
        return False
    return _ADDRESSED.search(low) is not None
