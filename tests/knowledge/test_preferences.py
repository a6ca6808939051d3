"""Settings as people type them."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest

from knowledge.clock import is_timezone
from knowledge.errors import InvalidRequest
from knowledge.preferences import read_changes
from knowledge.types import Owner

OWNERS = [Owner("CIO", ("Chief Information Officer",)), Owner("CTO"), Owner("CI/CD team"), Owner("group:payments"), Owner("Sales, EMEA")]


@pytest.mark.parametrize(
    ("name", "text", "stored"),
    [
        ("disputes_channel", "C024BE91L", "C024BE91L"),
        ("disputes_channel", " <#C024BE91L|general> ", "C024BE91L"),
        ("digest_channel", "G1", "G1"),
        ("digest_channel", "<#C1>", "C1"),
        ("digest_weekday", "monday", 1),
        ("digest_weekday", "Sunday", 7),
        ("digest_weekday", "wed", 3),
        ("digest_weekday", "5", 5),
        ("digest_time", "9:00", "09:00"),
        ("digest_time", "17:30", "17:30"),
        ("timezone", "Europe/Berlin", "Europe/Berlin"),
        ("digest_when_empty", "Yes", True),
        ("digest_when_empty", "off", False),
        ("deciders", "U1,U2", ["U1", "U2"]),
        ("deciders", "<@U1> <!subteam^S2|@leads>; W3 U1", ["U1", "S2", "W3"]),
        ("holders", "CIO:U1", {"CIO": "U1"}),
        ("holders", "cio: <@U1>, Chief Information Officer:U2; CTO:S3", {"CIO": "U2", "CTO": "S3"}),
        ("holders", "group:payments:U1, Sales, EMEA:U2", {"group:payments": "U1", "Sales, EMEA": "U2"}),
        ("neutral", "CIO/CTO:S1", [["CIO", "CTO", "S1"]]),
        ("neutral", "CI/CD team/CTO:U1, cto/cio:U2, CIO/CTO:U3", [["CI/CD team", "CTO", "U1"], ["CIO", "CTO", "U3"]]),
    ],
)
def test_what_makes_sense_is_taken(name: str, text: str, stored: object) -> None:
    assert read_changes({name: text}, OWNERS) == {name: stored}


@pytest.mark.parametrize("name", ["disputes_channel", "digest_time", "deciders", "neutral", "holders", "timezone"])
@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_text_takes_a_setting_back(name: str, text: str) -> None:
    assert read_changes({name: text}, OWNERS) == {name: None}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("disputes_channel", "#general", "not a channel id"),
        ("disputes_channel", "U1", "not a channel id"),
        ("digest_weekday", "mo", "not a day of the week"),
        ("digest_weekday", "8", "not a day of the week"),
        ("digest_time", "25:00", "not an hour of the day"),
        ("digest_time", "nine", "not an hour of the day"),
        ("timezone", "Berlin", "not a time zone"),
        ("timezone", "Europe", "not a time zone"),
        ("timezone", "../../etc/passwd", "not a time zone"),
        ("timezone", "Europe/Berlin\x00", "not a time zone"),
        ("digest_when_empty", "maybe", "neither yes nor no"),
        ("deciders", "U1,bob", "“bob” is not a person or a user group"),
        ("deciders", "C1", "not a person or a user group"),
        ("holders", "CIO", "write a name, a colon"),
        ("holders", "CIO:U1, and so on", "“and so on” cannot be read"),
        ("holders", "CISO:U1", "No charter names an owner “CISO”. The charters name CIO, CTO"),
        ("neutral", "CIO:U1", "not two owners of the charters"),
        ("neutral", "CIO/CIO:U1", "not two owners of the charters"),
        ("neutral", "CIO/CISO:U1", "not two owners of the charters"),
        ("colour", "blue", "There is no setting “colour”"),
    ],
)
def test_what_makes_no_sense_is_refused_by_the_name_of_its_field(name: str, text: str, words: str) -> None:
    with pytest.raises(InvalidRequest, match=words) as refusal:
        read_changes({name: text}, OWNERS)
    assert refusal.value.field == name


def test_a_holder_cannot_be_named_before_a_charter_is_loaded() -> None:
    with pytest.raises(InvalidRequest, match="No charter is loaded"):
        read_changes({"holders": "CIO:U1"}, [])


def test_a_long_list_of_owners_is_cut_in_the_refusal() -> None:
    with pytest.raises(InvalidRequest, match="Team 11 and others"):
        read_changes({"holders": "CISO:U1"}, [Owner(f"Team {number}") for number in range(40)])


def test_one_field_that_makes_no_sense_refuses_them_all() -> None:
    with pytest.raises(InvalidRequest):
        read_changes({"digest_time": "10:00", "deciders": "bob"}, OWNERS)


def test_every_zone_of_this_machine_is_one() -> None:
    assert all(is_timezone(zone) for zone in available_timezones())
