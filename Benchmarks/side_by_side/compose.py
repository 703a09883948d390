"""Puts pictures side by side: two contact sheets, ours above theirs, and pairs for readers who are not told which is whose.

    compose.py FOLDER OUT [--pairs FOLDER --key FILE --seed 1]

FOLDER has NAME_ours.png and NAME_theirs.png. OUT gets side_by_side_1.png and _2.png. The pairs are NN_a.png and NN_b.png in an
order that the seed shuffles; the key, a file kept apart, says which letter is ours.
"""
import argparse
import json
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

NAMES = ["scatter", "regions", "loss", "confusion", "gallery", "iris", "losslog", "weights", "roc", "surface"]
WIDTH, GAP, HEAD = 600, 18, 44  # pixels of a picture in a sheet, between two, and for the words above a row


def words(size):
    return ImageFont.load_default(size)


def sheet(folder, names):
    height = WIDTH * 3 // 4
    whole = Image.new("RGB", (len(names) * (WIDTH + GAP) + GAP, 2 * (height + HEAD) + GAP), "#f2f2f2")
    pen = ImageDraw.Draw(whole)
    for row, (kind, title) in enumerate([("ours", "Swiftlet"), ("theirs", "matplotlib, scikit-learn, mlxtend")]):
        top = row * (height + HEAD)
        pen.text((GAP, top + 10), title, fill="#222426", font=words(26))
        for column, name in enumerate(names):
            picture = Image.open(folder / f"{name}_{kind}.png").convert("RGB")
            picture.thumbnail((WIDTH, height), Image.LANCZOS)
            whole.paste(picture, (GAP + column * (WIDTH + GAP) + (WIDTH - picture.width) // 2, top + HEAD))
    return whole


def bare(path):
    """Only the pixels: no metadata that tells who drew them."""
    return Image.open(path).convert("RGB")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--key", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for number, names in enumerate((NAMES[:5], NAMES[5:]), 1):
        sheet(options.folder, names).save(options.out / f"side_by_side_{number}.png", optimize=True)
    if not options.pairs:
        return
    options.pairs.mkdir(parents=True, exist_ok=True)
    dice, key = random.Random(options.seed), {}
    order = dice.sample(NAMES, len(NAMES))
    for number, name in enumerate(order, 1):
        ours = dice.choice("ab")
        key[f"{number:02}"] = dict(picture=name, ours=ours)
        for letter in "ab":
            kind = "ours" if letter == ours else "theirs"
            bare(options.folder / f"{name}_{kind}.png").save(options.pairs / f"{number:02}_{letter}.png")
    if options.key:
        options.key.write_text(json.dumps(key, indent=1) + "\n")


main()
