"""The charts of the pages as pictures for files: the same macros draw both, so they cannot drift apart.

On a page the stylesheet colours a chart; a picture brings its colours along.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from html import unescape

from server.dumbbell import said
from server.exports.document import Chart, ChartKey, Item, Words
from server.exports.glyphs import FONTS, printable
from server.exports.pages import macros
from sessions.minutes import RatingLine

FAMILY = "Atkinson Hyperlegible Next"
# Tokens of static/css/tokens.css, as printed.
STYLE = f"""
.db-grid {{ stroke: #ddd2da; stroke-width: 1 }} .db-base {{ stroke: #ddd2da; stroke-width: 2 }}
.db-bar {{ stroke: #6d9a98; stroke-width: 6; stroke-linecap: round }} .db-bar--range {{ stroke: #a8cfcc }}
.db-dot {{ fill: #6d9a98 }} .db-dot--named {{ fill: #ffffff; stroke: #1b6666; stroke-width: 2 }}
.db-self {{ fill: #ffffff; stroke: #251a28; stroke-width: 3 }}
.db-peer {{ fill: #1b6666; stroke: #ffffff; stroke-width: 2 }}
.db-peer--half {{ fill: #ffffff; stroke: #1b6666; stroke-width: 3 }}
.db-agreed {{ fill: #2d6a3a; stroke: #ffffff; stroke-width: 2 }}
.db-tick {{ fill: none; stroke: #ffffff; stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round }}
.db-t, .db-dot-t {{ font-family: "{FAMILY}"; font-weight: 700; text-anchor: middle }}
.db-t {{ font-size: 14px; fill: #5b4c5e }} .db-n, .db-dot-t {{ fill: #251a28 }} .db-dot-t {{ font-size: 10.5px }}
.lvl-base {{ fill: #ffffff; stroke: #1b6666; stroke-width: 2 }} .lvl-fill {{ fill: #1b6666 }}
"""


def charted(rating: RatingLine, letters: Mapping[str, str], label: Words, notes: tuple[Item, ...]) -> Chart:
    """What the dumbbell of a rating shows. `letters` are the initials of the institutions, by name."""
    peers = rating.peers
    own = rating.self_rating.level if rating.self_rating else None
    agreed = rating.agreed.level if rating.agreed else None
    middle = peers.middle_levels if peers else None
    ranged = (peers.lowest, peers.highest) if peers else None
    return Chart(
        label=label,
        notes=notes,
        names=tuple(name for _, name in rating.scale),
        own=own,
        views=tuple((view.level, letters.get(view.institution, "")) for view in peers.views) if peers else (),
        middle=middle,
        ranged=ranged,
        agreed=agreed,
        alt=said(own, ranged, middle, agreed),
    )


def among_colleagues(rating: RatingLine, label: Words, notes: tuple[Item, ...]) -> Chart:
    """A dot for each colleague over the level they chose, and the position that they agreed."""
    said, own = rating.colleagues, rating.agreed or rating.self_rating
    given = [one for one in said.levels for _ in range(one.count)] if said else []
    told = [f"{one.level} {one.name} by {one.count}" for one in said.levels if one.count] if said else []
    return Chart(
        label=label, notes=notes, names=tuple(name for _, name in rating.scale),
        views=tuple((one.level, "") for one in given), agreed=own.level if own else None,
        alt=f"Colleagues: {', '.join(told)}. {f'Agreed {own.level}.' if own else 'Nothing agreed.'}",
    )  # fmt: skip


def picture(chart: Chart) -> str:
    """The dumbbell as SVG that stands alone."""
    drawn = macros("charts").dumbbell(chart.names, chart.own, chart.views, chart.middle, chart.ranged, chart.agreed)
    return alone(drawn)


def key(shown: ChartKey) -> list[tuple[str, str]]:
    """Each mark as SVG that stands alone, with what it means."""
    items = re.findall(r"<li>\s*(<svg.*?</svg>)(.*?)</li>", _key_of(shown), re.DOTALL)
    return [(alone(mark), " ".join(unescape(words).split())) for mark, words in items]


def _key_of(shown: ChartKey) -> str:
    charts = macros("charts")
    return str(charts.colleagues_key() if shown.colleagues else charts.dumbbell_key(shown.named, shown.between))


def glyph(level: int, of: int) -> str:
    """A level as its part of the hour, as SVG that stands alone."""
    return alone(macros("marks").level_glyph(level, of))


def alone(svg: str) -> str:
    """A macro's drawing with its namespace, its colours, and only letters that our fonts have."""
    return printable(str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)).replace(
        ">", f"><style>{STYLE}</style>", 1
    )


@lru_cache(maxsize=64)  # the key of a chart is drawn for every institution
def png(svg: str, width: int) -> bytes:
    """The picture as PNG, `width` pixels wide, drawn with the letters of our own fonts."""
    import resvg_py

    families = "Atkinson*.ttf" if svg.isascii() else "*.ttf"  # reading the Chinese font takes longer than drawing
    fonts = [str(path) for path in sorted(FONTS.glob(families))]
    return resvg_py.svg_to_bytes(svg, width=width, font_files=fonts, skip_system_fonts=True, font_family=FAMILY)
