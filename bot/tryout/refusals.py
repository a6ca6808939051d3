"""How the local Slack says no: Slack's error code, and the lines it adds under `response_metadata.messages`.

Follows https://docs.slack.dev/apis/web-api/#responses. Knows nothing of any method.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Refusal(Exception):
    """A Web API call that Slack would answer with `ok: false`; `code` is Slack's own word for why."""

    def __init__(self, code: str, *messages: str, **more: Any) -> None:
        self.code, self.messages, self.more = code, messages, more
        super().__init__(code, *messages)

    def body(self) -> Json:
        """The JSON that Slack answers with."""
        answer: Json = {"ok": False, "error": self.code, **self.more}
        if self.messages:
            answer["response_metadata"] = {"messages": list(self.messages)}
        return answer
