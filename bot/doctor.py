"""Looks for what is wrong with a set-up, and says for each thing what to do. Changes nothing, sends no message.

Each check is a function that yields findings; none stops the others. What Slack or the database say is told in our words.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.scopes import scope_problems
from bot.settings import Settings, SettingsError, read_settings
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from slack_sdk import WebClient
    from slack_sdk.errors import SlackApiError

    from knowledge import Knowledge, Workspaces

# SQLite 3.51.3 (and 3.44.6, 3.50.7) mended a race that can damage a WAL database (sqlite.org/wal.html#walresetbug).
SQLITE_MENDED = (3, 51, 3)
SQLITE_BACKPORTS = {(3, 44): 6, (3, 50): 7}
# Slack refuses nothing for a clock that is off, but we refuse its requests: their signatures look older than 300 s.
MAX_CLOCK_SKEW_SECONDS = 120
TICKS = timedelta(minutes=10)  # a running worker looks every minute
SECRET_FORM = re.compile(r"[0-9a-f]{32}")  # what Slack shows at Basic Information
# What refuses a call, and what to do: by Slack's code, by the HTTP status where Slack gave none, else it is the token.
PUT_OUT = ("account_inactive", "token_revoked")
SLACKS_TROUBLE, NOT_FOUND = 500, 404


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


@dataclass(slots=True)
class Expected:
    """What the database's workspaces expect Slack to have: channels and people, each with what it is set for, and teams."""

    channels: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    teams: set[str] = field(default_factory=set)


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
    expected = Expected()
    yield from _check_database(settings, expected, audit=audit)
    if settings.bot_token:
        yield from _check_slack(settings, expected)


def _check_modes(settings: Settings) -> Iterator[Check]:
    socket, http = bool(settings.bot_token and settings.app_token), bool(settings.bot_token and settings.signing_secret)
    if socket or http:
        ways = [way for way, there in (("remit run (Socket Mode)", socket), ("remit web (HTTP)", http)) if there]
        yield Check("settings", Grade.GOOD, f"set for {' and '.join(ways)}")
    elif settings.bot_token:
        yield Check("settings", Grade.BAD, "a bot token alone", "add SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP")
    elif settings.app_token or settings.signing_secret:
        given = "an app-level token" if settings.app_token else "a signing secret"
        yield Check("settings", Grade.BAD, f"{given} without a bot token", "add SLACK_BOT_TOKEN, from OAuth & Permissions")
    else:
        yield Check("settings", Grade.NOTE, "no SLACK_BOT_TOKEN: the terminal works, Slack does not", "README, “Connect your workspace”")


def _check_traps(environment: Mapping[str, str]) -> Iterator[Check]:
    secret = environment.get("SLACK_SIGNING_SECRET", "")
    if secret and not SECRET_FORM.fullmatch(secret):
        remedy = "copy it again from Basic Information: 32 hexadecimal digits"
        yield Check("settings", Grade.NOTE, "SLACK_SIGNING_SECRET does not look like one", remedy)
    if environment.get("SLACK_CLIENT_ID") and environment.get("SLACK_CLIENT_SECRET"):
        yield Check("settings", Grade.NOTE, "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are set; Remit ignores them", "unset them")
    if environment.get("SLACK_VERIFICATION_TOKEN"):
        yield Check("settings", Grade.NOTE, "SLACK_VERIFICATION_TOKEN is set; Remit ignores it", "unset it: signatures took its place")


def _check_database(settings: Settings, expected: Expected, *, audit: bool) -> Iterator[Check]:
    """Also notes what the workspaces expect of Slack."""
    from knowledge import open_knowledge

    if settings.database_file and not settings.database_file.exists():
        yield Check("database", Grade.NOTE, f"none yet; it will be {settings.database_file}", "any command makes it, e.g. remit migrate")
        return
    try:
        workspaces = open_knowledge(settings.database_url, ahead=True)
    except KnowledgeError as error:
        yield Check("database", Grade.BAD, str(error), "mend DATABASE_URL, or run: remit migrate")
        return
    try:
        if ahead := workspaces.ready():
            yield Check("database", Grade.BAD, ahead, "deploy the newer Remit here too; until then this one only serves")
        else:
            yield Check("database", Grade.GOOD, "SQLite, schema up to date" if settings.on_sqlite else "PostgreSQL, schema up to date")
        if settings.on_sqlite:
            yield from _check_sqlite(settings.database_url.removeprefix("sqlite:///"))
        for knowledge in workspaces.all():
            yield from _check_workspace(knowledge)
            _note(expected, knowledge)
            if audit:
                yield from _check_record(knowledge)
        yield from _check_posts(workspaces)
    except KnowledgeError as error:
        yield Check("database", Grade.BAD, str(error), "restore a backup, or point DATABASE_URL elsewhere")
    finally:
        workspaces.close()


def _note(expected: Expected, knowledge: Knowledge) -> None:
    settings = knowledge.settings()
    expected.teams |= {knowledge.team} - {""}
    expected.channels |= {settings.disputes_channel: "disputes", settings.digest_channel: "the digest"}
    expected.people |= {who: f"rules between {one} and {other}" for one, other, who in settings.neutral}
    expected.people |= {who: f"holds {owner}" for owner, who in settings.holders.items()}
    expected.people |= dict.fromkeys(settings.deciders, "is among the deciders")


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
    alone = settings.deciders[0] if len(settings.deciders) == 1 else ""
    if len(sides := [owner for owner, who in settings.holders.items() if who == alone]) > 1:
        found = f"{name}: the only decider, {alone}, holds {' and '.join(sides)}: a dispute between them is ruled by one side"
        yield Check("workspace", Grade.NOTE, found, "name a second decider at Home, or: remit settings deciders=…")
    for setting, (value, meanwhile) in wanted.items():
        if not value:
            yield Check("workspace", Grade.NOTE, f"{name}: no {setting}: {meanwhile}", f"set it at Home, or: remit settings {setting}=…")


def _check_posts(workspaces: Workspaces) -> Iterator[Check]:
    reasons = Counter(post.error for post in workspaces.parked_posts())
    if parked := reasons.total():
        remedy = "see which: remit posts parked; when that is mended: remit posts retry"
        (reason, _times), *_others = reasons.most_common()
        found = f"{parked} post{'' if parked == 1 else 's'} could not be brought to Slack, most for this reason: {reason}"
        yield Check("posts", Grade.NOTE, found, remedy)
    for team, since in workspaces.absent().items():
        found = f"Slack put Remit out of {team} on {since:%Y-%m-%d}: no digest is posted there"
        yield Check("workspace", Grade.BAD, found, "install the app again at api.slack.com/apps, and start Remit with the new token")
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


def _check_slack(settings: Settings, expected: Expected) -> Iterator[Check]:
    from slack_sdk.errors import SlackApiError, SlackClientError

    from bot.app import slack_client

    client = slack_client(settings, settings.bot_token, 10)
    try:
        answer = client.auth_test()
        yield Check("slack", Grade.GOOD, f"the bot token is {answer.get('user', 'the bot')}'s in {answer.get('team', 'a workspace')}")
        yield from check_headers({name.lower(): str(value) for name, value in answer.headers.items()})
        if expected.teams and answer.get("team_id") not in expected.teams:
            found = f"the token is of workspace {answer.get('team_id')}, and the database serves {', '.join(sorted(expected.teams))}"
            yield Check("database", Grade.BAD, found, "point DATABASE_URL at this workspace's database, or use the other's token")
        if settings.app_token:
            client.apps_connections_open(app_token=settings.app_token)
            yield Check("slack", Grade.GOOD, "the app-level token opens Socket Mode")
        for channel, kind in expected.channels.items():
            if channel.startswith(("C", "G")):
                yield from _check_channel(client, channel, kind)
        yield from _check_people(client, expected.people)
    except SlackApiError as error:
        yield _refusal(error)
    except (OSError, SlackClientError) as error:
        yield Check("slack", Grade.BAD, f"Slack is not reached ({type(error).__name__})", "check the network, a proxy, SLACK_API_URL")


def _refusal(error: SlackApiError) -> Check:
    """What a refused call says of the set-up."""
    status, method = error.response.status_code, str(error.response.api_url).rsplit("/", 1)[-1]
    if status >= SLACKS_TROUBLE:
        return Check("slack", Grade.BAD, f"Slack is in trouble ({method}: http {status})", "wait; slack-status.com tells more")
    if status == NOT_FOUND:
        remedy = "SLACK_API_URL must be Slack's Web API, and end with /api/"
        return Check("slack", Grade.BAD, f"there is no {method} at that address", remedy)
    code = error.response.get("error") or f"http {status}"
    remedy = "copy the token again from api.slack.com/apps; the app-level one needs connections:write"
    if code in PUT_OUT:
        remedy = "install the app again at api.slack.com/apps, and copy the new token"
    return Check("slack", Grade.BAD, f"{method} says {code}", remedy)


def _check_people(client: WebClient, people: Mapping[str, str]) -> Iterator[Check]:
    """Whether Slack knows whoever rules or holds; nothing without the scope to ask, or on a plan without user groups."""
    from slack_sdk.errors import SlackApiError

    remedy = "choose somebody else at Remit's Home, or with: remit settings"
    groups: set[str] | None = None
    for who, role in people.items():
        try:
            if who.startswith("S"):
                groups = {str(group["id"]) for group in client.usergroups_list().get("usergroups") or ()} if groups is None else groups
                known, there = who in groups, True
            else:
                known, there = True, not client.users_info(user=who)["user"].get("deleted")
        except SlackApiError as error:
            if error.response.get("error") != "user_not_found":
                continue
            known, there = False, False
        if not known:
            yield Check("people", Grade.BAD, f"Slack knows no {who}, who {role}", remedy)
        elif not there:
            yield Check("people", Grade.BAD, f"{who} has left Slack, and {role}", remedy)


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


def check_headers(headers: Mapping[str, str]) -> Iterator[Check]:
    """What the headers of Slack's answer (names in lower case) tell: the scopes granted, and how far this machine's clock is off."""
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
