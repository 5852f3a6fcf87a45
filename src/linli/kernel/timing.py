"""How long requests take, by page and answer: counted in memory, read by /metrics.

With several web workers each keeps its counts in a mapped file of its own below PROMETHEUS_MULTIPROC_DIR
(set by `linli serve`), so that whichever worker is asked tells of all of them.
"""

import os

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

SEVERAL = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

_several = SEVERAL in os.environ
REGISTRY = CollectorRegistry()
_SECONDS = Histogram(
    "linli_http_seconds",
    "How long requests took, by the name of the page, the method and the status of the answer.",
    ["view", "method", "status"],
    buckets=BUCKETS,
    registry=None if _several else REGISTRY,
)
if _several:
    MultiProcessCollector(REGISTRY)  # type: ignore[no-untyped-call]


def took(seconds: float, *, view: str, method: str, status: int) -> None:
    """Count an answered request; `view` is a name of ours, never an address, so that series stay few."""
    _SECONDS.labels(view, method, status).observe(seconds)
