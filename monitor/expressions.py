"""Regular expressions of rules: RE2's, so that they take time in proportion to the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import re2  # type: ignore[import-untyped]

#: bytes that one compiled expression may use; beyond it RE2 refuses it, or runs it more slowly
_MEMORY = 524_288
#: characters of an expression
LONGEST = 500
#: occurrences that are counted; more are as many
_MOST = 1_000
#: what a filter has to find, to be believed
_PROBE = b"\x02"


def expression(pattern: str) -> re2._Regexp:
    """A compiled regular expression, in any case; ValueError says what RE2 does not take."""
    if len(pattern) > LONGEST:
        raise ValueError(f"a regular expression has at most {LONGEST} characters")
    try:
        compiled = re2.compile(pattern, _options())
    except re2.error as error:
        detail = error.args[0] if error.args else "not understood"
        text = detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(detail)
        raise ValueError(f"no regular expression of RE2: {text}") from error
    if compiled.search(b"") is not None:
        raise ValueError("this regular expression also finds nothing at all, and so everything")
    return compiled


def count(compiled: re2._Regexp, text: bytes) -> int:
    """How often the expression occurs in UTF-8 text, up to a limit."""
    found = 0
    for _ in compiled.finditer(text):
        found += 1
        if found >= _MOST:
            break
    return found


@dataclass(frozen=True, slots=True)
class Expressions:
    """Many expressions, looked for together: most are ruled out by a search for their letters."""

    parts: tuple[tuple[tuple[str, ...], re2.Filter], ...] = ()

    @classmethod
    def of(cls, patterns: Iterable[str]) -> Expressions:
        """Of patterns that `expression` takes."""
        return cls(tuple(_parts(tuple(dict.fromkeys(patterns)), _options())))

    @classmethod
    def literally(cls, texts: Iterable[str]) -> Expressions:
        """Of texts that mean nothing but themselves."""
        options = _options()
        options.literal = options.case_sensitive = True
        return cls(tuple(_parts(tuple(dict.fromkeys(texts)), options)))

    def within(self, text: bytes) -> Iterator[str]:
        """Those that occur in UTF-8 text."""
        for patterns, search in self.parts:
            for number in search.Match(text) or ():
                if number < len(patterns):
                    yield patterns[number]


def _parts(
    patterns: tuple[str, ...], options: re2.Options
) -> Iterator[tuple[tuple[str, ...], re2.Filter]]:
    """A filter for all of them; where that is more than RE2 has memory for, for halves."""
    if not patterns:
        return
    search = re2.Filter()
    for pattern in (*patterns, _PROBE):
        search.Add(pattern, options)
    if _works(search):
        yield patterns, search
    else:
        middle = len(patterns) // 2
        yield from _parts(patterns[:middle], options)
        yield from _parts(patterns[middle:], options)


def _works(search: re2.Filter) -> bool:
    """Whether it can be believed that what it does not find is not there.

    Its search for letters finds nothing at all where its memory does not hold twenty states of
    its automaton; that depends on the expressions, not on the text (RE2's dfa.cc).
    """
    try:
        search.Compile()
    except re2.error:
        return False
    return search.Match(_PROBE) is not None


def _options() -> re2.Options:
    """How expressions are compiled: in any case, quietly, in bounded memory."""
    chosen = re2.Options()
    chosen.case_sensitive = False
    chosen.log_errors = False
    chosen.max_mem = _MEMORY
    chosen.never_capture = True
    return chosen
