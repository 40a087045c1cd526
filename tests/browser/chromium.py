"""A real browser without a window: what it makes of a page, and what it says while it does."""

import gzip
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SECONDS = 60  # for a busy machine; an idle one takes two

_AXE = Path(__file__).with_name("axe.min.js.gz")

# Runs when the page stands, and leaves what it found where --dump-dom shows it.
_ASK = """
axe.run().then(found => {
  const said = JSON.stringify({
    violations: found.violations.map(each => [each.id, each.nodes.map(node => node.html.slice(0, 200))]),
    unsure: found.incomplete.map(each => each.id),
    passes: found.passes.map(each => each.id),
    pictures: [...document.images].map(each => each.naturalWidth),
    widths: [document.documentElement.scrollWidth, document.documentElement.clientWidth],
  });
  const shown = document.createElement("pre");
  shown.id = "found";
  shown.textContent = said;
  document.body.append(shown);
});
"""


@dataclass(frozen=True)
class Seen:
    """What the browser made of a page, and what it wrote to its log."""

    dom: str
    log: str


def opened(address: str, *options: str) -> Seen:
    """Open the address as a phone would and return what came of it."""
    assert CHROMIUM, "the tests are skipped without it"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
    command = [CHROMIUM, "--headless", "--disable-gpu", "--enable-logging=stderr", "--window-size=412,900"]
    ran = subprocess.run(
        [*command, *sandbox, *options, "--virtual-time-budget=10000", "--dump-dom", address],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    return Seen(ran.stdout, ran.stderr)


def examined(page: str, folder: Path) -> dict[str, Any]:
    """Return what axe-core finds in the page, and how its pictures and its width came out."""
    script = gzip.decompress(_AXE.read_bytes()).decode()
    file = folder / "page.html"
    file.write_text(
        page.replace("</body>", f"<script>{script}</script><script>{_ASK}</script></body>"), "utf-8"
    )
    found = re.search(r'<pre id="found">(.*?)</pre>', opened(file.as_uri()).dom, re.DOTALL)
    assert found, "axe-core did not end"
    answer: dict[str, Any] = json.loads(unescape(found[1]))
    return answer
