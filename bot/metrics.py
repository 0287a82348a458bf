"""The numbers of ``GET /metrics``, in Prometheus's form. No label names a person or a class."""

from collections.abc import Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
# A photo takes 25 ms on two cores, a second where many wait; a large HEIC several.
_RECOGNITION_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
# An answer should come within a second, to a class of 300 within 15; after an outage, whenever.
_ANSWER_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60, 300, 1800, 7200)

COUNTERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "updates_received": ("Updates taken from Telegram, repeated ones too.", ()),
    "check_ins": ("Selfies decided.", ("verdict", "reason")),
    "retries": ("What failed and is tried again: a poll, an update, a message or a job.", ("of",)),
    "failures": ("What was given up: an update or a message.", ("of",)),
    "sends": ("Messages that Telegram has taken.", ("urgent",)),
    "telegram_responses": (
        "Telegram's answers by HTTP status; none: there was none.",
        ("status",),
    ),
}
HISTOGRAMS: Mapping[str, tuple[str, tuple[str, ...], tuple[float, ...]]] = {
    "recognition_seconds": (
        "From asking for a photo to be read to its reading, waiting included.",
        (),
        _RECOGNITION_SECONDS,
    ),
    "answer_seconds": (
        "From an update's arrival to Telegram's taking of the answer.",
        ("to",),
        _ANSWER_SECONDS,
    ),
}
GAUGES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "inbox_updates": ("Updates received and not yet handled.", ()),
    "inbox_age_seconds": ("Since the oldest of them was received; 0 without any.", ()),
    "outbox_messages": ("Messages owed and not yet taken by Telegram.", ()),
    "telegram_silence_seconds": ("Since Telegram was last heard; NaN before that.", ()),
    "jobs_late": ("What was due for over 5 minutes when the clock last looked.", ("job",)),
    "clock_looked_timestamp_seconds": ("When it last looked; it does twice a minute.", ()),
}


class Metrics:
    """A registry of our own: two services in one process do not share their numbers."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)  # memory, processor time, open files
        self._counters = {
            name: Counter(f"rollcall_{name}", text, labels, registry=self._registry)
            for name, (text, labels) in COUNTERS.items()
        }
        self._histograms = {
            name: Histogram(
                f"rollcall_{name}", text, labels, buckets=buckets, registry=self._registry
            )
            for name, (text, labels, buckets) in HISTOGRAMS.items()
        }
        self._gauges = {
            name: Gauge(f"rollcall_{name}", text, labels, registry=self._registry)
            for name, (text, labels) in GAUGES.items()
        }

    def count(self, name: str, by: int = 1, **labels: str) -> None:
        """Something has happened."""
        counter = self._counters[name]
        (counter.labels(**labels) if labels else counter).inc(by)

    def took(self, name: str, seconds: float, **labels: str) -> None:
        """Something has taken so long."""
        histogram = self._histograms[name]
        (histogram.labels(**labels) if labels else histogram).observe(seconds)

    def now(self, name: str, value: float, **labels: str) -> None:
        """Something is so large."""
        gauge = self._gauges[name]
        (gauge.labels(**labels) if labels else gauge).set(value)

    def written(self) -> bytes:
        """All of it, as ``CONTENT_TYPE``."""
        return generate_latest(self._registry)
