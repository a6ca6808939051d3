"""Logging for the commands that serve: one record, one line, no secrets. Decides nothing else.

A terminal gets short readable lines; anything else gets JSON. What slack_sdk and slack_bolt would say below WARNING is
dropped whatever the level: there they write tokens, request bodies and message texts.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

QUIET = ("slack_sdk", "slack_bolt", "sqlalchemy", "alembic", "urllib3", "asyncio", "_granian", "granian", "waitress", "markdown_it")
HIDDEN = "[hidden]"
_TOKEN = re.compile(
    r"\bxox[a-z]?(?:\.xox[a-z])?-[\w.-]+|\bxapp-[\w-]+|(?<=ticket=)[\w%.-]+|(?<=Bearer )[\w.-]+|(?<=://)[^\s:/@]+:[^\s/@]+(?=@)"
    r"|(?<=//hooks\.slack\.com/)[\w/%.-]+|(?<=//hooks\.slack-gov\.com/)[\w/%.-]+"  # whoever has a response URL may post there
    r"|(?<=DETAIL:  )(?:[^\\\n]|\\[^n])+"  # where PostgreSQL quotes the row that it refuses
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u0085\u2028\u2029]")


def hide_secrets(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` without anything that looks like a Slack token, a socket ticket, a response URL or a password in an address, nor any of
    `secrets`, nor the rows that PostgreSQL quotes."""
    text = _TOKEN.sub(HIDDEN, text)
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return text


def configure_logs(level: str, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send every record of this process to `stream` (standard error by default), readable on a terminal, JSON elsewhere."""
    out = stream or sys.stderr
    hidden = tuple(secrets)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(out)
    handler.addFilter(_worth_saying)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.PositionalArgumentsFormatter(), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _readable if out.isatty() else structlog.processors.JSONRenderer(ensure_ascii=True),
                lambda _logger, _method, line: hide_secrets(str(line), hidden),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _worth_saying(record: logging.LogRecord) -> bool:
    """Not what the libraries say below a warning, even where one sets the level of its own loggers, as Bolt does."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] not in QUIET


def _readable(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """One line for a person: time, level, words, then what belongs to it. A traceback keeps its lines, indented."""
    taken = ("timestamp", "level", "logger", "event", "exception")
    rest = " ".join(f"{key}={_one_line(value)}" for key, value in event.items() if key not in taken)
    line = f"{event.get('timestamp', '')[11:19]} {event.get('level', ''):<7} {_one_line(event.get('event', ''))}"
    trace = str(event.get("exception", ""))
    indented = "".join(f"\n    {_one_line(part)}" for part in trace.splitlines())
    return f"{line} {rest}".rstrip() + indented


def _one_line(value: Any) -> str:
    return _CONTROL.sub(" ", str(value).replace("\n", " ").replace("\t", " "))
