"""Settings and aliases through the facade: who may, what is kept, what is on record."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from knowledge import Knowledge, Workspaces
from knowledge.database.session import open_database
from knowledge.errors import InvalidRequest, NotAllowed, NotFound
from knowledge.types import Settings
from tests.knowledge.conftest import ADMIN, CIO, DECIDER, MEMBER


def test_settings_begin_with_what_most_would_choose(knowledge: Knowledge) -> None:
    assert knowledge.settings() == Settings()


def test_settings_are_kept_for_every_process(knowledge: Knowledge, opened: Callable[[], Workspaces]) -> None:
    changed = knowledge.change_settings(
        {
            "disputes_channel": "C1",
            "digest_channel": "C2",
            "digest_weekday": "friday",
            "digest_time": "16:30",
            "timezone": "Europe/Berlin",
            "digest_when_empty": "yes",
            "deciders": f"{DECIDER},S1",
            "neutral": "CIO/CTO:S2",
            "holders": f"CIO:{CIO}",
        },
        ADMIN,
    )
    assert changed == Settings("C1", "C2", 5, "16:30", "Europe/Berlin", True, (DECIDER, "S1"), (("CIO", "CTO", "S2"),), {"CIO": CIO})
    assert opened().of("T1").settings() == changed
    assert knowledge.change_settings({"digest_channel": "", "neutral": ""}).digest_channel == ""
    assert knowledge.settings().neutral == ()
    assert knowledge.settings().digest_weekday == 5


def test_a_refused_change_changes_nothing(knowledge: Knowledge) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        knowledge.change_settings({"digest_channel": "C2", "holders": "CISO:U1"})
    assert refusal.value.field == "holders"
    assert knowledge.settings() == Settings()


def test_only_an_admin_changes_settings_and_the_refusal_names_the_admins(knowledge: Knowledge) -> None:
    with pytest.raises(NotAllowed, match="Only an admin") as refusal:
        knowledge.change_settings({"deciders": MEMBER}, MEMBER)
    assert refusal.value.allowed == (ADMIN,)
    assert knowledge.settings().deciders == ()
    assert knowledge.change_settings({"deciders": MEMBER}, ADMIN).deciders == (MEMBER,)


def test_real_changes_are_on_record_and_only_those(knowledge: Knowledge, database_url: str) -> None:
    knowledge.change_settings({"digest_time": "10:00", "digest_weekday": "monday"}, ADMIN)
    knowledge.change_settings({"digest_time": "10:00"}, ADMIN)
    database = open_database(database_url)
    with database.connecting() as connection:
        rows = connection.execute(text("SELECT actor, details FROM history WHERE act = 'settings'")).all()
    database.close()
    assert len(rows) == 1
    assert rows[0][0] == ADMIN
    assert "digest_time" in str(rows[0][1])
    assert "digest_weekday" not in str(rows[0][1]), "Monday it was before"


def test_an_alias_answers_from_the_next_question_on_and_is_kept(knowledge: Knowledge, opened: Callable[[], Workspaces]) -> None:
    other = opened().of("T1")
    assert other.ask("who owns the frobnicator?").owners == ()
    added = knowledge.add_alias("Frobnicator", "ERP", actor=MEMBER)
    assert (added.name, added.topic, added.added_by) == ("Frobnicator", "ERP", MEMBER)
    assert other.ask("who owns the frobnicators?").owners == ("CIO",)
    assert other.aliases() == [added]
    knowledge.remove_alias("frobnicator", actor=MEMBER)
    assert other.ask("who owns the frobnicator?").owners == ()
    assert knowledge.aliases() == []


def test_the_same_alias_again_is_the_one_that_is_there(knowledge: Knowledge) -> None:
    first = knowledge.add_alias("HRIS sync", "Workday", actor=MEMBER)
    assert knowledge.add_alias("hris syncs", "workday", actor=ADMIN) == first
    assert knowledge.aliases() == [first]


def test_one_name_cannot_mean_two_things(knowledge: Knowledge) -> None:
    knowledge.add_alias("HRIS sync", "Workday")
    with pytest.raises(InvalidRequest, match="another name for “Workday” already") as refusal:
        knowledge.add_alias("HRIS sync", "ERP")
    assert refusal.value.field == "name"


@pytest.mark.parametrize(
    ("name", "topic", "field"), [("", "ERP", "name"), ("x" * 301, "ERP", "name"), ("HRIS", " ", "topic"), ("ERPs", "erp", "name")]
)
def test_an_alias_that_says_nothing_is_refused(knowledge: Knowledge, name: str, topic: str, field: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        knowledge.add_alias(name, topic)
    assert refusal.value.field == field


def test_an_alias_is_removed_by_who_added_it_or_by_an_admin(knowledge: Knowledge) -> None:
    for _ in range(2):
        knowledge.add_alias("HRIS sync", "Workday", actor=MEMBER)
        with pytest.raises(NotAllowed):
            knowledge.remove_alias("HRIS sync", actor=CIO)
        knowledge.remove_alias("HRIS sync", actor=ADMIN)
    knowledge.add_alias("HRIS sync", "Workday", actor=MEMBER)
    knowledge.remove_alias("HRIS sync")
    with pytest.raises(NotFound, match="no alias “HRIS sync”"):
        knowledge.remove_alias("HRIS sync")
