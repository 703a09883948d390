#!/usr/bin/env python3
"""Cuts the two bundled fonts out of DejaVu Sans and writes them as C arrays.

    python3 -m venv .build/fonts && .build/fonts/bin/pip install fonttools==4.68.0
    .build/fonts/bin/python scripts/make_fonts.py /usr/share/fonts/truetype/dejavu Sources/CFonts

The fonts are DejaVu 2.37 as packaged by Debian (fonts-dejavu-core). Hinting is kept: small text is then
sharp. Layout tables go, because libgd does no shaping. The licence is in NOTICE; adding a character means
adding its range below and running the two lines above.
"""
import io
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

# First and last code point of each range, with what it is there for.
RANGES = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1 and Latin Extended-A
    (0x0218, 0x021B),  # Romanian
    (0x0386, 0x0386), (0x0388, 0x038A), (0x038C, 0x038C), (0x038E, 0x03A1), (0x03A3, 0x03CE),  # Greek
    (0x0400, 0x045F), (0x0490, 0x0491),  # Cyrillic
    (0x2000, 0x200A), (0x2010, 0x2015), (0x2018, 0x201E), (0x2020, 0x2022),  # spaces, dashes, quotes
    (0x2026, 0x2026), (0x202F, 0x202F), (0x2030, 0x2030), (0x2032, 0x2033), (0x2039, 0x203A),
    (0x2070, 0x2071), (0x2074, 0x208E),  # superscripts and subscripts
    (0x20AC, 0x20AC), (0x2116, 0x2116), (0x2122, 0x2122),
    (0x2190, 0x2195), (0x21D2, 0x21D2),  # arrows
    (0x2202, 0x2202), (0x2205, 0x2208), (0x220F, 0x220F), (0x2211, 0x2212), (0x2215, 0x2215),
    (0x2217, 0x2217), (0x221A, 0x221A), (0x221D, 0x221E), (0x2229, 0x222B), (0x2243, 0x2243),
    (0x2245, 0x2245), (0x2248, 0x2248), (0x2260, 0x2261), (0x2264, 0x2265), (0x226A, 0x226B),
    (0x2297, 0x2297), (0x22C5, 0x22C5),  # mathematics
    (0x25A1, 0x25A1),  # white square: stands for what the font lacks
    (0x2713, 0x2713), (0x2717, 0x2717),  # tick and cross
]
FONTS = [("DejaVuSans.ttf", "sans"), ("DejaVuSans-Bold.ttf", "sans_bold")]
HEAD = """/* {name}: a subset of {source} (DejaVu 2.37), {size} bytes. Licence: NOTICE.
 * Written by scripts/make_fonts.py; do not edit. */
"""


def cut(path):
    """The subset as bytes, and the code points it holds."""
    options = subset.Options()
    options.layout_features = []
    options.drop_tables += ["GDEF", "GPOS", "GSUB", "MATH", "FFTM"]
    options.legacy_kern = True
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = [0, 1, 2]
    options.recalc_timestamp = False
    font = subset.load_font(path, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[c for first, last in RANGES for c in range(first, last + 1)])
    subsetter.subset(font)
    out = io.BytesIO()
    subset.save_font(font, out, options)
    return out.getvalue(), set(TTFont(io.BytesIO(out.getvalue())).getBestCmap())


def lines(numbers, width=116):
    row = ""
    for number in numbers:
        piece = f"{number},"
        if len(row) + len(piece) > width:
            yield row
            row = ""
        row += piece
    yield row


def main():
    folder, target = sys.argv[1], sys.argv[2]
    covered = None
    for source, name in FONTS:
        data, characters = cut(f"{folder}/{source}")
        covered = characters if covered is None else covered & characters
        with open(f"{target}/{name}.c", "w") as file:
            file.write(HEAD.format(name=name, source=source, size=len(data)))
            file.write('#include "CFonts.h"\n\n')
            file.write(f"const size_t cfonts_{name}_size = {len(data)};\n")
            file.write(f"const unsigned char cfonts_{name}[] = {{\n")
            file.writelines(f"{row}\n" for row in lines(data))
            file.write("};\n")
    missing = sorted({c for a, b in RANGES for c in range(a, b + 1)} - covered)
    print("not in both fonts:", " ".join(f"U+{c:04X}" for c in missing))
    pairs = []
    for character in sorted(covered):
        if pairs and pairs[-1][1] == character - 1:
            pairs[-1][1] = character
        else:
            pairs.append([character, character])
    flat = [end for pair in pairs for end in pair]
    with open(f"{target}/coverage.c", "w") as file:
        file.write("/* The characters both fonts hold, as pairs of first and last code point.\n")
        file.write(" * Written by scripts/make_fonts.py; do not edit. */\n")
        file.write('#include "CFonts.h"\n\n')
        file.write(f"const size_t cfonts_coverage_count = {len(flat)};\n")
        file.write("const unsigned int cfonts_coverage[] = {\n")
        file.writelines(f"{row}\n" for row in lines(flat))
        file.write("};\n")


main()
