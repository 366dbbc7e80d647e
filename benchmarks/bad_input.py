"""Every misbehaving address of a local site: one record in the ledger each, none an article.

    python benchmarks/bad_input.py [--port 8815]

Needs ../shared/bench_site. Prints the outcome of each address, the largest memory of the process
and its time.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import bench_site

VARIORUM = str(Path(sys.executable).parent / "variorum")


def run(folder: Path, origin: str) -> None:
    """Watch every address, look at each once, and print what was recorded."""
    with urllib.request.urlopen(f"{origin}/bad/", timeout=20) as answer:
        paths = re.findall(r'href="(/bad/[^"]+)"', answer.read().decode())
    (folder / "urls.txt").write_text("".join(f"{origin}{path}\n" for path in paths))
    environment = os.environ | {
        "VARIORUM_ARCHIVE": str(folder / "archive"),
        "VARIORUM_ALLOW_NETWORKS": "127.0.0.0/8",
        "VARIORUM_HOST_DELAY": "0",
        "VARIORUM_HOST_CONCURRENCY": "16",
    }

    def variorum(*words: str) -> str:
        done = subprocess.run(
            [VARIORUM, *words], env=environment, capture_output=True, text=True, check=False
        )
        return done.stdout or done.stderr

    variorum("import", "urls", str(folder / "urls.txt"))
    begin = time.monotonic()
    variorum("check")
    seconds = time.monotonic() - begin
    listed = json.loads(variorum("list", "--json"))
    revisions = json.loads(variorum("log", "--json"))
    for source in listed["sources"]:
        article = next((one for one in listed["articles"] if one["url"] == source["url"]), None)
        told = source["trouble"] or (article and f"article, r{article['revisions']}") or "looked at"
        print(f"{source['url'].removeprefix(origin):<30} {told[:90]}")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"{len(paths)} addresses in {seconds:.0f} s, {memory} MB at most")
    print(f"revisions: {[row['url'].removeprefix(origin) for row in revisions]}")
    print(variorum("verify").strip())


def main() -> None:
    """Start the site, look at its bad addresses, end the site."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8815)
    port = parser.parse_args().port
    with bench_site.serving(port, "-n", "2") as site, tempfile.TemporaryDirectory() as folder:
        run(Path(folder), site.origin)


if __name__ == "__main__":
    main()
