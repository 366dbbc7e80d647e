"""CPU time that one revision costs with a thousand rules, and what the rules cost to prepare.

    python benchmarks/alerts.py [--rules 1000] [--events 300] [--json]

Rules and revisions are invented, from a fixed seed. First as newsrooms might ask: hosts, labels,
words, phrases, prefixes and regular expressions. Then the dearest that can happen: an article of
60,000 characters of which every word is new, and rules that ask for words, phrases and expressions
alone, so that no index of hosts or labels spares any of them.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent))

from monitor.events import Event
from monitor.rules import RuleSet, owed
from storage.deliveries import Rule
from storage.records import Article, Comparison, Edit, Revision, Side

NOW = datetime(2026, 11, 22, 16, tzinfo=UTC)
LABELS = ("number_changed", "quote_changed", "name_changed", "day_changed", "headline")
FIELDS = ("headline", "dek", "paragraph", "quote", "caption", "authors")
#: of the long article
CHARACTERS, PARAGRAPH = 60_000, 400
#: of each kind of long article
LONG_EVENTS = 20
LATIN = "abcdefghijklmnopqrstuvwxyz"
CYRILLIC = str.maketrans(LATIN, "абцдефгхийклмнопярстувшхыз")
HAN = {ord(letter): chr(0x4E00 + 37 * place) for place, letter in enumerate(LATIN)} | {32: None}
#: how a text is set
SCRIPTS: dict[str, Callable[[str], str]] = {
    "ASCII": str,
    "quotation marks and accents": lambda text: f"“{text.replace(' ', '’s ', 2)}” — café",
    "Cyrillic": lambda text: text.translate(CYRILLIC),
    "Han": lambda text: text.translate(HAN),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, default=1000)
    parser.add_argument("--events", type=int, default=300)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    results = [
        {"kind": name} | measured(rules, events)
        for name, rules, events in _workloads(options.rules, options.events)
    ]
    if options.json:
        print(json.dumps(results, indent=1))
        return
    for result in results:
        print(result.pop("kind"))
        for name, value in result.items():
            print(f"  {name:36} {value}")


def measured(rules: list[Rule], events: list[Event]) -> dict[str, float]:
    """What each revision costs, in milliseconds of CPU."""
    gc.collect()
    gc.freeze()  # what the benchmark itself made is not for the collector to walk through
    began = time.process_time()
    prepared = RuleSet.of(rules)
    preparing = time.process_time() - began
    spent = []
    messages = 0
    for event in events:
        began = time.process_time()
        messages += len(owed(event, prepared, NOW))
        spent.append(1000 * (time.process_time() - began))
    gc.unfreeze()
    sizes = [_size(event) for event in events]
    return {
        "preparing all rules, CPU ms": round(1000 * preparing, 1),
        "messages owed by one, mean": round(messages / len(events), 1),
        "edited characters, mean": round(statistics.mean(sizes)),
        "edited characters, most": max(sizes),
        "one revision, CPU ms, the first": round(spent[0], 2),
        "one revision, CPU ms, mean": round(statistics.mean(spent), 2),
        "one revision, CPU ms, 95 % below": round(sorted(spent)[int(0.95 * len(spent))], 2),
        "one revision, CPU ms, most": round(max(spent), 2),
        "rules without an index": len(prepared.free),
    }


def _workloads(rules: int, events: int) -> Iterator[tuple[str, list[Rule], list[Event]]]:
    chance = random.Random(20261122)
    vocabulary = [_word(chance) for _ in range(20_000)]
    asked = [_rule(chance, number, vocabulary) for number in range(rules)]
    seen = [_event(chance, number, vocabulary) for number in range(events)]
    yield "as newsrooms ask", asked, seen
    worded = [_worded_rule(chance, number, vocabulary) for number in range(rules)]
    yield "the same revisions, rules for words alone", worded, seen
    for script, form in SCRIPTS.items():
        own = [form(word) for word in vocabulary] if script in ("Cyrillic", "Han") else vocabulary
        yield (
            f"60,000 characters rewritten, {script}",
            [_worded_rule(chance, number, own) for number in range(rules)],
            [_rewritten(chance, vocabulary, form, PARAGRAPH) for _ in range(LONG_EVENTS)],
        )
    yield (
        "a word of each of 150 paragraphs changed",
        worded,
        [_touched(chance, vocabulary) for _ in range(LONG_EVENTS)],
    )
    yield (
        "60,000 characters rewritten, in a single block",
        worded,
        [_rewritten(chance, vocabulary, str, CHARACTERS) for _ in range(LONG_EVENTS)],
    )


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


def _worded_rule(chance: random.Random, number: int, vocabulary: list[str]) -> Rule:
    word, other, third = chance.choices(vocabulary, k=3)
    when = chance.choice(
        (
            f"removed:{word} or added:{other}",
            f'words:"{word} {other}"',
            f'removed:"{word} {other} {third}" or added:"{other} {third}"',
            f"words:{word[:5]}*",
            f'removed:"{word} {other[:3]}*"',
            f"removed:/{word}\\w*/",
            f"added:/\\b{word}\\s+\\d+/ or removed:/\\b{other}\\s+\\d+/",
            f"words:/{word}|{other}/",
            f"removed:/(minister|{word}) (of|for) \\w+/",
            f"added:/\\d+ {word}/",
        )
    )
    return Rule(id=number, name=f"rule {number}", when=when, channels=("desk",))


def _event(chance: random.Random, number: int, vocabulary: list[str]) -> Event:
    count = min(int(chance.expovariate(0.2)) + 1, 60)
    return _seen(chance, number, tuple(_edit(chance, vocabulary) for _ in range(count)), vocabulary)


def _seen(
    chance: random.Random, number: int, edits: tuple[Edit, ...], vocabulary: list[str]
) -> Event:
    host = f"news{chance.randint(1, 300)}.example"
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
    return Event(
        article=article,
        revision=revision,
        comparison=Comparison(old="r1", new="r2", edits=edits, labels=labels),
        authors=(" ".join(chance.choices(vocabulary, k=2)),),
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


def _rewritten(
    chance: random.Random, vocabulary: list[str], form: Callable[[str], str], size: int
) -> Event:
    """Every paragraph goes, and as many others come."""
    blocks = range(CHARACTERS // size)
    sides = [
        Side(blocks=(block,), text=form(_prose(chance, vocabulary, size)))
        for _ in ("gone", "come")
        for block in blocks
    ]
    edits = tuple(
        Edit(op="delete", field="paragraph", old=side, new=None)
        if place < len(blocks)
        else Edit(op="insert", field="paragraph", old=None, new=side)
        for place, side in enumerate(sides)
    )
    return _seen(chance, 1, edits, vocabulary)


def _touched(chance: random.Random, vocabulary: list[str]) -> Event:
    edits = []
    for block in range(CHARACTERS // PARAGRAPH):
        words = _prose(chance, vocabulary, PARAGRAPH).split()
        old = Side(blocks=(block,), text=" ".join(words))
        words[chance.randrange(len(words))] = chance.choice(vocabulary)
        new = Side(blocks=(block,), text=" ".join(words))
        edits.append(Edit(op="modify", field="paragraph", old=old, new=new))
    return _seen(chance, 1, tuple(edits), vocabulary)


def _prose(chance: random.Random, vocabulary: list[str], size: int) -> str:
    """Words of which half are common ones, with a number here and there."""
    words: list[str] = []
    length = 0
    while length < size:
        word = chance.choice(vocabulary[:300] if chance.random() < 0.5 else vocabulary)
        words.append(str(chance.randrange(1000)) if chance.random() < 0.02 else word)
        length += len(words[-1]) + 1
    return " ".join(words)[:size]


def _size(event: Event) -> int:
    return sum(
        len(side.text) for edit in event.comparison.edits for side in (edit.old, edit.new) if side
    )


if __name__ == "__main__":
    main()
