"""Measures the three maps."""

import tempfile
from pathlib import Path

from bench.contract import Bench, Figure, Options
from bench.maps import browsing, ground
from bench.serving import served

LIBRARIES = {
    "leaflet": "Leaflet on a canvas, the whole outlines",
    "maplibre": f"MapLibre GL {ground.MAPLIBRE}, the whole outlines",
}
READY_MS, FRAME_MS = 1_500, 60


def measure(options: Options) -> list[Figure]:
    """Measure our page of the city, and the two libraries alone with the same data."""
    ground.settle()
    key = ground.session()
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as name:
        into = Path(name)
        libraries = ground.folder(into)
        with served() as site, browsing.serving(into) as address, browsing.chromium() as browser:
            url = f"http://127.0.0.1:{site.port}/city/?show=open&by=4"
            browsing.look(browser, url, "[data-map]", key)
            ours = [browsing.look(browser, url, "[data-map]", key) for _ in range(options.runs)]
            figures = _figures("the city's page, outlines in vector tiles", ours, READY_MS, FRAME_MS)
            for library in libraries:
                page = f"{address}/{library}.html"
                seen = [browsing.look(browser, page, "#map") for _ in range(options.runs)]
                figures += _figures(LIBRARIES[library], seen)
    return figures


def _figures(
    what: str, seen: list[tuple[float, float]], ready: float | None = None, frame: float | None = None
) -> list[Figure]:
    return [
        Figure(f"{what}: ready", "ms", tuple(each[0] for each in seen), limit=ready),
        Figure(f"{what}: a frame of a pan", "ms", tuple(each[1] for each in seen), limit=frame),
    ]


BENCH = Bench(
    "maps",
    "2,940 grids and 5,000 open cases in headless Chromium at 1440 × 900, drawing in software, nothing kept "
    "from before; from the address to the drawn map, then dragged with the mouse. The site was asked before.",
    measure,
    ("sqlite",),
)
