#!/usr/bin/env python3
"""Compares what Swiftlet writes with what other programs read: SVG files with their PNG, frames of a GIF with theirs.

    python3 scripts/compare_pictures.py svg loss.png loss.svg [more.png more.svg ...]
    python3 scripts/compare_pictures.py film learning.gif frames/

Needs Pillow, and cairosvg for SVG. Both are readers of their own; the tests in Swift have readers of ours.
"""
import io
import pathlib
import sys

from PIL import Image, ImageChops, ImageStat


def compare_svg(png_path, svg_path):
    """The mean difference of a channel: letters and edges are smoothed by another program, nothing else may differ."""
    import cairosvg

    png = Image.open(png_path).convert("RGB")
    drawn = cairosvg.svg2png(url=str(svg_path), output_width=png.width, output_height=png.height)
    difference = ImageChops.difference(png, Image.open(io.BytesIO(drawn)).convert("RGB"))
    mean = max(ImageStat.Stat(difference).mean)
    print(f"{svg_path}: {png.width} x {png.height}, mean difference {mean:.2f} of 255")
    return mean < 2.5


def compare_film(gif_path, folder):
    """As many frames as pictures, each at most 24 levels from its own."""
    film = Image.open(gif_path)
    pictures = sorted(pathlib.Path(folder).glob("*.png"))
    worst = 0
    for number, picture in enumerate(pictures[: film.n_frames]):
        film.seek(number)
        difference = ImageChops.difference(film.convert("RGB"), Image.open(picture).convert("RGB"))
        worst = max(worst, max(high for _, high in difference.getextrema()))
    rest = film.info["duration"]
    print(f"{gif_path}: {film.n_frames} frames of {len(pictures)}, at most {worst} levels off, the last stays {rest} ms")
    return film.n_frames == len(pictures) and worst <= 24 and rest == 1500


def main(arguments):
    if len(arguments) >= 3 and arguments[0] == "svg" and len(arguments) % 2 == 1:
        pairs = zip(arguments[1::2], arguments[2::2])
        return all([compare_svg(png, svg) for png, svg in pairs])
    if len(arguments) == 3 and arguments[0] == "film":
        return compare_film(arguments[1], arguments[2])
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1:]) else 1)
