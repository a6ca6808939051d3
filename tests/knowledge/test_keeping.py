"""Settings and aliases through the facade: who may, what is kept, what is on record."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

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


def test_two_admins_who_save_at_once_overwrite_nothing_of_each_other(knowledge: Knowledge, opened: Callable[[], Workspaces]) -> None:
    """Each change begins while the other's is not committed yet; the second waits and builds on what the first left."""
    changes: list[Callable[[Knowledge], object]] = [
        lambda mine: mine.set_holder("CIO", CIO, ADMIN),
        lambda mine: mine.set_holder("CTO", MEMBER, ADMIN),
        lambda mine: mine.set_neutral(("CIO", "CTO"), DECIDER, ADMIN),
        lambda mine: mine.set_neutral(("CEO", "CTO"), MEMBER, ADMIN),
    ]
    processes = [opened().of("T1") for _ in changes]
    assert all(mine.settings() == Settings() for mine in processes)
    together = Barrier(len(changes))

    def save(place: int) -> None:
        together.wait()
        changes[place](processes[place])

    with ThreadPoolExecutor(len(changes)) as pool:
        list(pool.map(save, range(len(changes))))
    assert knowledge.settings().holders == {"CIO": CIO, "CTO": MEMBER}
    assert sorted(knowledge.settings().neutral) == [("CEO", "CTO", MEMBER), ("CIO", "CTO", DECIDER)]


def test_one_holder_and_one_pair_are_set_and_taken_away_beside_the_others(knowledge: Knowledge) -> None:
    knowledge.change_settings({"holders": f"CIO:{CIO}, CTO:{MEMBER}", "neutral": f"CIO/CTO:{DECIDER}, CEO/CTO:{MEMBER}"})
    assert knowledge.set_holder("Chief Information Officer", "S1").holders == {"CIO": "S1", "CTO": MEMBER}
    assert knowledge.set_holder("CTO", "").holders == {"CIO": "S1"}
    assert knowledge.set_neutral(("CTO", "CIO"), "S2").neutral == (("CEO", "CTO", MEMBER), ("CTO", "CIO", "S2"))
    assert knowledge.set_neutral(("CTO", "CEO"), "").neutral == (("CTO", "CIO", "S2"),)
    assert knowledge.set_holder("CIO", "").holders == {}


def test_a_holder_stays_when_a_charter_without_that_owner_comes(knowledge: Knowledge) -> None:
    knowledge.set_holder("CIO", CIO)
    knowledge.import_charter("cio-cto", "new.md", b"The CTO owns the platform. The CFO owns payroll.\n")
    assert knowledge.set_holder("CFO", MEMBER).holders == {"CIO": CIO, "CFO": MEMBER}


def test_a_holder_or_pair_that_makes_no_sense_or_comes_from_no_admin_is_refused(knowledge: Knowledge) -> None:
    for refused in (("CISO", CIO), ("CIO", "bob")):
        with pytest.raises(InvalidRequest):
            knowledge.set_holder(*refused)
    for pair in (("CIO", "CIO"), ("CIO", "CISO")):
        with pytest.raises(InvalidRequest, match="two owners"):
            knowledge.set_neutral(pair, DECIDER)
    with pytest.raises(NotAllowed):
        knowledge.set_holder("CIO", CIO, MEMBER)
    with pytest.raises(NotAllowed):
        knowledge.set_neutral(("CIO", "CTO"), DECIDER, MEMBER)
    assert knowledge.settings() == Settings()


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
