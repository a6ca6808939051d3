"""A try-out with a folder of its own goes on where it ended: the channels are kept beside the database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.tryout.company import guide
from bot.tryout.keeping import Damaged, Keeper, read_kept
from bot.tryout.tryout import Tryout
from bot.tryout.workspace import Message, Workspace


@contextmanager
def tried(folder: Path) -> Iterator[Tryout]:
    tryout = Tryout(folder)
    try:
        yield tryout
    finally:
        tryout.stop()


def dispute(tryout: Tryout) -> None:
    """Mira asks, disagrees, and the dispute's post is in its channel."""
    slack, company = tryout.slack, tryout.company
    answer = slack.command(company.employee, company.general, "/whoowns", "Workday integration")
    assert answer.message is not None
    form = slack.click(company.employee, answer.message, "Dispute").view
    assert not slack.submit(company.employee, form, {"Who should own it?": "CTO", "Why?": "They run it."}).errors
    slack.wait_for(lambda: slack.messages(company.disputes, by_app=True))


def steps(tryout: Tryout) -> list[dict[str, Any]]:
    return list(guide(tryout.slack, tryout.knowledge, tryout.company)["steps"])


def test_what_was_said_is_there_after_a_restart_and_can_be_acted_on(tmp_path: Path) -> None:
    with tried(tmp_path) as before:
        dispute(before)
        before.slack.say(before.company.cio, before.company.general, "hello")
        before.slack.open_home(before.company.cio)
        before.to_monday()
        before.slack.wait_for(lambda: len(before.slack.messages(before.company.disputes, by_app=True)) == 2)
        company, hour = before.company, before.clock.now()
        before.knowledge.change_settings({"deciders": company.cio})
    said = before.slack.workspace.state()
    with tried(tmp_path) as after:
        assert after.company == company
        assert after.slack.workspace.state() == said
        assert timedelta() <= after.clock.now() - hour < timedelta(hours=1)
        assert after.knowledge.settings().deciders == (company.cio,)
        assert after.slack.workspace.new_ts() > max(message.ts for message in after.slack.workspace.messages())
        [decide] = steps(after)
        post = after.slack.workspace.message(decide["do"]["click"]["channel"], decide["do"]["click"]["ts"])
        assert post is not None
        assert after.slack.click(company.cio, post, "Decide").view is not None


def test_start_over_forgets_the_channels_too(tmp_path: Path) -> None:
    with tried(tmp_path) as tryout:
        dispute(tryout)
        tryout.to_monday()
        tryout.restart()
        assert tryout.slack.workspace.messages() == []
        assert tryout.clock.ahead == timedelta()
    with tried(tmp_path) as again:
        assert again.slack.workspace.messages() == [] and again.knowledge.disputes() == []


def test_channels_of_a_database_that_is_gone_are_not_shown(tmp_path: Path) -> None:
    with tried(tmp_path) as tryout:
        dispute(tryout)
    (tmp_path / "remit.db").unlink()
    with tried(tmp_path) as again:
        assert again.slack.workspace.messages() == [] and again.knowledge.disputes() == []


def test_a_dispute_whose_post_is_gone_can_still_be_decided(tmp_path: Path) -> None:
    with tried(tmp_path) as tryout:
        dispute(tryout)
    (tmp_path / "slack.json").unlink()
    with tried(tmp_path) as again:
        [show] = steps(again)
        name, _, text = show["do"]["say"].partition(" ")
        shown = again.slack.command(show["do"]["as"], show["do"]["channel"], name, text).message
        assert shown is not None
        assert again.slack.click(again.company.decider, shown, "Decide").view is not None


def test_a_change_is_in_the_file_before_the_end(tmp_path: Path) -> None:
    workspace = Workspace()
    channel = workspace.add_channel("general")
    keeper = Keeper(tmp_path / "slack.json", workspace, timedelta).start()
    workspace.put_message(Message(channel.id, "1.000000", {"text": "Grüße"}, to="U1"))
    workspace.wait_for(lambda: "Grüße" in (tmp_path / "slack.json").read_text("utf-8"))
    keeper.stop()
    assert [path.name for path in tmp_path.iterdir()] == ["slack.json"]


def test_a_disk_that_is_full_is_said_and_the_last_state_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def half(self: Path, text: str, **_: Any) -> int:
        self.write_bytes(text.encode()[:100])
        raise OSError(28, "No space left on device")

    workspace = Workspace()
    keeper = Keeper(tmp_path / "slack.json", workspace, timedelta).start()
    before = (tmp_path / "slack.json").read_bytes()
    monkeypatch.setattr(Path, "write_text", half)
    workspace.add_channel("general")
    keeper.stop()
    assert (tmp_path / "slack.json").read_bytes() == before
    assert "No space left on device" in caplog.text


def damages(kept: dict[str, Any]) -> Iterator[bytes]:
    whole = json.dumps(kept).encode()
    yield from (b"", b"[]", b"\xff", whole[:-1], whole[: len(whole) // 2], b"{}")
    changes: list[dict[str, Any]] = [{"format": 2}, {"ahead": "soon"}, {"ahead": 1e300}, {"slack": None}, {"slack": {}}]
    for change in changes:
        yield json.dumps(kept | change).encode()
    for name in kept["slack"]:
        yield json.dumps(kept | {"slack": kept["slack"] | {name: None}}).encode()
        yield json.dumps(kept | {"slack": kept["slack"] | {name: [{"odd": 1}]}}).encode()
    lost = [message | {"channel": "C0"} for message in kept["slack"]["messages"]]
    wrong = [message | {"body": "text"} for message in kept["slack"]["messages"]]
    for messages in (lost, wrong):
        yield json.dumps(kept | {"slack": kept["slack"] | {"messages": messages}}).encode()


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "slack.json"
    workspace = Workspace()
    workspace.put_message(Message(workspace.add_channel("general").id, "1.000000", {"text": "hello"}))
    Keeper(path, workspace, timedelta).start().stop()
    kept = read_kept(path)
    assert kept is not None
    for damage in damages(kept):
        path.write_bytes(damage)
        with pytest.raises(Damaged, match=r"slack\.json is damaged; move it away"):
            read_kept(path)


def test_the_command_refuses_a_damaged_file_in_one_line_and_leaves_it(tmp_path: Path, refusal: Callable[..., str]) -> None:
    (tmp_path / "remit.db").touch()
    (tmp_path / "slack.json").write_text('{"format": 1, ')
    said = refusal("--data", str(tmp_path))
    assert said.startswith(f"remit: {tmp_path / 'slack.json'} is damaged; ") and said.count("\n") == 1
    assert (tmp_path / "slack.json").read_text() == '{"format": 1, '
