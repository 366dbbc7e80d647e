"""Bylines with a place: in a line above the text, or in its first paragraph as in East Asia."""

from __future__ import annotations

import re

from crawler import bylines

_PLACED = re.compile(
    r"(?P<who>[^,.:;!?|]{5,50}?) (?:in|at|aus|à|en|desde|dal?|da|uit|i) [A-ZÀ-Þ][\w’'.-]*"
    r"(?: [A-ZÀ-Þ][\w’'.-]*){0,2}(?:, [A-ZÀ-Þ][\w ]{2,20})?"
)
#: a place, in brackets an agency, and a dash
_OPENS = re.compile(r"(?P<place>[^\W\d_][^\d.:;!?()|–—-]{2,30}?)(?: ?\([^()]{2,20}\))? ?[-–—] ")
#: "〔記者…／台北報導〕", "新华社…电（记者…）"
_CHINESE = re.compile(
    r"^[〔【（(\[［][^〕】）)\]］]{0,8}?[記记]者(?P<first>[^／/〕】）)\]］]{2,24})[／/]|"
    r"^.{2,24}?[电電]\s?[（(](?:本[报報])?[記记]者(?P<second>[^）)]{2,30})[）)]"
)
#: "（…記者…台北4日電）": names, the last of which a place follows without a sign
_PLACED_CHINESE = re.compile(r"^[（(].{0,8}?[記记]者([^）)\d]{4,24}?)\d{1,2}日.{0,4}[電电][）)]")
#: "[서울=… 기자]", "(서울=연합뉴스) … 기자 ="
_KOREAN = re.compile(
    r"^[\[(【［](?:[^=\])】］]{1,12}=)?\s?(?P<first>[가-힣]{2,4}(?:[·, ]+[가-힣]{2,4})*?) ?"
    r"(?:기자|특파원)\s?[\])】］]|"
    r"^\([^()=]{1,12}=[^()]{2,10}\)\s*(?P<second>[가-힣]{2,4}(?:[·, ]+[가-힣]{2,4})*?) ?"
    r"(?:기자|특파원)\s*="
)
#: at the end of a Japanese report: "【…】", "（…）"
_JAPANESE = re.compile(
    r"[。」】）][【（(](?P<who>[\u4e00-\u9fff々ヶ]{1,4}[\u3040-\u30ff\u4e00-\u9fff々]{1,4}"
    r"(?:[、・][\u3040-\u30ff\u4e00-\u9fff々]{3,6}){0,3})[】）)]$"
)
#: what else stands there in brackets
_NO_NAME = re.compile(
    "敬称|おわり|終わり|完$|続く|つづく|記者|通信|新聞|共同|時事|文責|談$|以上|提供|撮影|社$|年|月"
)
_BETWEEN = re.compile(r"[、，,·；;\s]+")
#: characters of a name in these scripts
_NAME, _SIGNED = range(2, 6), range(3, 7)
#: characters of most Chinese names
_FULL = 3
#: characters of a line with a name; words of a name in other scripts
_LINE, _WORDS = 70, range(2, 4)


def opens(text: str) -> bool:
    """Whether a text begins as agencies' reports do: "LISBON (Lusa) - The council …"."""
    match = _OPENS.match(text)
    return match is not None and match["place"].isupper()


def line(text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Whom a whole line names: a known author, or somebody with a place behind the name."""
    if len(text) > _LINE:
        return ()
    placed = _PLACED.fullmatch(text)
    who = placed["who"] if placed is not None else text
    if known:
        return tuple(name for name in known if bylines.same_name(name, who))
    whole = len(who.split()) in _WORDS and bylines.looks_like_name(who)
    return bylines.names(who) if placed is not None and whole else ()


def at_the_end(text: str) -> tuple[str, ...]:
    """Who signs the last paragraph of a Japanese report in brackets."""
    match = _JAPANESE.search(text[-_LINE:]) if text[-1:] in "】）)" else None
    if match is None or _NO_NAME.search(match["who"]):
        return ()
    return tuple(name for name in _BETWEEN.split(match["who"]) if len(name) in _SIGNED)


def names(text: str) -> tuple[str, ...]:
    """The names in the dateline that a paragraph begins with."""
    match = _PLACED_CHINESE.match(text)
    if match is not None:
        *others, last = _BETWEEN.split(match[1])
        return (*others, last[: min(_FULL, len(last) - 2)])
    match = _CHINESE.match(text) or _KOREAN.match(text)
    if match is None:
        return ()
    found = _BETWEEN.split((match["first"] or match["second"]).strip())
    return tuple(name for name in found if len(name) in _NAME)
