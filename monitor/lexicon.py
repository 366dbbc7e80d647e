"""Words that change what a sentence claims, by language; a new language is one more table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _forms(text: str) -> dict[str, str]:
    """The forms of one word, between commas, by the first of them."""
    groups = (group.split() for group in text.split(","))
    return {form: group[0] for group in groups for form in group}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What one language has for the labels that need words; all in lower case."""

    #: verbs and phrases' heads that tell who says it, and how: each form with its first one
    attribution: Mapping[str, str] = field(default_factory=dict)
    #: words that make a claim less sure
    hedges: frozenset[str] = field(default_factory=frozenset)
    negations: frozenset[str] = field(default_factory=frozenset)
    #: numbers in words, and what multiplies them
    numerals: frozenset[str] = field(default_factory=frozenset)
    #: days and months
    calendar: frozenset[str] = field(default_factory=frozenset)
    #: whether days and months are capitalised
    capital_days: bool = False
    #: words that often begin a sentence and are no names
    openers: frozenset[str] = field(default_factory=frozenset)
    #: endings that inflect a word without misspelling it
    endings: frozenset[str] = field(default_factory=frozenset)
    #: whether a capital inside a sentence marks a name
    capitals_mark_names: bool = True

    #: every word that bears on what is claimed, so that a letter of it is no detail
    telling: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        tables = (self.attribution, self.hedges, self.negations, self.numerals, self.calendar)
        object.__setattr__(self, "telling", frozenset().union(*tables))


_ENGLISH = Lexicon(
    attribution=_forms(
        """said says say saying, told tells tell, claimed claims claim claiming,
        alleged alleges alleging, insisted insists insisting, argued argues arguing,
        confirmed confirms, denied denies denying, stated states, asserted asserts, added adds,
        admitted admits, conceded, acknowledged, suggested suggests, maintained maintains,
        contended contends, warned warns, noted notes, explained explains, declared declares,
        testified testifies, wrote writes, replied, responded, recalled, stressed,
        emphasised emphasized, reiterated, remarked, commented, according"""
    ),
    hedges=_words(
        """allegedly alleged reportedly reported apparently apparent possibly possible perhaps maybe
        probably probable likely unlikely may might could seemingly seems seem seemed appears appear
        appeared supposedly supposed purportedly purported presumably presumed potentially potential
        suspected suspects believed understood ostensibly unconfirmed unverified accused would-be
        arguably"""
    ),
    negations=_words("not no never none nobody nothing neither nor cannot nowhere"),
    numerals=_words(
        """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
        sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
        dozen dozens hundred hundreds thousand thousands million millions billion billions trillion
        trillions half third quarter twice"""
    ),
    calendar=_words(
        """monday tuesday wednesday thursday friday saturday sunday january february march april may
        june july august september october november december"""
    ),
    openers=_words(
        """a about after all although an and another any are as at because before both but by can
        critics did do does during each even every experts few for from had has have he her here his
        how however i if in is it its last later like many meanwhile more most much my neighbours
        neighbors new no not now of officials on once one only opponents or other our over people
        police president protesters reporters residents she since so some still such supporters than
        that the their then there these they this those though three through to today two under
        until was we were what when where which while who why will with witnesses would yesterday
        yet you"""
    ),
    endings=_words("s es d ed ing ly er r n"),
    capital_days=True,
)
_GERMAN = Lexicon(
    attribution=_forms(
        """sagte sagten sagt, erklärte erklärten, behauptete behaupteten, betonte,
        bestätigte bestätigten, bestritt, dementierte, warnte, schrieb, meinte, teilte,
        berichtete, laut, zufolge, beteuerte, räumte, versicherte"""
    ),
    hedges=_words(
        """angeblich mutmaßlich mutmaßliche mutmaßlicher mutmaßlichen offenbar vermutlich
        möglicherweise womöglich wohl vielleicht wahrscheinlich scheinbar anscheinend dürfte könnte
        soll sollen"""
    ),
    negations=_words("nicht kein keine keinen keiner keinem keines nie niemals niemand nichts"),
    numerals=_words(
        """zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig hundert tausend
        hunderte tausende million millionen milliarde milliarden billion billionen dutzend"""
    ),
    calendar=_words(
        """montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar märz
        april mai juni juli august september oktober november dezember"""
    ),
    endings=_words("e en er es em n s t te ten"),
    capital_days=True,
    capitals_mark_names=False,
)
_FRENCH = Lexicon(
    attribution=_forms(
        """dit disait, déclaré, affirmé, assuré, prétendu, confirmé, démenti, nié, expliqué,
        indiqué, souligné, ajouté, soutenu, averti, reconnu, écrit, selon, d'après"""
    ),
    hedges=_words(
        """prétendument présumé présumée présumés présumées apparemment peut-être probablement
        vraisemblablement semble semblerait serait seraient aurait auraient possiblement supposé"""
    ),
    negations=_words("ne pas jamais aucun aucune rien personne ni sans"),
    numerals=_words(
        """deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente quarante
        cinquante soixante cent cents mille million millions milliard milliards dizaine dizaines"""
    ),
    calendar=_words(
        """lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin
        juillet août septembre octobre novembre décembre"""
    ),
    endings=_words("s e es x nt"),
)
_SPANISH = Lexicon(
    attribution=_forms(
        """dijo dijeron, afirmó afirmaron, aseguró, declaró, confirmó confirmaron, negó negaron,
        sostuvo, alegó, explicó, señaló, añadió, indicó, advirtió, reconoció, escribió, según"""
    ),
    hedges=_words(
        """presuntamente presunto presunta presuntos presuntas supuestamente supuesto supuesta
        aparentemente quizás quizá posiblemente probablemente podría podrían habría habrían"""
    ),
    negations=_words("no nunca jamás ningún ninguno ninguna nada nadie ni sin tampoco"),
    numerals=_words(
        """dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta cuarenta
        cincuenta cien ciento mil miles millón millones billón billones docena docenas"""
    ),
    calendar=_words(
        """lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio
        julio agosto septiembre octubre noviembre diciembre"""
    ),
    endings=_words("s es n o a os as"),
)
LEXICONS = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH, "es": _SPANISH}
_NONE = Lexicon()


def lexicon(language: str | None) -> Lexicon:
    """The table for a BCP 47 tag; English where no language is stated, an empty one if unknown."""
    if not language:
        return _ENGLISH
    return LEXICONS.get(language.replace("_", "-").split("-")[0].lower(), _NONE)
