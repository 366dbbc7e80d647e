"""One pass over a page: what a reader sees of it in pieces, boilerplate left out."""

from __future__ import annotations

import re

from lxml import etree

from crawler import hiding, lexicon, shapes, signups
from crawler.segments import Node, Page, Segment
from crawler.tree import Element, fold, text_of

#: an article has hundreds, a long live blog thousands; more of a page is not read
MAX_SEGMENTS = 20_000
#: never text of an article
_SKIPPED = lexicon.words(
    """
    script style noscript template svg canvas button input select textarea nav object audio head
    link meta option dialog math map progress meter datalist menu amp-ad amp-sidebar amp-consent
    ins-ad amp-analytics amp-social-share applet colgroup label
    """
)
#: skipped but for a picture: one that only scripts would show, one that a click enlarges
_HOLDERS = frozenset({"noscript", "button"})
#: `source` and `track` too: to libxml2 they have an inside, the image of a `picture`
_INLINE = lexicon.words(
    """
    span b i em strong u s small sup sub font mark abbr cite q time code kbd var del ins bdi bdo
    wbr big tt dfn acronym strike data nobr ruby rb o:p st1:place picture source track
    """
)
#: these are never boilerplate by their class
_UNMARKED = frozenset({"a", "img", "br", "body", "html"})
#: marks of what may be left out, as a whole or but for what it plays
_LEFT_OUT = frozenset({"boilerplate", "frame", "clip"})
#: where a page links to what its readers say
_REACTIONS = re.compile("#(?:comment|respond|disqus|kommentar|reaction)")
_PICTURES = frozenset({"figure", "image", "caption", "credit"})
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
#: what text is by the block that holds it; "text" by all others
_KINDS = (
    dict.fromkeys(_HEADINGS, "h")
    | dict.fromkeys(("p", "pre"), "p")
    | dict.fromkeys(("li", "dd", "dt"), "li")
    | dict.fromkeys(("td", "th"), "cell")
    | {"blockquote": "quote"}
)


class _Walk:
    """One pass over the tree; it keeps the open block, the open links and the text so far."""

    def __init__(self, root: Element, *, lenient: bool) -> None:
        self.page = Page()
        self.lenient = lenient
        self.text: list[str] = []
        self.linked = 0
        self.links: list[str] = []
        self.open_links = 0
        self.breaks = 0
        #: the elements with line breaks, and whether these set paragraphs in them
        self.lines: dict[Element | None, bool] = {}
        self.path: list[int] = []
        self.kinds: list[tuple[str, int, Element]] = []
        self.root = root
        self.prose = -1
        self.clip: Element | None = None

    def run(self) -> Page:
        walker = etree.iterwalk(self.root, events=("start", "end"))
        skip = walker.skip_subtree
        root, segments = self.root, self.page.segments
        skipped: Element | None = None
        for event, element in walker:
            if event == "start":
                if len(segments) >= MAX_SEGMENTS:
                    self.page.cut = True
                    break
                if self.start(element):
                    skipped = element
                    skip()
            else:
                if element is skipped:
                    skipped = None
                else:
                    self.end(element)
                if element is self.clip:
                    self.flush()
                    self.clip = None
                tail = element.tail
                if tail and element is not root:
                    self.put(tail)
        self.flush()
        return self.page

    def put(self, text: str) -> None:
        if not text.isspace():
            self.breaks = 0
        elif not self.text:
            return
        self.text.append(text)
        if self.open_links:
            self.linked += len(text)

    def start(self, element: Element) -> bool:
        """Take the element in; True where its inside is to be left out."""
        tag = element.tag
        if tag in _SKIPPED and not (tag == "template" and element.get("shadowrootmode")):
            if tag in _HOLDERS and (image := shapes.image_in(element)) is not None:
                self.add("image", "", image)
            else:
                self.page.left_out.append(element)
            return True
        attributes = element.keys()
        mark = ""
        if attributes:
            if not hiding.HIDING.isdisjoint(attributes) and hiding.is_hidden(
                element, tag, lenient=self.lenient
            ):
                self.page.left_out.append(element)
                return True
            if tag not in _UNMARKED:
                mark = shapes.mark_of(element)
                if mark == "boilerplate":
                    mark = shapes.second_look(element, mark, after_picture=self.by_picture())
                if mark in _LEFT_OUT and self.is_outside(element, tag, mark):
                    self.part_at(tag)
                    return True
        inline = tag in _INLINE or ("-" in tag and shapes.is_of_line(element))
        if inline and mark != "caption" and not (mark == "credit" and self.by_picture()):
            if element.text:
                self.put(element.text)
            return False
        return self.block(element, tag, mark)

    def is_outside(self, element: Element, tag: str, mark: str) -> bool:
        """Whether what is boilerplate by its class is boilerplate indeed."""
        if self.lenient or (mark == "frame" and self.shows_pictures(element)):
            return False
        if mark == "clip":
            self.open_clip(element)
            return False
        if self.holds_article(element, tag):
            return False
        notes = shapes.notes_in(element) if mark == "frame" else ()
        for note in notes:
            self.flush()
            self.add("p", text_of(note), note)
        if not notes:
            self.page.left_out.append(element)
        return True

    def open_clip(self, element: Element) -> None:
        """Leave out the words of a player: what it plays, from where, how long."""
        if self.clip is None and shapes.is_clip(element):
            self.flush()
            self.clip = element

    def shows_pictures(self, frame: Element) -> bool:
        """Whether a frame, or the one that it is part of, holds pictures of the article."""
        if any(shapes.mark_of(outer) == "frame" for outer in frame.iterancestors()):
            return True  # that one was let in
        return shapes.holds_pictures(frame)

    def holds_article(self, element: Element, tag: str) -> bool:
        """Outer elements bear class words of all that they hold ("has comments", "newsletter")."""
        if tag in ("main", "h1", "body", "html") or element.get("itemprop") == "articleBody":
            return True
        if tag in _INLINE:
            return False
        if next(element.iter("h1"), None) is not None:
            return True
        here = shapes.prose_in(element)
        if here < shapes.MUCH_PROSE:
            return False
        if self.prose < 0:
            self.prose = shapes.prose_in(self.root)
        return here > 0.4 * self.prose

    def block(self, element: Element, tag: str, mark: str) -> bool:
        if tag == "a":
            return self.link(element)
        if tag == "br":
            self.line_break(element)
            return False
        kind = shapes.by_tag(element, tag)
        if kind is None and (tag == "figcaption" or mark in ("caption", "credit")):
            kind = shapes.by_class(element, mark, after_picture=self.by_picture())
        if kind is None:
            self.open(element, tag, mark)
            return False
        if kind == shapes.SKIP:
            self.page.closed.append(element)
        else:
            if kind != "image":
                self.flush()
            self.add(kind, text_of(element) if kind == "credit" else "", element)
        return True

    def link(self, element: Element) -> bool:
        address = element.get("href") or "#"
        if address[0] != "#":
            if not address.startswith("javascript:"):
                self.links.append(address)
        elif _REACTIONS.match(address):
            self.page.left_out.append(element)
            return True
        self.open_links += 1
        if element.text:
            self.put(element.text)
        return False

    def line_break(self, element: Element) -> None:
        """Two breaks end a paragraph, as one does behind a heading inside it."""
        if self.text and shapes.is_heading_before(element):
            self.flush(element.getprevious())
        self.breaks += 1
        self.put(" ")
        holder = element.getparent()
        if holder is not None and holder not in self.lines:
            self.lines[holder] = shapes.sets_paragraphs(holder)
        if self.breaks > 1 or self.lines.get(holder):
            self.flush()

    def part_at(self, tag: str) -> None:
        """A box that is left out ends a paragraph where a sentence ends before it."""
        last = next((text for text in reversed(self.text) if not text.isspace()), "")
        if tag not in _INLINE and shapes.ends_sentence(last):
            self.flush()

    def by_picture(self) -> bool:
        """Whether what came last is a picture, or a few words after one."""
        segments = self.page.segments
        return bool(segments) and segments[-1].kind in _PICTURES and sum(map(len, self.text)) < 400

    def open(self, element: Element, tag: str, mark: str) -> None:
        if self.text:
            self.flush()
        self.breaks = 0
        parent = self.path[-1] if self.path else -1
        self.path.append(len(self.page.nodes))
        self.page.nodes.append(Node(parent, element, mark))
        level = _HEADINGS.get(tag, 0)
        kind = _KINDS.get(tag, "text")
        if self.kinds and kind in ("p", "text"):
            outer = self.kinds[-1][0]
            if outer in ("quote", "li", "h"):
                kind, level = outer, self.kinds[-1][1]
        elif self.kinds and kind == "li" and self.kinds[-1][0] == "h":
            kind, level = "h", self.kinds[-1][1]
        self.kinds.append((kind, level, element))
        if element.text:
            self.put(element.text)

    def end(self, element: Element) -> None:
        tag = element.tag
        if tag == "a":
            self.open_links = max(0, self.open_links - 1)
            if not self.text:
                self.links.clear()
        elif self.kinds and self.kinds[-1][2] is element:
            if self.text:
                self.flush()
            self.breaks = 0
            self.kinds.pop()
            self.path.pop()

    def flush(self, part: Element | None = None) -> None:
        """What was gathered becomes a segment of the open block, or of a part of it."""
        self.breaks = 0
        if not self.text:
            return
        text = fold("".join(self.text)) if self.clip is None else ""
        self.text = []
        if text:
            kind, level, element = self.kinds[-1] if self.kinds else ("text", 0, self.root)
            element = element if part is None else part
            node = self.path[-1] if self.path else -1
            self.page.segments.append(
                Segment(
                    kind, text, min(self.linked, len(text)), node, element, level, tuple(self.links)
                )
            )
        self.linked = 0
        if self.links:
            self.links = []

    def add(self, kind: str, text: str, element: Element) -> None:
        node = self.path[-1] if self.path else -1
        self.page.segments.append(Segment(kind, text, 0, node, element, 0, ()))


def cut(root: Element, *, lenient: bool = False) -> Page:
    """The page's segments; `lenient` keeps what only its class or style calls boilerplate."""
    if not lenient:
        signups.hide(root)
    return _Walk(root, lenient=lenient).run()
