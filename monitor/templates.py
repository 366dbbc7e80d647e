"""A channel's own template: Jinja2 cut down to what always ends soon, and only shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateRuntimeError, Undefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from monitor.inert import inert, one_line
from monitor.messages import MOST_STORIES, Face, Message, batch_key, marked, subject
from monitor.stories import Story, excerpt, moment, place
from storage.errors import BadRule

#: characters of a template
MAX_TEMPLATE = 8_000
_MAX_NODES = 2_000
_MAX_LOOPS = 2
_MOST_EDITS = 50
#: no name that a template could use
_EACH = "each of"

#: no calls, no assignments, no macros, no arithmetic: what is left takes time in proportion to
#: the template and the message
_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)


def check_template(text: str) -> None:
    """BadRule where the template is not one, or does what a template may not."""
    _compiled(text, "text")


def render(text: str, stories: Sequence[Story], face: Face, *, left: int = 0) -> Message:
    """A message as the channel's own template words it; BadRule names what is wrong with it.

    `left` revisions more are only counted.
    """
    template = _compiled(text, face.form)
    try:
        body = _bounded(template.generate(_context(stories, face, left)), face.limit)
    except (TemplateError, TypeError, RecursionError) as error:
        raise BadRule(f"the template cannot be filled: {one_line(str(error), 300)}") from error
    return Message(
        key=batch_key([story.key for story in stories]),
        subject=subject(stories, face, left),
        body=body,
        form=face.form,
    )


def _compiled(text: str, form: str) -> Any:
    if len(text) > MAX_TEMPLATE:
        raise BadRule(f"the template has {len(text)} characters: at most {MAX_TEMPLATE}")
    environment = _environment(form)
    try:
        tree = environment.parse(text)
        _check(tree)
        return environment.from_string(tree)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        where = f", line {line}" if line else ""
        raise BadRule(f"template{where}: {one_line(str(error), 300)}") from error
    except (RecursionError, SyntaxError, MemoryError, ValueError, OverflowError) as error:
        raise BadRule(f"the template is too complex: {one_line(str(error), 200)}") from error


def _environment(form: str) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        autoescape=form == "html",
        undefined=StrictUndefined,
        optimized=False,
        finalize=_text,
    )
    environment.filters.clear()
    environment.filters.update(
        {
            "length": len,
            "default": lambda value, other="": value or other,
            "join": _join,
            _EACH: _each,
        }
    )
    environment.tests.clear()
    environment.globals.clear()
    return environment


def _join(values: Any, between: str = ", ") -> str:
    texts = _each(values)
    if not all(isinstance(text, str) for text in texts):
        raise TemplateRuntimeError("join takes a list of texts")
    gap = str(between)[:100]
    if any(isinstance(text, Markup) for text in texts):
        return escape(gap).join(texts)
    return gap.join(texts)


def _each(values: Any) -> list[Any]:
    """Loops go over lists alone: they are short, where a text has many characters."""
    if not isinstance(values, list):
        raise TemplateRuntimeError("only lists can be gone through: stories, edits, labels, why")
    return values


def _text(value: Any) -> Any:
    if isinstance(value, str | int | Undefined):
        return value
    raise TemplateRuntimeError(f"a {type(value).__name__} cannot be shown as it is")


def _check(tree: nodes.Template) -> None:
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    seen = 0
    while waiting:
        node, loops = waiting.pop()
        seen += 1
        if not isinstance(node, _ALLOWED):
            raise BadRule(
                f"template, line {node.lineno}: {type(node).__name__.lower()} is not for templates;"
                " they show values, with if, for and filters"
            )
        if isinstance(node, nodes.For):
            loops += 1
            _check_loop(node, loops)
        if seen > _MAX_NODES:
            raise BadRule(f"the template has more than {_MAX_NODES} parts")
        waiting.extend((child, loops) for child in node.iter_child_nodes())


def _check_loop(node: nodes.For, loops: int) -> None:
    if loops > _MAX_LOOPS:
        raise BadRule(f"template, line {node.lineno}: more than {_MAX_LOOPS} loops in each other")
    if node.recursive:
        raise BadRule(f"template, line {node.lineno}: a loop must not be recursive")
    each = nodes.Filter(node.iter, _EACH, [], [], None, None, lineno=node.lineno)
    node.iter = each.set_environment(node.environment)  # type: ignore[arg-type]


def _bounded(pieces: Iterator[str], limit: int) -> str:
    kept: list[str] = []
    room = limit
    for piece in pieces:
        kept.append(piece[:room])
        room -= len(piece)
        if room < 0:
            kept.append("…")
            break
    return "".join(kept)


def _context(stories: Sequence[Story], face: Face, left: int) -> Mapping[str, Any]:
    shown = [_story(story, face) for story in stories[:MOST_STORIES]]
    return {
        "rule": _words(stories[0].rule, face),
        "count": len(stories) + left,
        "more": len(stories) + left - len(shown),
        "stories": shown,
        **shown[0],
    }


def _story(story: Story, face: Face) -> dict[str, Any]:
    edits = story.comparison.edits[:_MOST_EDITS]
    before = story.revision.unchanged_as_of
    return {
        "headline": _words(one_line(story.headline, 300), face),
        "url": _words(story.article.url, face),
        "host": _words(story.article.host, face),
        "link": story.link,
        "kind": story.revision.kind,
        "said": story.said,
        "weight": story.revision.weight,
        "silent": story.revision.silent,
        "labels": [_words(label, face) for label in story.revision.labels],
        "number": story.revision.number,
        "seen_at": moment(story.revision.seen_at),
        "unchanged_as_of": moment(before) if before else "",
        "times": [f"{name} {_words(time, face)}" for name, time in story.times],
        "why": [_words(why, face) for why in story.why],
        "edits": [
            {
                "field": _words(place(edit), face),
                "op": edit.op,
                "labels": [_words(label, face) for label in edit.labels],
                "old": _words((edit.old.text if edit.old else "")[:2_000], face),
                "new": _words((edit.new.text if edit.new else "")[:2_000], face),
                "changed": _shown(marked(excerpt(edit), face), face),
            }
            for edit in edits
        ],
        "edit_count": len(story.comparison.edits),
    }


def _words(text: str, face: Face) -> str:
    """Words from anywhere, harmless in the channel's format."""
    return _shown(inert(text, face.form, mail=face.mail), face)


def _shown(text: str, face: Face) -> str:
    """In HTML, text that needs no more escaping."""
    return Markup(text) if face.form == "html" else text  # noqa: S704 -- escaped by inert
