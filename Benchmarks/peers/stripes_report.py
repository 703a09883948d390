"""Writes the tables of the stripes, from stripes.json, into README.md and docs/guides/stripes.md, between their marks.

    stripes_report.py FOLDER
"""
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- stripes: written by make bench-stripes -->\n", "<!-- /stripes -->"


def percent(share):
    return f"{100 * share:.1f} %"


def seconds(value):
    return f"{value:.2g} s" if value < 10 else f"{value:.0f} s"


def table(head, rows):
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *rows]) + "\n"


def words(settings):
    return ", ".join(f"{k}={v}" for k, v in (settings or {}).items()) or "–"


def put(path, text):
    if path.exists() and BEGIN in path.read_text():
        before, rest = path.read_text().split(BEGIN)
        path.write_text(before + BEGIN + text + END + rest.split(END, 1)[1])


def main():
    told = json.loads((Path(sys.argv[1]) / "stripes.json").read_text())
    rows = told["rows"]
    put(ROOT / "README.md", table(
        ["from the same 2,000 points", "right on these", "right on fresh ones", "one core"],
        [[r["title"], percent(r["train"]), percent(r["fresh"]), seconds(r["seconds"])]
         for r in rows if not r["name"].endswith(("-told", "-given"))]))
    put(ROOT / "docs/guides/stripes.md", table(
        ["learner", "its own points", "fresh points", "least to most", "runs", "one core", "settings chosen"],
        [[r["title"], percent(r["train"]), percent(r["fresh"]), f"{percent(r['least'])} to {percent(r['most'])}",
          str(len(r["runs"])), seconds(r["seconds"]), words(r.get("settings"))] for r in rows])
        + "".join(f"\nNot here: {name} ({why}).\n" for name, why in told["missing"].items()))


if __name__ == "__main__":
    main()
