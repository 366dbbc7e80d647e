"""CPU time that one revision costs with a thousand rules, and what the rules cost to prepare.

    python benchmarks/alerts.py [--rules 1000] [--events 300] [--json]

Rules and revisions are invented, from a fixed seed: hosts, labels, words, phrases, prefixes and
regular expressions, as newsrooms might ask for, and a part that no index can help with.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from monitor.events import Event
from monitor.rules import RuleSet, owed
from storage.deliveries import Rule
from storage.records import Article, Comparison, Edit, Revision, Side

NOW = datetime(2026, 11, 22, 16, tzinfo=UTC)
LABELS = ("number_changed", "quote_changed", "name_changed", "day_changed", "headline")
FIELDS = ("headline", "dek", "paragraph", "quote", "caption", "authors")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, default=1000)
    parser.add_argument("--events", type=int, default=300)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    chance = random.Random(20261122)
    vocabulary = [_word(chance) for _ in range(20_000)]
    rules = [_rule(chance, number, vocabulary) for number in range(options.rules)]
    events = [_event(chance, number, vocabulary) for number in range(options.events)]
    began = time.process_time()
    prepared = RuleSet.of(rules)
    preparing = time.process_time() - began
    spent = []
    messages = 0
    for event in events:
        began = time.process_time()
        messages += len(owed(event, prepared, NOW))
        spent.append(1000 * (time.process_time() - began))
    result = {
        "rules": options.rules,
        "revisions": options.events,
        "messages owed": messages,
        "preparing all rules, CPU ms": round(1000 * preparing, 1),
        "one revision, CPU ms, mean": round(statistics.mean(spent), 3),
        "one revision, CPU ms, 95 % below": round(sorted(spent)[int(0.95 * len(spent))], 3),
        "one revision, CPU ms, most": round(max(spent), 3),
        "edited characters, mean": round(statistics.mean(_size(event) for event in events)),
        "edited characters, most": max(_size(event) for event in events),
        "rules without an index": len(prepared.free),
    }
    if options.json:
        print(json.dumps(result))
        return
    for name, value in result.items():
        print(f"{name:36} {value}")


def _word(chance: random.Random) -> str:
    letters = "etaoinshrdlucmfwypvbgkjqxz"
    return "".join(chance.choices(letters, weights=range(26, 0, -1), k=chance.randint(3, 10)))


def _rule(chance: random.Random, number: int, vocabulary: list[str]) -> Rule:
    host = f"news{chance.randint(1, 300)}.example"
    label = chance.choice(LABELS)
    word, other = chance.choices(vocabulary, k=2)
    when = chance.choice(
        (
            f"host:{host} and weight>=minor",
            f"silent and label:{label} and host:{host}",
            f"silent and (label:{label} or removed:{word}) and age<48h",
            f"removed:{word} or added:{other}",
            f'removed:"{word} {other}" and not host:{host}',
            f"removed:/{word}\\w*/ and weight:major",
            f"added:/\\b{word}\\s+\\d+/ or removed:/\\b{other}\\s+\\d+/",
            f"field:headline,dek and words:{word[:5]}*",
            f"source:desk{chance.randint(1, 50)} and kind:gone,restored",
            f'author:"{word} {other}" and not weight:cosmetic',
        )
    )
    return Rule(id=number, name=f"rule {number}", when=when, channels=("desk",))


def _event(chance: random.Random, number: int, vocabulary: list[str]) -> Event:
    host = f"news{chance.randint(1, 300)}.example"
    edits = tuple(
        _edit(chance, vocabulary) for _ in range(min(int(chance.expovariate(0.2)) + 1, 60))
    )
    labels = tuple(sorted({label for edit in edits for label in edit.labels}))
    article = Article(
        id=number,
        url=f"https://{host}/{number}",
        host=host,
        kind="article",
        state="live",
        headline="An invented headline",
        first_seen=NOW - timedelta(hours=chance.randint(1, 200)),
        last_checked=NOW,
        next_due=None,
        revisions=2,
        labels=(f"desk{chance.randint(1, 50)}",),
    )
    revision = Revision(
        id=number,
        article_id=number,
        number=2,
        kind="edit",
        seen_at=NOW,
        unchanged_as_of=None,
        capture_id=None,
        labels=labels,
        silent=chance.random() < 0.3,
        weight=chance.choice(("cosmetic", "minor", "major")),
    )
    comparison = Comparison(old="r1", new="r2", edits=edits, labels=labels)
    authors = (" ".join(chance.choices(vocabulary, k=2)),)
    return Event(
        article=article,
        revision=revision,
        comparison=comparison,
        authors=authors,
        source_labels=article.labels,
        urls=(article.url,),
    )


def _edit(chance: random.Random, vocabulary: list[str]) -> Edit:
    old = chance.choices(vocabulary, k=chance.randint(5, 120))
    new = list(old)
    for _ in range(chance.randint(1, 6)):
        new[chance.randrange(len(new))] = chance.choice((chance.choice(vocabulary), "14"))
    return Edit(
        op="modify",
        field=chance.choice(FIELDS),
        old=Side(blocks=(0,), text=" ".join(old)),
        new=Side(blocks=(0,), text=" ".join(new)),
        labels=tuple(chance.sample(LABELS, k=chance.randint(0, 2))),
    )


def _size(event: Event) -> int:
    return sum(
        len(side.text) for edit in event.comparison.edits for side in (edit.old, edit.new) if side
    )


if __name__ == "__main__":
    main()
