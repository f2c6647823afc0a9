"""The log of a command, on stderr: lines that a person reads, or with `--log json` one JSON object a line.

Structlog does both, for our own events and for those of the libraries that log by the standard library. Every line of
a call carries the same `run`, so that the lines of several that write into one file can be told apart.
"""

import logging
import sys
import uuid
from enum import StrEnum
from typing import Annotated

import structlog
import typer
from structlog.stdlib import ProcessorFormatter

from .desk import source_of
from .record import Refusal


class LogForm(StrEnum):
    """How the log is written."""

    PLAIN = "plain"
    JSON = "json"


#: What is done to every event before it is written.
_SHARED: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)

#: Characters of a call's name in its log.
_NAME = 8


class _Stderr(logging.Handler):
    """Writes to what `sys.stderr` is at the time."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one event on a line."""
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            self.handleError(record)


class Log:
    """The log of this process. As long as nothing is set up, warnings go to stderr in plain words."""

    def __init__(self) -> None:
        self.form = LogForm.PLAIN
        self._handler = _Stderr()

    def set_up(self, form: LogForm) -> LogForm:
        """Write the log in this form from now on."""
        self.form = form
        plain = structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
        last = structlog.processors.JSONRenderer() if form is LogForm.JSON else plain
        self._handler.setFormatter(
            ProcessorFormatter(
                processors=[ProcessorFormatter.remove_processors_meta, last], foreign_pre_chain=list(_SHARED)
            )
        )
        root = logging.getLogger()
        if self._handler not in root.handlers:
            root.addHandler(self._handler)
        # A person is told what is done by the command itself; what libraries say of every step is for machines.
        logging.getLogger("copydesk").setLevel(logging.INFO if form is LogForm.JSON else logging.WARNING)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(run=uuid.uuid4().hex[:_NAME])
        return form

    @property
    def is_json(self) -> bool:
        """Whether stderr has JSON lines, and must have nothing else."""
        return self.form is LogForm.JSON

    def refused(self, refusal: Refusal) -> None:
        """Log a refusal with its code and where it came from."""
        _events.warning(
            "refused",
            code=refusal.code.value,
            outcome=refusal.outcome.value,
            source=source_of(refusal),
            url=refusal.url,
            page=refusal.page,
            reason=refusal.reason,
        )

    def said(self, words: str) -> None:
        """Log what a person would have been told."""
        _events.info(words)


_events = structlog.wrap_logger(
    logging.getLogger("copydesk.command"),
    processors=[structlog.stdlib.filter_by_level, structlog.stdlib.render_to_log_kwargs],
    wrapper_class=structlog.stdlib.BoundLogger,
)

log = Log()

AsLog = Annotated[
    LogForm,
    typer.Option(
        "--log",
        envvar="COPYDESK_LOG",
        help="The log on stderr: words for people, or one JSON object a line.",
        callback=log.set_up,
    ),
]
