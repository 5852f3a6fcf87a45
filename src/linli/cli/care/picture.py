"""Draws the trade-off of an evaluation as one SVG file: false visits to the right, delay upward."""

from collections.abc import Sequence
from html import escape

from django.utils.translation import gettext as _

from linli.cli.care.evaluate import Tried

WIDTH, HEIGHT, LEFT, BOTTOM, EDGE = 720, 440, 64, 56, 24
_STYLE = (
    "text{font:14px sans-serif;fill:#222}.axis{stroke:#888}.grid{stroke:#e4e4e4}"
    ".curve{fill:none;stroke:#1f6feb;stroke-width:2}.rhythm{stroke:#1f6feb;fill:#1f6feb}"
    ".published{stroke:#b42318;fill:#b42318}"
)


def svg(results: Sequence[Tried]) -> str:
    """Return the picture; each point carries its interval on both axes."""
    right = 1.1 * max(each.worth.visits.high for each in results) or 1.0
    top = 1.1 * max(each.worth.mean.high for each in results)

    def x(value: float) -> float:
        return round(LEFT + value / right * (WIDTH - LEFT - EDGE), 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - EDGE), 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(_('误上门与延迟'))}</title><style>{_STYLE}</style>",
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    for step in range(6):
        across, up = right * step / 5, top * step / 5
        parts.append(f'<path class="grid" d="M{x(0)} {y(up)}H{WIDTH - EDGE}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(up) + 5}" text-anchor="end">{up:.0f}</text>')
        parts.append(f'<text x="{x(across)}" y="{y(0) + 20}" text-anchor="middle">{across:.1f}</text>')
    parts.append(f'<path class="axis" d="M{x(0)} {y(0)}H{WIDTH - EDGE}M{x(0)} {y(0)}V{EDGE}"/>')
    parts.append(
        f'<text x="{WIDTH - EDGE}" y="{HEIGHT - 12}" text-anchor="end">{escape(_("误上门/人月"))}</text>'
    )
    parts.append(f'<text x="{LEFT + 8}" y="{EDGE - 6}">{escape(_("平均延迟 h"))}</text>')
    curve = sorted(
        (each.worth.visits.value, each.worth.mean.value) for each in results if each.price is not None
    )
    parts.append(f'<polyline class="curve" points="{" ".join(f"{x(a)},{y(b)}" for a, b in curve)}"/>')
    for name, price, figures in results:
        visits, mean = figures.visits, figures.mean
        label = escape(name if price is None else f"{price:g}")
        parts.append(
            f'<g class="{escape(name)}"><path d="M{x(visits.low)} {y(mean.value)}H{x(visits.high)}'
            f'M{x(visits.value)} {y(mean.low)}V{y(mean.high)}"/>'
            f'<circle cx="{x(visits.value)}" cy="{y(mean.value)}" r="4"/></g>'
            f'<text x="{x(visits.value) + 7}" y="{y(mean.value) - 7}">{label}</text>'
        )
    return "\n".join([*parts, "</svg>\n"])
