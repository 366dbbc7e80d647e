"""Every label that an edit or a comparison can bear: what it means and how much it weighs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from storage.records import Weight


@dataclass(frozen=True, slots=True)
class Label:
    """The meaning of one label."""

    meaning: str
    weight: Weight
    #: whether it is a change of what the article says: silent when neither dated nor noted
    substance: bool


def _cosmetic(meaning: str) -> Label:
    return Label(meaning, "cosmetic", substance=False)


def _aside(meaning: str) -> Label:
    """Of interest, but not what the article says."""
    return Label(meaning, "minor", substance=False)


def _minor(meaning: str) -> Label:
    return Label(meaning, "minor", substance=True)


def _major(meaning: str) -> Label:
    return Label(meaning, "major", substance=True)


LABELS: dict[str, Label] = {
    # fields
    "headline": _major("the headline changed"),
    "alternative_headline": _aside("a headline for search or social pages changed"),
    "kicker": _aside("the words above the headline changed"),
    "dek": _minor("the words below the headline changed"),
    "section": _cosmetic("the section changed"),
    "byline": _aside("the authors changed"),
    "contributors": _aside("the contributors changed"),
    "published_changed": _aside("the stated time of publication changed"),
    "updated_changed": _cosmetic("the stated time of the last update changed"),
    "tags": _cosmetic("the tags changed"),
    "language": _cosmetic("the stated language changed"),
    "copyright": _cosmetic("the copyright line changed"),
    "canonical_url": _aside("the article's own address changed"),
    # notes
    "correction_added": Label("a correction note came", "major", substance=False),
    "correction_changed": Label("a correction note changed", "major", substance=False),
    "correction_removed": Label("a correction note is gone", "major", substance=True),
    "update_note": Label("an update note came, changed or went", "minor", substance=False),
    # figures
    "caption_changed": _minor("the words of a caption changed"),
    "caption_duplicated": _minor("a caption now stands twice"),
    "caption_unduplicated": _minor("a caption that stood twice stands once"),
    "photo_replaced": _minor("another picture stands in the same place"),
    "photo_added": _minor("a picture came"),
    "photo_removed": _minor("a picture is gone"),
    "credit_changed": _aside("the credit of a picture changed"),
    "alt_changed": _cosmetic("the description of a picture for screen readers changed"),
    # words
    "number_changed": _major("a number changed"),
    "quote_changed": _major("words inside quotation marks changed"),
    "day_changed": _major("a day or month named in the text changed"),
    "name_changed": _major("a name changed"),
    "attribution_changed": _major("who is said to say it, or how, changed"),
    "hedging_changed": _major("how sure the text is changed"),
    "negation_changed": _major("a denial came or went"),
    "link_changed": _cosmetic("a link came, went, or leads elsewhere"),
    "wording": _minor("the words changed"),
    "rewritten": _major("a text was written anew"),
    "sentence_added": _minor("a sentence came"),
    "sentence_removed": _minor("a sentence is gone"),
    "spelling": _cosmetic("one word is spelt another way"),
    "punctuation": _cosmetic("punctuation changed"),
    "typography": _cosmetic("typesetting changed: quotation marks, dashes, spaces"),
    # blocks
    "paragraph_added": _minor("a paragraph came"),
    "paragraph_removed": _major("a paragraph is gone"),
    "paragraph_moved": _minor("a paragraph stands elsewhere"),
    "paragraph_split": _cosmetic("a paragraph became several"),
    "paragraphs_merged": _cosmetic("several paragraphs became one"),
    "paragraph_duplicated": _minor("a paragraph now stands twice"),
    "paragraph_unduplicated": _minor("a paragraph that stood twice stands once"),
    "block_added": _minor("a subhead, quote, list item, table or embed came"),
    "block_removed": _minor("a subhead, quote, list item, table or embed is gone"),
    "block_moved": _minor("a subhead, quote, list item, table, embed or figure stands elsewhere"),
    "block_duplicated": _minor("a subhead, quote, list item, table or embed now stands twice"),
    "block_unduplicated": _minor("one that stood twice stands once"),
    "kind_changed": _minor("a block became another kind, such as a paragraph a quote"),
    "embed_changed": _minor("another thing is embedded"),
    "live_entry": _minor("an entry of a live page came, changed or went"),
    "entry_time_changed": _aside("the time that a live entry bears changed"),
    # the article as a whole
    "date_bump_only": _cosmetic("nothing but a stated time changed"),
    "silent_edit": _major("the substance changed, with neither a later date nor a note"),
    "shrunk": _major("most of the text is gone"),
    "revert": _major("an earlier text came back"),
}


def heaviest(labels: Iterable[str]) -> Weight:
    """The weight of the weightiest label; cosmetic for none."""
    weights = {LABELS[name].weight for name in labels}
    return "major" if "major" in weights else "minor" if "minor" in weights else "cosmetic"
