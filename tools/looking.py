"""What the checks in a real browser look at: screens, colour schemes, and what JavaScript finds."""

import tempfile
from pathlib import Path

from target import target

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "docs" / "build" / "site"  # as `make site` built it
EXAMPLES = ROOT / "examples"
WHOLE = EXAMPLES / "2025" / "everything-reported.json"
EXEMPT = {"eligibility": {"specialStatuses": ["smallPractice"]}}  # the context of a small practice
SCREENS = ((1280, 800), (375, 667), (360, 640))
SCHEMES = ("light", "dark")
LEAST_CONTRAST = 4.5

# Text whose colour stands out too little from the colour behind it, as [contrast, text].
CONTRAST = """
(() => {
  const rgb = (said) => said.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const part = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const colour = rgb(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    const text = texts.currentNode.data.trim();
    if (!text || !parent.getClientRects().length) continue;
    const one = light(rgb(getComputedStyle(parent).color)), other = light(behind(parent));
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < LEAST) found.push([contrast.toFixed(2), text.slice(0, 40)]);
  }
  return JSON.stringify(found.slice(0, 5));
})()
""".replace("LEAST", str(LEAST_CONTRAST))
TOO_WIDE = """
JSON.stringify([...document.querySelectorAll("body *")]
  .filter((node) => node.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 5).map((node) => node.className || node.tagName))
"""
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
HEIGHT = "document.documentElement.scrollHeight"


def pictures(said: str | None, kind: str) -> Path:
    """The folder for screenshots: the one that the command line names, or a new temporary one."""
    named = target(said, None) or Path(tempfile.mkdtemp(prefix=f"mips-pi-{kind}-"))
    folder = named.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder
