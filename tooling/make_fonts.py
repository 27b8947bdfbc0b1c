"""Make the small static fonts that printed files carry, from full ones given by folder.

    python tooling/make_fonts.py SOURCES server/exports/fonts

SOURCES holds, anywhere below it, the static TrueType files named in `FONTS`, as their makers publish
them. Typst reads static TTF only and one missing glyph would fail a PDF/UA file, so what a font keeps
is written here, once. All of them are under the SIL Open Font License; the texts lie beside the result.
"""

import sys
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont

LATIN = (
    *range(0x20, 0x530),  # Latin, IPA, combining marks, Greek, Cyrillic
    *range(0x1D00, 0x1DC0),
    *range(0x1E00, 0x2000),  # Vietnamese and polytonic Greek
    *range(0x2000, 0x2070),
    *range(0x2070, 0x20D0),
    *range(0x2100, 0x2190),
    0x2212,
    0xFFFD,
)
# Without combining marks: a letter that a font lacks is then taken whole from the next font, not built from two
# glyphs, which readers of the file would copy twice.
WHOLE_LETTERS = tuple(c for c in LATIN if not unicodedata.combining(chr(c)))
ARABIC = (*range(0x600, 0x700), *range(0x750, 0x780), *range(0x8A0, 0x900), 0x20, 0x25CC, *range(0x200C, 0x2010))
# Characters of given names that GB 2312, of 1980, does not hold.
CHINESE_NAMES = (
    "喆堃犇昇珺瑄玥祎赟翀彧祺昳旻暐晞曈晳睿溦瀞烜煊燚玚玠珈珅珩琬琰瑀瑭璟璠瓒甯祐禛禾"
    "秾稹筠綦翃翊莙菡蓁蕤薇蘅虓衍诒谌赜轶逄邰郗鄢钰铖锘锜镕闫隽霈韫颀颢颉飏骁鹍麒麟黄"
)
CHINESE = (
    *(ord(c) for c in CHINESE_NAMES),
    *(
        ord(bytes((high, low)).decode("gb2312"))
        for high in range(0xB0, 0xF8)
        for low in range(0xA1, 0xFF)
        if not (high == 0xD7 and low >= 0xFA)
    ),
    *range(0x3000, 0x3040),
    *range(0x3041, 0x3100),  # kana: a few hundred small glyphs
    *range(0xFF01, 0xFF66),
    # signs that no other font here has: arrows, mathematics, shapes, ticks
    *range(0x2190, 0x2400),
    *range(0x25A0, 0x27C0),
)
FONTS = {
    "AtkinsonHyperlegibleNext_400Regular.ttf": ("AtkinsonHyperlegibleNext-Regular.ttf", WHOLE_LETTERS),
    "AtkinsonHyperlegibleNext_700Bold.ttf": ("AtkinsonHyperlegibleNext-Bold.ttf", WHOLE_LETTERS),
    "NotoSans_400Regular.ttf": ("NotoSans-Regular.ttf", LATIN),
    "NotoSans_700Bold.ttf": ("NotoSans-Bold.ttf", LATIN),
    # Vazirmatn draws a letter as one glyph, so what is copied from the file reads right; Noto, which puts dots on
    # letters as glyphs of their own, only has the letters of Pashto, Sindhi and others that Vazirmatn lacks.
    "Vazirmatn_400Regular.ttf": ("Vazirmatn-Regular.ttf", ARABIC),
    "Vazirmatn_700Bold.ttf": ("Vazirmatn-Bold.ttf", ARABIC),
    "NotoSansArabic_400Regular.ttf": ("NotoSansArabic-Regular.ttf", ARABIC),
    "NotoSansSC_400Regular.ttf": ("NotoSansSC-Regular.ttf", CHINESE),
}


def main(sources: Path, target: Path) -> None:
    for published, (name, kept) in FONTS.items():
        source = next(sources.rglob(published), None)
        if source is None:
            raise SystemExit(f"Expected {published} somewhere below {sources}.")
        font = TTFont(source, recalcTimestamp=False)  # the same sources give the same bytes
        if name.startswith("Atkinson"):
            open_zeros(font)
        shrink(font, kept, whole_letters=name.startswith("NotoSans-")).save(target / name)
        print(f"{name}: {(target / name).stat().st_size // 1024} KB, {len(font.getBestCmap())} characters")


def shrink(font: TTFont, kept: tuple[int, ...], *, whole_letters: bool) -> TTFont:
    """Keep the assigned characters of `kept` and the features that shape them.

    `whole_letters` leaves out the feature that takes a letter apart into base and mark; texts come composed.
    """
    options = subset.Options(hinting=False, notdef_outline=True, name_IDs=["*"], glyph_names=False)
    options.layout_features += ["tnum", "locl"]
    if whole_letters:
        options.layout_features.remove("ccmp")
    options.drop_tables += ["STAT", "DSIG", "meta"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[c for c in kept if unicodedata.category(chr(c)) != "Cn"])
    subsetter.subset(font)
    return font


def open_zeros(font: TTFont) -> None:
    """Draw the zero without its slash: times and dates are read by everybody, codes by nobody.

    The counter is two halves, each closed by one straight edge along the slash. Taking both edges away
    and joining the halves gives the open counter.
    """
    for name in ("zero", "zero.tf"):
        glyph: Any = font["glyf"][name]
        glyph.expand(font["glyf"])
        if glyph.isComposite():
            continue  # the tabular zero is the zero at another width
        outer, *halves = contours(glyph)
        if len(halves) != 2:
            raise SystemExit(f"Expected {name} to be an outline and two half counters, got {len(halves)}.")
        counter = [point for half in halves for point in begun_after_longest_edge(half)]
        points = outer + counter
        glyph.removeHinting()
        glyph.numberOfContours = 2
        glyph.endPtsOfContours = [len(outer) - 1, len(points) - 1]
        glyph.coordinates = type(glyph.coordinates)([place for place, _ in points])
        glyph.flags = bytearray(flag for _, flag in points)


def contours(glyph: Any) -> list[list[tuple[tuple[int, int], int]]]:
    points = list(zip(glyph.coordinates, glyph.flags, strict=True))
    starts = [0, *(end + 1 for end in glyph.endPtsOfContours)]
    return [points[a:b] for a, b in pairwise(starts)]


def begun_after_longest_edge(
    contour: list[tuple[tuple[int, int], int]],
) -> list[tuple[tuple[int, int], int]]:
    """The same closed contour, written so that its longest straight edge is the closing one."""

    def edge_length(i: int) -> float:
        ((ax, ay), a_on), ((bx, by), b_on) = contour[i - 1], contour[i]
        straight = a_on & 1 and b_on & 1
        return ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5 if straight else 0.0

    first = max(range(len(contour)), key=edge_length)
    return contour[first:] + contour[:first]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
