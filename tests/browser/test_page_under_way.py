"""What the page must not do while somebody reads or types: lose words or the focus, jump, send twice; and how it takes what is typed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

pytestmark = pytest.mark.browser

NARROW = {"width": 390, "height": 844}


def post(desk: Any, text: str, **more: Any) -> Any:
    """Somebody else's message in # general, by way of the app's own token."""
    client = WebClient(desk.tryout.slack.desk.bot_token, base_url=desk.tryout.slack.api_url)
    return client.chat_postMessage(channel="#general", text=text, **more)


def sent(desk: Any, what: str) -> list[dict[str, Any]]:
    """What the page sends to /api/`what` from now on."""
    bodies: list[dict[str, Any]] = []
    desk.page.on("request", lambda request: bodies.append(request.post_data_json) if request.url.endswith(f"/api/{what}") else None)
    return bodies


def drawn(desk: Any) -> None:
    """Wait until the page has heard of the newest change and drawn it."""
    with desk.page.expect_response(lambda response: "/api/view" in response.url):
        desk.tryout.slack.workspace.touch()
    desk.page.wait_for_timeout(150)


def open_dispute(desk: Any, topic: str = "ERP") -> Any:
    """The modal behind Dispute."""
    desk.type(f"/whoowns {topic}")
    desk.last().get_by_role("button", name="Dispute").click()
    expect(desk.page.locator("#modal")).to_be_visible()
    return desk.page.locator("#modal")


def test_a_half_typed_question_on_the_home_tab_outlives_what_others_post(desk: Any) -> None:
    clicks = sent(desk, "click")
    desk.go("Remit's Home tab")
    field = desk.page.locator("#messages").get_by_label("Ask", exact=True)
    field.click()
    desk.page.keyboard.type("GD")
    desk.page.keyboard.press("ArrowLeft")
    for words in ("one", "two"):
        post(desk, words)
        drawn(desk)
    expect(field).to_be_focused()
    desk.page.keyboard.type("x")
    expect(field).to_have_value("GxD")
    desk.go("# general")
    drawn(desk)
    assert clicks == []


def test_enter_in_the_home_field_asks_once(desk: Any) -> None:
    clicks = sent(desk, "click")
    desk.go("Remit's Home tab")
    desk.page.locator("#messages").get_by_label("Ask", exact=True).fill("GDPR")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#modal")).to_contain_text("CIO")
    desk.page.locator("#modal footer button").last.click()
    drawn(desk)
    assert [click["action"]["value"] for click in clicks] == ["GDPR"]


def test_an_update_keeps_the_messages_the_focus_and_the_place_in_the_list(desk: Any) -> None:
    for number in range(25):
        post(desk, f"line {number}")
    options = [{"text": {"type": "plain_text", "text": name}, "value": name} for name in ("One", "Two")]
    menu = {"type": "static_select", "action_id": "m", "placeholder": {"type": "plain_text", "text": "Pick"}, "options": options}
    kept = post(desk, "menu", blocks=[{"type": "actions", "elements": [menu]}])
    messages = desk.page.locator("#messages")
    expect(messages.locator(".message")).to_have_count(26)
    desk.page.evaluate("for (const node of document.querySelectorAll('#messages > li')) node.seen = true")
    messages.get_by_label("Pick").focus()
    messages.evaluate("node => { node.scrollTop = 100; }")
    post(desk, "news")
    expect(messages.locator(".message")).to_have_count(27)
    expect(messages.get_by_label("Pick")).to_be_focused()
    assert messages.evaluate("node => [...node.children].filter(each => !each.seen).length") == 1
    assert messages.evaluate("node => node.scrollTop") == 100
    client = WebClient(desk.tryout.slack.desk.bot_token, base_url=desk.tryout.slack.api_url)
    heading = {"type": "section", "text": {"type": "mrkdwn", "text": "changed"}}
    client.chat_update(channel=kept["channel"], ts=kept["ts"], text="x", blocks=[heading, {"type": "actions", "elements": [menu]}])
    expect(messages).to_contain_text("changed")
    expect(messages.get_by_label("Pick")).to_be_focused()
    messages.evaluate("node => { node.scrollTop = node.scrollHeight; }")
    post(desk, "the end")
    expect(desk.last()).to_contain_text("the end")
    expect(desk.last()).to_be_in_viewport()


def test_more_owners_than_a_menu_holds_are_searched(desk: Any) -> None:
    rows = "\n".join(f"The Team {number:03} owns service {number:03}." for number in range(130))
    desk.page.locator("#charter-file").set_input_files({"name": "many.md", "mimeType": "text/markdown", "buffer": rows.encode()})
    desk.page.locator("#report").get_by_role("button", name="Close").click()
    modal = open_dispute(desk, "service 003")
    search = modal.get_by_role("searchbox")
    search.fill("zzz")
    expect(modal.get_by_role("status")).to_have_text("Nothing found.")
    search.fill("Team 12")
    expect(modal.get_by_role("checkbox")).to_have_count(10)
    modal.get_by_label("Team 127").check()
    search.fill("Team 00")
    expect(modal.get_by_label("Team 127")).to_be_checked()
    modal.get_by_label("Team 004").check()
    modal.get_by_label("Why?").fill("It moved.")
    modal.locator("footer button.primary").click()
    expect(desk.page.locator("#modal footer button.primary:visible")).to_have_count(0)
    assert desk.tryout.knowledge.disputes()[0].proposed == ("Team 127", "Team 004")


@pytest.mark.parametrize("desk", [({"width": 1280, "height": 620}, "light"), (NARROW, "light")], ids=["wide", "narrow"], indirect=True)
def test_an_error_below_the_fold_is_brought_into_view(desk: Any) -> None:
    modal = open_dispute(desk)
    modal.get_by_label("CTO", exact=True).check()
    modal.get_by_label("Why?").evaluate("node => node.scrollIntoView({ block: 'end' })")
    modal.locator("footer button.primary").click()
    error = modal.locator(".error:not(:empty)")
    expect(error).to_have_count(1)
    expect(error).to_be_in_viewport(ratio=1)
    why = modal.get_by_label("Why?")
    expect(why).to_be_focused()
    expect(why).to_have_attribute("aria-invalid", "true")
    red, plain = (each.evaluate("node => getComputedStyle(node).borderColor") for each in (why, modal.get_by_label("Topic")))
    assert red != plain


def test_each_click_in_a_list_of_several_toggles_one(desk: Any) -> None:
    submitted = sent(desk, "submit")
    modal = open_dispute(desk)
    for owner in ("CIO", "CTO", "CIO", "CEO"):
        modal.get_by_label(owner, exact=True).click()
    expect(modal.get_by_role("checkbox", checked=True)).to_have_count(2)
    cut = "node => [...node.querySelectorAll('.choices label')].some(each => each.scrollWidth > each.clientWidth)"
    assert not modal.evaluate(cut)
    modal.get_by_label("Why?").fill("Both do it.")
    modal.locator("footer button.primary").click()
    expect(desk.page.locator("#modal footer button.primary:visible")).to_have_count(0)
    (held,) = [part for block in submitted[0]["values"].values() for part in block.values() if "selected_options" in part]
    assert [option["text"]["text"] for option in held["selected_options"]] == ["CTO", "CEO"]


def test_the_composer_grows_with_what_is_typed_and_shrinks_again(desk: Any) -> None:
    box = desk.page.locator("#composer-text")
    low = box.bounding_box()["height"]
    box.fill("one\ntwo\nthree\nfour")
    high = box.bounding_box()["height"]
    assert low + 40 < high <= 160
    desk.page.keyboard.press("Enter")
    expect(box).to_have_value("")
    assert box.bounding_box()["height"] < low + 2


def test_a_name_is_completed_within_a_text_and_in_a_thread(desk: Any) -> None:
    box = desk.page.locator("#composer-text")
    box.fill("hey  bla")
    for _ in range(4):
        box.press("ArrowLeft")
    desk.page.keyboard.type("@Ing")
    desk.page.keyboard.press("Enter")
    expect(box).to_have_value("hey @Ingrid Solberg bla")
    desk.page.keyboard.press("Enter")
    expect(desk.last()).to_contain_text("hey @Ingrid Solberg bla")
    desk.last().hover()
    desk.last().get_by_role("button", name="Reply").click()
    thread = desk.page.locator("#thread")
    thread.get_by_role("combobox").focus()
    desk.page.keyboard.type("ask @Rem")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.type("who owns ERP?")
    desk.page.keyboard.press("Enter")
    expect(thread).to_contain_text("CIO owns ERP")


def test_what_was_typed_is_kept_when_the_server_has_stopped(desk: Any) -> None:
    desk.page.route("**/api/say", lambda route: route.abort())
    desk.page.locator("#composer-text").fill("a long thought")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#notice")).to_have_text("Stopped. Start it again in the terminal.")
    expect(desk.page.locator("#composer-text")).to_have_value("a long thought")
    desk.complaints.clear()


def test_typed_markup_stays_words(desk: Any) -> None:
    cio = desk.tryout.company.cio
    words = f"<!channel> & <@{cio}> &lt;b&gt; but @Ingrid Solberg"
    desk.type(words)
    expect(desk.last()).to_contain_text(words)
    expect(desk.last().locator(".mention")).to_have_text(["@Ingrid Solberg"])
    (said,) = [message.text for message in desk.tryout.slack.messages(desk.tryout.company.general)]
    assert said == f"&lt;!channel&gt; &amp; &lt;@{cio}&gt; &amp;lt;b&amp;gt; but <@{cio}>"


def test_a_double_click_on_share_posts_once(desk: Any) -> None:
    desk.type("/whoowns ERP")
    clicks = sent(desk, "click")
    desk.last().get_by_role("button", name=re.compile("Share")).dblclick()
    expect(desk.last()).not_to_contain_text("Only visible to you")
    drawn(desk)
    assert len(clicks) == 1
