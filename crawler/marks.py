"""What the class and id of an element say it is, by the words in them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from crawler import lexicon

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
#: what hides a label, on paper, or on screens that are small alone, and not what the element holds
_SEEN = re.compile(
    r"label-+(?:visually[-_]+)?hidden|\b(?:overflow(?:-[xy])?|backface|scrollbar)-hidden\b|\bhide-(?:for|on|in)-print\b|print:hidden|"
    r"(?<![\w:-])hidden(?=.*\b(?:sm|md|lg|xl):(?:block|flex|grid|inline))"
)
_WORD = re.compile(r"[a-zà-ÿ]+\d*|\d+")

#: characters of a class and id that are looked at
MAX_LABEL = 400
#: after these a word says what the element has about it, not what it is
_HAVING = lexicon.words(
    """
    has with no not without is js hide show disable enable
    """
)

_BOILERPLATE = lexicon.words(
    """
    share shares sharing sharebar sharethis addthis addtoany social socials socialshare
    sociallinks follow tools toolbar toolbox print compartir compartilhar partager partage
    teilen condividi delen dela udostepnij sharedaddy jp bookmark bookmarks sharrre shariff
    whatsapp ad ads adv advert adverts advertisement advertising adslot adbox adunit
    adcontainer adsbygoogle dfp sponsor sponsored sponsors promo promos promoted promotion
    promobox anzeige werbung publicidad publicite publicidade pubblicita reklama reklame annons
    annonce banner banners outbrain taboola mgid revcontent zergnet affiliate shopping
    commercial advertorial adsense adwrapper adzone leaderboard mpu skyscraper related relateds
    relatedposts recommended recommendation recommendations recommend readmore readalso seealso
    morefrom mostread mostviewed popular trending teaser teasers upnext nextup latest
    relacionadas relacionados relacionada relacionado correlati correlate verwandt weiterlesen
    similar ticker recirc recirculation playlist crosslinks yarpp headlines wpp onward zobacz
    leestook
    editsection nextpost prevpost crp linkbox readnext interlink newsletter newsletters subscribe
    subscription subscriptions signup optin login signin register registration donate donation
    membership support mailchimp abo suscripcion inscription paywall regwall piano cta comment
    comments commentlist disqus respond comentarios commentaires commenti kommentare kommentar
    komentarze reacties livefyre viafoura coral guestbook talk feedback forum replies nav navbar
    navigation menu submenu breadcrumb breadcrumbs pagination pager sidebar rail aside footer
    masthead topbar search skip toc postnav widgettitle jumplinks tagcloud
    sitemap brotkrumen tags taglist tagged topics keywords hashtags posttags etiquetas cookie
    cookies consent gdpr cmp onetrust privacy disclaimer copyright popup modal overlay toast
    dialog tooltip interstitial authorbox authorbio authorprofile aboutauthor bio vcard
    avatar counter views viewcount rating ratings votes vote poll quiz likes reactions stars
    ago timeago weather hidden invisible
    screenreader offscreen visuallyhidden sronly noprint
    """
)
#: some pages put notes there
_FOOTERS = lexicon.phrases("article footer | story footer | entry footer | post footer")
_NOTES = lexicon.words("correction corrections clarification clarifications erratum errata")
#: they frame teasers, and the pictures of an article as well
_FRAMES = lexicon.words("carousel widget widgets")
_PAIRS = lexicon.phrases(
    """
    most read | most viewed | read more | read also | read next | see also | also read |
    more stories | more news | more from | more on | up next | next up | sign up | sign in |
    sr only | screen reader | visually hidden | author bio | author box | about author |
    author info | author profile | author description | author card | the author | the writer |
    writer bio | post author | post navigation | post nav | you may | what next | article links |
    link list | lire aussi | leggi anche | lees ook | lea tambien | lea mas | leer mas |
    lies auch | mehr zum | auch interessant | mas leidas | mais lidas | leia mais | veja tambem |
    leia tambem | les mer | las mer | in brief | story links | other news | jump link |
    post meta | entry meta | article meta | meta data | post tags | back top | load more |
    show more | view more | view all | time ago | reading time | min read |
    print only | mobile app | app promo | box related | recirc module | external links |
    download app | lee tambien | mira tambien | citeste si | baca juga | les ogsa | las ocksa |
    czytaj tez | czytaj takze | ilgili haber | otras noticias | know more
    """
)
_PAIRS_KEPT = lexicon.phrases(
    """
    social embed | article tools | widget text | text widget | print body | article masthead |
    story masthead | post masthead | asset masthead | media footer | image footer |
    figure footer | photo footer | related image | related photo
    """
)
_CAPTION = lexicon.words(
    """
    caption captions figcaption cutline imagecaption photocaption bildtext bildunterschrift
    legende leyenda didascalia legenda bildunterzeile piedefoto bijschrift bildeunderskrift
    billedtekst bildtitel podpis kuvateksti
    """
)
_CAPTION_PAIRS = lexicon.phrases(
    """
    caption text | image caption | photo caption | pie foto | foto pie | image description |
    media caption | photo text | image text | pic caption | picture caption | fig text |
    photo description | photo desc | image desc | media description | img desc | image legend |
    photo title | img cap | image cap | photo cap | pic cap | foto caption
    """
)
_CREDIT = lexicon.words(
    """
    credit credits photocredit imagecredit photographer fotograf bildnachweis photoby
    attribution urheber bildrechte crediti creditos copyrightholder fotocredit imgcredit
    photobyline imagebyline bildquelle kuvaaja zrodlo
    """
)
#: in a caption's class these name its last part: "figcaption-author"
_OWNERS = lexicon.words("author autor auteur autore")
_CREDIT_PAIRS = lexicon.phrases(
    """
    media copyright | photo copyright | image copyright | picture copyright | img copyright |
    photo author | image author | picture author | img author | photo by | image by | photo source |
    image source | picture source | photo owner | image owner | foto autor | autor foto |
    foto autore | photo auteur | foto auteur | bild autor
    """
)
#: a class with one of these and "copyright" names who owns a picture
_OF_PICTURE = re.compile(r"bild|photo|foto|image|img|figure|picture|gallery")
#: what plays something; the words around it are about that
_CLIP = lexicon.words(
    """
    video videos audio videoplayer audioplayer jwplayer vjs brightcove podcast
    """
)
_CLIP_PAIRS = lexicon.phrases("media player | player placeholder")
#: with one of these it holds what is said there
_TOLD = lexicon.words("transcript transcription excerpt description intro summary text article")
_BODY = lexicon.words(
    """
    articlebody storybody entrycontent postcontent articlecontent articletext storytext
    bodytext articlebodytext storycontent posttext artikeltext artikelbody richtext bodycopy
    storycopy newscontent newstext textbody cuerpo corpo noticia brodtext articulo
    """
)
_BODY_PAIRS = lexicon.phrases(
    """
    article body | story body | entry content | post content | article content | article text |
    story text | body text | story content | post body | article main | news content |
    content body | main content | article copy | body copy | news body | news text |
    detail content | detail text | single content | text content | blog content | page content
    | post text | article entry | td post | the content | rich text | body content |
    news detail | content article | content text | text article | content main
    """
)


def words_in(label: str) -> list[str]:
    """The words of a class or id: "storyBody__promo-box" is story, body, promo, box."""
    return _WORD.findall(_CAMEL.sub(" ", label).lower().replace("_", " "))


@lru_cache(maxsize=8192)
def judge(label: str) -> str:
    """What the words of a class and id say: boilerplate, frame, caption, credit, body, clip, or "".

    A frame is boilerplate unless it holds pictures of the article; a clip plays something.
    """
    label = _SEEN.sub(" ", label[:MAX_LABEL])
    words = words_in(label)
    pairs = {f"{one} {two}" for one, two in pairwise(words)}
    footer = bool(pairs & _FOOTERS)
    if found := _beside_picture(label, words, pairs):
        return found
    if not pairs & _PAIRS_KEPT and not _NOTES.intersection(words):
        under = footer or ("footer" in words and _OF_PICTURE.search(label.lower()))
        other = [word for word in words if word != "footer"] if under else words
        if _is_boilerplate(other, pairs):
            return "boilerplate"
    if footer or "photo gallery" in pairs or any(word in _FRAMES for word in words):
        return "frame"
    if pairs & _BODY_PAIRS or any(word in _BODY for word in words):
        return "body"
    clip = _has_word(words, _CLIP) and _TOLD.isdisjoint(words)
    return "clip" if clip or pairs & _CLIP_PAIRS else ""


def _beside_picture(label: str, words: list[str], pairs: set[str]) -> str:
    found = next(filter(None, map(_part_of_picture, label.split())), "")
    if found or pairs & _CAPTION_PAIRS:
        return found or "caption"
    owned = "copyright" in words and _OF_PICTURE.search(label.lower())
    return "credit" if owned or pairs & _CREDIT_PAIRS else ""


def _part_of_picture(name: str) -> str:
    """What one class says: "photo-caption", "caption__credit"; not "has-caption"."""
    words = words_in(name)
    if not words or (len(words) > 1 and words[-2] in _HAVING):
        return ""
    if words[-1] in _OWNERS and not _CAPTION.isdisjoint(words):
        return "credit"
    for word in reversed(words):
        if word in _CREDIT:
            return "credit"
        if word in _CAPTION:
            return "caption"
    return ""


def _is_boilerplate(words: list[str], pairs: set[str]) -> bool:
    return bool(pairs & _PAIRS) or _has_word(words, _BOILERPLATE)


def _has_word(words: list[str], wanted: frozenset[str]) -> bool:
    """Whether one of the words says what the element is, and not what it has about it."""
    return any(
        word in wanted and (place == 0 or words[place - 1] not in _HAVING)
        for place, word in enumerate(words)
    )
