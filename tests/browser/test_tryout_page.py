"""The whole product by clicks and keys in a real browser, as several people."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from slack_sdk import WebClient

pytestmark = pytest.mark.browser

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
SCREENS = [  # each size and each scheme of colours every day, every pair of them where all of it is run
    pytest.param((WIDE, "light"), id="wide-light"),
    pytest.param((NARROW, "dark"), id="narrow-dark"),
    pytest.param((WIDE, "dark"), id="wide-dark", marks=pytest.mark.slow),
    pytest.param((NARROW, "light"), id="narrow-light", marks=pytest.mark.slow),
]


def tick(modal: Any, owner: str) -> None:
    """Choose an owner in the list of a modal."""
    modal.get_by_label(owner, exact=True).check()


def ask(desk: Any, topic: str) -> Any:
    """Ask as whoever is on and wait for the answer."""
    desk.type(f"/whoowns {topic}")
    answer = desk.last()
    expect(answer).to_contain_text("Only visible to you")
    return answer


def send_and_close(desk: Any) -> None:
    """Submit the modal, and close what the app shows in its place."""
    modal = desk.page.locator("#modal")
    modal.locator("footer button.primary").click()
    expect(modal.locator("footer button.primary:visible")).to_have_count(0)
    if modal.is_visible():
        modal.locator("footer button").last.click()
    expect(modal).to_be_hidden()


def dispute(desk: Any, topic: str, owner: str, why: str) -> None:
    """Press Dispute under the newest answer and fill the modal in."""
    ask(desk, topic).get_by_role("button", name="Dispute").click()
    modal = desk.page.locator("#modal")
    tick(modal, owner)
    modal.get_by_label("Why?").fill(why)
    send_and_close(desk)


def decide(desk: Any, owner: str, rationale: str) -> None:
    """As the decider, press Decide on the open dispute and fill the modal in."""
    desk.be("Dana")
    desk.go("# ownership-disputes")
    desk.page.locator("#messages").get_by_role("button", name="Decide").click()
    modal = desk.page.locator("#modal")
    tick(modal, owner)
    modal.get_by_label("Rationale").fill(rationale)
    send_and_close(desk)


def test_ask_dispute_argue_decide_and_read_the_digest_as_four_people(desk: Any) -> None:
    answer = ask(desk, "Workday integration")
    expect(answer).to_contain_text("CIO owns Workday integration.")
    dispute(desk, "Workday integration", "CTO", "Our team runs it since May.")
    desk.be("Ingrid")
    desk.go("# ownership-disputes")
    post = desk.page.locator("#messages .message").first
    expect(post).to_contain_text("Our team runs it since May.")
    post.get_by_role("button", name="Add your view").click()
    desk.page.locator("#modal textarea").fill("We hold the contract.")
    send_and_close(desk)
    expect(post).to_contain_text("We hold the contract.")
    decide(desk, "CTO", "The code moved in May.")
    expect(post).to_contain_text("The code moved in May.")
    expect(post.get_by_role("button", name="Decide")).to_have_count(0)
    desk.be("Mira")
    desk.go("# general")
    again = ask(desk, "Workday integration")
    expect(again).to_contain_text("CTO owns Workday integration.")
    expect(again).to_contain_text("The code moved in May.")
    desk.page.get_by_role("button", name="Go to Monday 09:00").click()
    expect(desk.page.locator("#now")).to_contain_text("Mon")
    desk.go("# ownership-disputes")
    digest = desk.last()
    expect(digest).to_contain_text("Workday integration")
    expect(digest.locator("figure.chart")).to_have_count(0)
    desk.go("# general")
    desk.go("# ownership-disputes")
    digest.get_by_role("link", name="#1").first.click()
    expect(post).to_be_in_viewport()


def test_the_guided_start_leads_through_the_whole_loop(desk: Any) -> None:
    guide = desk.page.locator("#guide")
    expect(guide.get_by_role("button")).to_have_count(3)
    guide.get_by_role("button").first.click()
    guide.get_by_role("button", name="Now disagree").click()
    modal = desk.page.locator("#modal")
    tick(modal, "CTO")
    modal.get_by_label("Why?").fill("It moved.")
    send_and_close(desk)
    guide.get_by_role("button", name="Now decide").click()
    tick(modal, "CIO")
    modal.get_by_label("Rationale").fill("So be it.")
    send_and_close(desk)
    guide.get_by_role("button", name="Ask again").click()
    expect(desk.last()).to_contain_text("So be it.")
    guide.get_by_role("button", name="See Monday's digest").click()
    expect(guide).to_contain_text("That is the whole loop")


def test_each_person_sees_only_their_own_private_answers(desk: Any) -> None:
    ask(desk, "ERP")
    desk.be("Tomás")
    desk.go("# general")
    expect(desk.page.locator("#messages")).not_to_contain_text("Only visible to you")
    desk.be("Mira")
    expect(desk.page.locator("#messages")).to_contain_text("Only visible to you")


def test_a_modal_shows_what_is_missing_at_the_input_and_keeps_what_was_typed(desk: Any) -> None:
    ask(desk, "ERP").get_by_role("button", name="Dispute").click()
    modal = desk.page.locator("#modal")
    tick(modal, "CTO")
    modal.locator("footer button.primary").click()
    why = modal.get_by_label("Why?")
    expect(why).to_have_attribute("aria-invalid", "true")
    expect(why).to_be_focused()
    expect(modal.get_by_role("alert").filter(has_text="required")).to_be_visible()
    why.fill("   ")
    modal.locator("footer button.primary").click()
    expect(modal.get_by_role("alert").filter(has_text="Why").or_(modal.locator(".error:not(:empty)")).first).to_be_visible()
    expect(modal.get_by_label("CTO", exact=True)).to_be_checked()
    why.fill("Because.")
    send_and_close(desk)


def test_the_keyboard_alone_asks_completes_and_disputes(desk: Any) -> None:
    keys = desk.page.keyboard
    desk.page.locator("#composer-text").focus()
    keys.type("/who")
    expect(desk.page.get_by_role("option")).to_have_count(1)
    keys.press("Tab")
    keys.type("GDPR")
    keys.press("Enter")
    expect(desk.last()).to_contain_text("CIO")
    button = desk.last().get_by_role("button", name="Dispute")
    button.focus()
    keys.press("Enter")
    modal = desk.page.locator("#modal")
    expect(modal).to_be_visible()
    keys.press("Escape")
    expect(modal).to_be_hidden()


def test_a_mention_is_answered_in_its_thread(desk: Any) -> None:
    desk.page.locator("#composer-text").focus()
    desk.page.keyboard.type("@Rem")
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.type("who owns public APIs?")
    desk.page.keyboard.press("Enter")
    desk.page.locator("#messages").get_by_role("button", name="1 reply").click()
    thread = desk.page.locator("#thread")
    expect(thread).to_contain_text("CTO owns")
    thread.get_by_role("button", name="Close").click()
    expect(thread).to_be_hidden()


def test_a_direct_message_is_answered(desk: Any) -> None:
    desk.go("Remit")
    desk.type("who owns ERP?")
    expect(desk.last()).to_contain_text("CIO owns ERP")


def test_the_message_shortcut_finds_the_owner(desk: Any) -> None:
    desk.type("our GDPR request is late, who is responsible?")
    message = desk.last()
    message.hover()
    message.get_by_role("button", name="Find the owner").click()
    expect(desk.page.locator("#modal")).to_contain_text("CIO")


def test_the_json_of_a_message_can_be_read(desk: Any) -> None:
    answer = ask(desk, "ERP")
    answer.hover()
    answer.get_by_role("button", name="JSON").click()
    expect(desk.page.locator("#report")).to_contain_text('"blocks"')
    desk.page.locator("#report").get_by_role("button", name="Close").click()


def test_an_own_document_is_loaded_with_its_findings_and_answered_from(desk: Any) -> None:
    document = "# Who owns what\n\nThe Platform team owns the build pipeline.\nThe Finance team owns invoices.\nSomebody makes coffee.\n"
    desk.page.locator("#charter-file").set_input_files({"name": "ours.md", "mimeType": "text/markdown", "buffer": document.encode()})
    report = desk.page.locator("#report")
    expect(report).to_contain_text("ours.md is loaded")
    expect(report).to_contain_text("claims")
    report.get_by_role("button", name="Close").click()
    expect(ask(desk, "build pipeline")).to_contain_text("Platform team")


def test_a_document_that_cannot_be_read_says_why(desk: Any) -> None:
    desk.page.locator("#charter-file").set_input_files({"name": "photo.md", "mimeType": "text/markdown", "buffer": bytes(range(256)) * 8})
    report = desk.page.locator("#report")
    expect(report).to_contain_text("not loaded")
    report.get_by_role("button", name="Close").click()


def serious_findings(desk: Any) -> dict[str, str]:
    """What axe-core finds serious or critical on the page as it is: rule and first element."""
    found = Axe().run(desk.page).response["violations"]
    return {each["id"]: each["nodes"][0]["html"] for each in found if each["impact"] in ("serious", "critical")}


def every_block(person: str) -> list[dict[str, Any]]:
    """One of each kind of block that a message may hold, charts apart."""
    plain = {"type": "plain_text", "text": "Plain :tada:"}
    options = [{"text": plain | {"text": name}, "value": name} for name in ("One", "Two")]
    cells = [{"type": "raw_text", "text": "Topic"}, {"type": "raw_text", "text": "Asked"}]
    rich = {"type": "rich_text_section", "elements": [{"type": "text", "text": "Bold", "style": {"bold": True}}]}
    words = f"*bold* _it_ ~no~ `code` <@{person}> <!date^1764493200^{{date_short}}|then>"
    return [
        {"type": "header", "text": plain},
        {"type": "section", "text": {"type": "mrkdwn", "text": words},
         "accessory": {"type": "overflow", "options": options}},
        {"type": "section", "fields": [plain, plain]},
        {"type": "divider"},
        {"type": "context", "elements": [plain, {"type": "image", "image_url": "/icon.svg", "alt_text": "mark"}]},
        {"type": "image", "image_url": "/icon.svg", "alt_text": "mark", "title": plain},
        {"type": "actions", "elements": [
            {"type": "button", "text": plain, "style": "danger"}, {"type": "static_select", "placeholder": plain, "options": options},
            {"type": "users_select"}, {"type": "conversations_select"}, {"type": "datepicker", "initial_date": "2026-12-01"},
            {"type": "timepicker"}, {"type": "checkboxes", "options": options}, {"type": "radio_buttons", "options": options}]},
        {"type": "input", "label": plain, "element": {"type": "plain_text_input", "multiline": True}, "hint": plain},
        {"type": "rich_text", "elements": [rich, {"type": "rich_text_list", "style": "bullet", "elements": [rich]},
                                           {"type": "rich_text_quote", "elements": rich["elements"]}]},
        {"type": "markdown", "text": "# Heading\n- item"},
        {"type": "data_table", "caption": "Gaps", "rows": [cells, [cells[0], {"type": "raw_number", "value": 3}]]},
        {"type": "table", "rows": [cells, cells]},
        {"type": "context_actions", "elements": [{"type": "feedback_buttons", "positive_button": {"text": plain, "value": "y"},
                                                  "negative_button": {"text": plain, "value": "n"}}]},
    ]  # fmt: skip


def every_chart() -> list[dict[str, Any]]:
    """One of each kind of chart."""
    axes = {"categories": ["W1", "W2"], "x_label": "Week"}
    line = {"name": "Raised", "data": [{"label": "W1", "value": 3}, {"label": "W2", "value": 5}]}
    charts = [{"type": kind, "series": [line, line | {"name": "Decided"}], "axis_config": axes} for kind in ("bar", "line", "area")]
    pie = {"type": "pie", "segments": [{"label": "CIO", "value": 2}, {"label": "CTO", "value": 1}]}
    return [{"type": "data_visualization", "title": "Chart", "chart": chart} for chart in [*charts, pie]]


def test_every_block_that_slack_has_is_drawn(desk: Any) -> None:
    client = WebClient(desk.tryout.slack.desk.bot_token, base_url=desk.tryout.slack.api_url)
    for chart in every_chart():
        client.chat_postMessage(channel="#general", text="chart", blocks=[chart])
    client.chat_postMessage(channel="#general", text="all", blocks=every_block(desk.tryout.company.cio))
    expect(desk.page.locator("#messages .message")).to_have_count(5)
    for drawn in desk.page.locator("#messages figure.chart").all():
        assert drawn.locator("svg :is(rect, polyline, polygon, path)").count() >= 2
    all_of_it = desk.last()
    for words in ("Plain 🎉", "@Ingrid Solberg", "Bold", "Heading", "Gaps", "Topic"):
        expect(all_of_it).to_contain_text(words)
    assert all_of_it.locator("select, input, textarea, button").count() >= 12
    assert "[" not in all_of_it.locator(".body .blocks").inner_text()
    assert serious_findings(desk) == {}


def test_start_over_forgets_everything(desk: Any) -> None:
    ask(desk, "ERP")
    desk.page.get_by_role("button", name="Start over").click()
    expect(desk.page.locator("#messages .message")).to_have_count(0)
    expect(ask(desk, "GDPR")).to_contain_text("CIO")


@pytest.mark.parametrize("desk", SCREENS, indirect=True)
def test_nothing_overflows_and_axe_finds_nothing_serious(desk: Any) -> None:
    def check(where: str) -> None:
        wide = desk.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{where}: {wide} px too wide"
        assert serious_findings(desk) == {}, where

    check("start")
    ask(desk, "Workday integration")
    check("answer")
    desk.last().get_by_role("button", name="Dispute").click()
    desk.page.locator("#modal footer button.primary").click()
    expect(desk.page.locator("#modal [aria-invalid=true]").first).to_be_visible()
    check("modal with errors")
    desk.page.keyboard.press("Escape")
    dispute(desk, "Workday integration", "CTO", "It moved.")
    decide(desk, "CTO", "So be it.")
    desk.page.get_by_role("button", name="Go to Monday 09:00").click()
    expect(desk.last()).to_contain_text("Who owns what, the week to")
    dispute(desk, "ERP", "CTO", "It is code.")  # the first week has no chart of itself alone
    desk.page.get_by_role("button", name="Go to Monday 09:00").click()
    expect(desk.page.locator("#messages figure.chart svg").first).to_be_visible()
    check("digest")
    desk.go("Remit's Home tab")
    check("home")
    desk.side()
    check("side")
