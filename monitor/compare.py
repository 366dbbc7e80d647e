"""Two readings in, the edits between them out."""

from __future__ import annotations

from monitor.budget import Budget
from monitor.changes import block_edits
from monitor.classify import judged
from monitor.content import FIELDS, Content, content, content_key
from monitor.fields import field_edits
from monitor.naming import Article
from storage.records import Comparison, Reading

__all__ = ["compare", "compare_contents", "content_key"]


def compare(
    old: Reading, new: Reading, *, old_name: str = "old", new_name: str = "new"
) -> Comparison:
    """Every edit that turns `old` into `new`, labelled and weighed.

    Pure and total: the same pair gives the same edits on any machine, and no pair fails.
    """
    if old.blocks == new.blocks and all(getattr(old, f) == getattr(new, f) for f in FIELDS):
        return Comparison(old=old_name, new=new_name)
    return compare_contents(content(old), content(new), old_name=old_name, new_name=new_name)


def compare_contents(
    old: Content, new: Content, *, old_name: str = "old", new_name: str = "new"
) -> Comparison:
    """`compare` for what has been settled before."""
    budget = Budget()
    article = Article(old, new)
    edits = (*field_edits(old, new, article, budget), *block_edits(old, new, article, budget))
    comparison = Comparison(old=old_name, new=new_name, edits=edits, degraded=budget.degraded)
    return judged(comparison, old, new)
