"""Fails where the tests reach too little: nine lines of ten in all, every line of a pure module.

Run after the tests, on what slipcover wrote of them: python tests/reached.py .coverage.json
"""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from typing import Any

from test_architecture import ROOT, is_pure, modules

#: the share of all lines that must be reached
LEAST = 0.9
#: how many numbers of lines are printed of one module
SHOWN = 12


def lines_of(path: Path, reports: dict[str, Any]) -> tuple[int, list[int]]:
    """How many lines a module has, and which no test reached; all, where nothing imported it."""
    report = reports.get(str(path.relative_to(ROOT)))
    if report is None:
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        lines = sorted({node.lineno for node in nodes if isinstance(node, ast.stmt)})
        return len(lines), lines
    return len(report["executed_lines"]) + len(report["missing_lines"]), report["missing_lines"]


def main(file: str) -> int:
    """Print what was not reached, of pure modules last; 1 where that is too much."""
    reports = json.loads(Path(file).read_text(encoding="utf-8"))["files"]
    every = missed = missed_in_pure = 0
    for path in sorted(modules(), key=lambda path: (is_pure(path), path)):
        count, lines = lines_of(path, reports)
        every, missed = every + count, missed + len(lines)
        if lines:
            shown = " ".join(map(str, lines[:SHOWN])) + (" …" if len(lines) > SHOWN else "")
            missed_in_pure += len(lines) if is_pure(path) else 0
            mark = "pure!" if is_pure(path) else ""
            print(f"{mark:5} {path.relative_to(ROOT)!s:28} {1 - len(lines) / count:4.0%}  {shown}")
    share = 1 - missed / every
    print(f"{share:.1%} of {every} lines are reached ({LEAST:.0%} are asked for)")
    print(f"{missed_in_pure} lines of pure modules are not (none may be)")
    return int(share < LEAST or missed_in_pure > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
