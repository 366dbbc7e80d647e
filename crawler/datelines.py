"""Bylines inside the first paragraph, as newspapers of East Asia print them with the place."""

from __future__ import annotations

import re

#: "〔記者…／台北報導〕", "新华社…电（记者…）"
_CHINESE = re.compile(
    r"^[〔【（(\[［][^〕】）)\]］]{0,8}?[記记]者(?P<first>[^／/〕】）)\]］]{2,24})[／/]|"
    r"^.{2,24}?[电電]\s?[（(](?:本[报報])?[記记]者(?P<second>[^）)]{2,30})[）)]"
)
#: "[서울=… 기자]", "(서울=연합뉴스) … 기자 ="
_KOREAN = re.compile(
    r"^[\[(【［](?:[^=\])】］]{1,12}=)?\s?(?P<first>[가-힣]{2,4}(?:[·, ]+[가-힣]{2,4})*?) ?"
    r"(?:기자|특파원)\s?[\])】］]|"
    r"^\([^()=]{1,12}=[^()]{2,10}\)\s*(?P<second>[가-힣]{2,4}(?:[·, ]+[가-힣]{2,4})*?) ?"
    r"(?:기자|특파원)\s*="
)
_BETWEEN = re.compile(r"[、，,·；;\s]+")
#: characters of a name in these scripts
_NAME = range(2, 6)


def names(text: str) -> tuple[str, ...]:
    """The names in the dateline that a paragraph begins with."""
    match = _CHINESE.match(text) or _KOREAN.match(text)
    if match is None:
        return ()
    found = _BETWEEN.split((match["first"] or match["second"]).strip())
    return tuple(name for name in found if len(name) in _NAME)
