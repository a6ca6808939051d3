"""What an operator watches: whether this process is ready, and figures for Prometheus. Reads only; names no workspace, no person.

Every label is one of a fixed few words. The figures of the database are the same in every process; the answers are this one's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.web import HEALTH_PATH, READY_PATH, TEXT_TYPES, Refused, Reply, StartResponse, answer_with, readiness
from knowledge import Workspaces
from knowledge.errors import KnowledgeError
from knowledge.types import PostState, Standing

METRICS_PATH = "/metrics"
METRIC_TYPES = {"content-type": "text/plain; version=0.0.4; charset=utf-8"}


class Figures(Collector):
    """The figures at the moment of asking. `socket_silence`: seconds since Slack's last word, None without a socket."""

    def __init__(self, workspaces: Workspaces, now: Callable[[], datetime], socket_silence: Callable[[], float | None]) -> None:
        self._workspaces, self._now, self._socket_silence = workspaces, now, socket_silence

    def collect(self) -> Iterator[Metric]:
        answers = CounterMetricFamily("remit_answers", "Questions answered by this process.", labels=["standing"])
        counted = self._workspaces.answers_by_standing()
        for standing in Standing:
            answers.add_metric([standing.value], counted.get(standing.value, 0))
        yield answers
        silence = self._socket_silence()
        if silence is not None:
            yield GaugeMetricFamily("remit_socket_silence_seconds", "Since Slack's last word on the socket.", silence)
        try:
            stored = list(self._stored())
        except KnowledgeError:
            stored = []
        yield GaugeMetricFamily("remit_database_up", "Whether the database answered.", 1 if stored else 0)
        yield from stored

    def _stored(self) -> Iterator[Metric]:
        counted, oldest = self._workspaces.posts_by_state()
        posts = GaugeMetricFamily("remit_posts", "Messages to Slack by what became of them.", labels=["state"])
        for state in PostState:
            posts.add_metric([state.value], counted.get(state.value, 0))
        yield posts
        age = max((self._now() - oldest).total_seconds(), 0.0) if oldest else 0.0
        yield GaugeMetricFamily("remit_oldest_post_seconds", "How long the oldest message that is not through has been due.", age)
        late = self._workspaces.digest_lateness().total_seconds()
        yield GaugeMetricFamily("remit_digest_late_seconds", "How long the digest owed longest is past its hour.", late)


class OperatorDoor:
    """A WSGI application on a port of its own: /metrics, /readyz, /healthz."""

    def __init__(self, workspaces: Workspaces, figures: Figures) -> None:
        self._workspaces, self._registry = workspaces, CollectorRegistry()
        self._registry.register(figures)

    def __call__(self, environ: Mapping[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        return answer_with(lambda: self._respond(environ), start_response)

    def _respond(self, environ: Mapping[str, Any]) -> Reply:
        path = environ.get("PATH_INFO", "")
        if path == METRICS_PATH:
            return 200, METRIC_TYPES, generate_latest(self._registry).decode()
        if path == READY_PATH:
            return readiness(self._workspaces)
        if path == HEALTH_PATH:
            return 200, TEXT_TYPES, "ok"
        raise Refused(404, "not found")
