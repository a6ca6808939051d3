"""Looks for what is wrong with a set-up, and says for each thing what to do. Changes nothing, sends no message.

Each check is a function that yields findings; none stops the others. What Slack or the database say is told in our words.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.scopes import scope_problems
from bot.settings import Settings, SettingsError, read_settings
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from knowledge import Knowledge, Workspaces

# SQLite 3.51.3 (and 3.44.6, 3.50.7) mended a race that can damage a WAL database (sqlite.org/wal.html#walresetbug).
SQLITE_MENDED = (3, 51, 3)
SQLITE_BACKPORTS = {(3, 44): 6, (3, 50): 7}
# Slack refuses nothing for a clock that is off, but we refuse its requests: their signatures look older than 300 s.
MAX_CLOCK_SKEW_SECONDS = 120
TICKS = timedelta(minutes=10)  # a running worker looks every minute


class Grade(StrEnum):
    GOOD = "ok"
    NOTE = "note"
    BAD = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found, and what to do about it ("" when nothing)."""

    subject: str
    grade: Grade
    found: str
    remedy: str = ""


def examine(environment: Mapping[str, str], *, audit: bool = False) -> Iterator[Check]:
    """Every check, in the order in which one would mend things; `audit` compares all disputes with their record too."""
    try:
        settings = read_settings(environment)
    except SettingsError as error:
        for problem in error.problems:
            yield Check("settings", Grade.BAD, problem, "set it in the environment or in .env, see .env.example")
        return
    yield from _check_modes(settings)
    yield from _check_traps(environment)
    channels: dict[str, str] = {}
    yield from _check_database(settings, channels, audit=audit)
    if settings.bot_token:
        yield from _check_slack(settings, channels)


def _check_modes(settings: Settings) -> Iterator[Check]:
    socket, http = bool(settings.bot_token and settings.app_token), bool(settings.bot_token and settings.signing_secret)
    if socket or http:
        ways = [way for way, there in (("remit run (Socket Mode)", socket), ("remit web (HTTP)", http)) if there]
        yield Check("settings", Grade.GOOD, f"set for {' and '.join(ways)}")
    elif settings.bot_token:
        yield Check("settings", Grade.BAD, "a bot token alone", "add SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP")
    else:
        yield Check("settings", Grade.NOTE, "no SLACK_BOT_TOKEN: the terminal works, Slack does not", "README, “Connect your workspace”")


def _check_traps(environment: Mapping[str, str]) -> Iterator[Check]:
    if environment.get("SLACK_CLIENT_ID") and environment.get("SLACK_CLIENT_SECRET"):
        yield Check("settings", Grade.NOTE, "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are set; Remit ignores them", "unset them")
    if environment.get("SLACK_VERIFICATION_TOKEN"):
        yield Check("settings", Grade.NOTE, "SLACK_VERIFICATION_TOKEN is set; Remit ignores it", "unset it: signatures took its place")


def _check_database(settings: Settings, channels: dict[str, str], *, audit: bool) -> Iterator[Check]:
    """Also notes in `channels` where the workspaces want their posts, and which posts those are."""
    from knowledge import open_knowledge

    if settings.database_file and not settings.database_file.exists():
        yield Check("database", Grade.NOTE, f"none yet; it will be {settings.database_file}", "any command makes it, e.g. remit migrate")
        return
    try:
        workspaces = open_knowledge(settings.database_url)
    except KnowledgeError as error:
        yield Check("database", Grade.BAD, str(error), "mend DATABASE_URL, or run: remit migrate")
        return
    try:
        yield Check("database", Grade.GOOD, "SQLite, schema up to date" if settings.on_sqlite else "PostgreSQL, schema up to date")
        if settings.on_sqlite:
            yield from _check_sqlite(settings.database_url.removeprefix("sqlite:///"))
        for knowledge in workspaces.all():
            yield from _check_workspace(knowledge)
            wanted = knowledge.settings()
            channels |= {wanted.disputes_channel: "disputes", wanted.digest_channel: "the digest"}
            if audit:
                yield from _check_record(knowledge)
        yield from _check_posts(workspaces)
    except KnowledgeError as error:
        yield Check("database", Grade.BAD, str(error), "restore a backup, or point DATABASE_URL elsewhere")
    finally:
        workspaces.close()


def _check_sqlite(path: str) -> Iterator[Check]:
    connection = sqlite3.connect(path, timeout=5)
    try:
        result = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        result = str(error)
    finally:
        connection.close()
    if result != "ok":
        yield Check("database", Grade.BAD, f"the file is damaged: {result}", "restore it from a backup")
    version = sqlite3.sqlite_version_info
    if version < SQLITE_MENDED and version[2] < SQLITE_BACKPORTS.get(version[:2], 1_000_000):
        found = f"SQLite {sqlite3.sqlite_version} has a rare fault with several processes on one file"
        yield Check("database", Grade.NOTE, found, "run one process, use PostgreSQL, or a Python with SQLite 3.51.3 or newer")


def _check_workspace(knowledge: Knowledge) -> Iterator[Check]:
    name = knowledge.team or "the command line's workspace"
    charters, settings = knowledge.charters(), knowledge.settings()
    if not charters:
        yield Check("charter", Grade.BAD, f"{name} has none: every answer is unknown", "load one: remit import FILE")
    for charter in charters:
        findings = f", {charter.findings} findings" if charter.findings else ""
        remedy = f"read them: remit charters findings {charter.name}" if charter.findings else ""
        grade = Grade.NOTE if charter.findings else Grade.GOOD
        yield Check("charter", grade, f"{name}: {charter.name} with {charter.claims} claims{findings}", remedy)
    wanted = {
        "disputes_channel": (settings.disputes_channel, "disputes go to the channel they come from"),
        "digest_channel": (settings.digest_channel, "no digest is posted"),
        "deciders": (settings.deciders, "the workspace's admins decide"),
    }
    for setting, (value, meanwhile) in wanted.items():
        if not value:
            yield Check("workspace", Grade.NOTE, f"{name}: no {setting}: {meanwhile}", f"set it at Home, or: remit settings {setting}=…")


def _check_posts(workspaces: Workspaces) -> Iterator[Check]:
    parked = len(workspaces.parked_posts())
    if parked:
        remedy = "see why: remit posts parked; when that is mended: remit posts retry"
        yield Check("posts", Grade.NOTE, f"{parked} post{'' if parked == 1 else 's'} could not be brought to Slack", remedy)
    late = workspaces.digest_lateness()
    if late > TICKS:
        found = f"a digest has been due for {round(late.total_seconds() / 60)} minutes: nothing posts it"
        yield Check("posts", Grade.BAD, found, "run remit worker, or set REMIT_TICK=yes for remit run or remit web")


def _check_record(knowledge: Knowledge) -> Iterator[Check]:
    name = knowledge.team or "the command line's workspace"
    differing = knowledge.audit()
    for sentence in differing:
        remedy = "find out who changed the database by hand, and restore a backup"
        yield Check("audit", Grade.BAD, f"{name}: {sentence}", remedy)
    if not differing:
        yield Check("audit", Grade.GOOD, f"{name}: every dispute is as its record tells it")


def _check_slack(settings: Settings, channels: Mapping[str, str]) -> Iterator[Check]:
    from slack_sdk.errors import SlackApiError, SlackClientError

    from bot.app import slack_client

    client = slack_client(settings, settings.bot_token, 10)
    try:
        answer = client.auth_test()
        yield Check("slack", Grade.GOOD, f"the bot token is {answer.get('user', 'the bot')}'s in {answer.get('team', 'a workspace')}")
        yield from _check_headers({name.lower(): str(value) for name, value in answer.headers.items()})
        if settings.app_token:
            client.apps_connections_open(app_token=settings.app_token)
            yield Check("slack", Grade.GOOD, "the app-level token opens Socket Mode")
        for channel, kind in channels.items():
            if channel.startswith(("C", "G")):
                yield from _check_channel(client, channel, kind)
    except SlackApiError as error:
        code, method = error.response.get("error") or f"http {error.response.status_code}", str(error.response.api_url).rsplit("/", 1)[-1]
        remedy = "copy the token again from api.slack.com/apps; the app-level one needs connections:write"
        yield Check("slack", Grade.BAD, f"{method} says {code}", remedy)
    except (OSError, SlackClientError) as error:
        yield Check("slack", Grade.BAD, f"Slack is not reached ({type(error).__name__})", "check the network, a proxy, SLACK_API_URL")


def _check_channel(client: WebClient, channel: str, kind: str) -> Iterator[Check]:
    """Whether posts of this kind can be made there; nothing without the scope to ask."""
    from slack_sdk.errors import SlackApiError

    try:
        there = client.conversations_info(channel=channel)["channel"]
    except SlackApiError as error:
        if error.response.get("error") == "channel_not_found":
            remedy = "invite Remit there (/invite @Remit), or choose another channel at Remit's Home"
            yield Check("channels", Grade.BAD, f"Slack shows Remit no channel {channel}, which is set for {kind}", remedy)
        return
    if there.get("is_archived"):
        yield Check("channels", Grade.BAD, f"{channel}, set for {kind}, is archived", "choose another channel at Remit's Home")
    elif not there.get("is_member"):
        yield Check("channels", Grade.BAD, f"Remit is not in {channel}, which is set for {kind}", "invite it there: /invite @Remit")


def _check_headers(headers: Mapping[str, str]) -> Iterator[Check]:
    if "x-oauth-scopes" in headers:
        granted = frozenset(scope.strip() for scope in headers["x-oauth-scopes"].split(","))
        needed, useful = scope_problems(granted)
        for scope in (*needed, *useful):
            grade = Grade.NOTE if scope.optional else Grade.BAD
            yield Check("scopes", grade, f"{scope.name} is missing, for {scope.feature}", "add it at OAuth & Permissions, then reinstall")
        if not needed and not useful:
            yield Check("scopes", Grade.GOOD, "all there")
    if "date" in headers:
        skew = abs(time.time() - parsedate_to_datetime(headers["date"]).timestamp())
        if skew > MAX_CLOCK_SKEW_SECONDS:
            found = f"this machine's clock is {round(skew)} s from Slack's: signatures will look too old"
            yield Check("clock", Grade.BAD, found, "switch on time synchronisation (NTP)")
