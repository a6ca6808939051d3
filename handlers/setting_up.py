"""What admins change at Home: settings, holders, neutral deciders, other names. Knowledge decides, when it is saved, whether they may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from handlers import ids, payloads
from handlers.blocks.elements import View
from handlers.blocks.setup import aliases_modal, charters_modal, holders_modal, neutral_modal, settings_modal
from handlers.errors import MEMBERS_ONLY, told_in_form, told_privately
from handlers.home import home_for
from handlers.opening import Opener, open_view, publish_home
from handlers.payloads import Submission
from handlers.people import people_of
from knowledge import Knowledge, Workspaces
from knowledge.errors import InvalidRequest, NotAllowed
from knowledge.types import Directory


def register(app: App, workspaces: Workspaces) -> None:
    """The buttons that open the forms, and the forms."""
    for action, form in FORMS.items():
        _button(app, workspaces, action, form)
    for callback, save in SAVERS.items():
        _form(app, workspaces, callback, save)


def _button(app: App, workspaces: Workspaces, action: str, form: Callable[[Knowledge], View]) -> None:
    @app.action(action)
    def clicked(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        click = payloads.click(body)
        with told_privately(ack, client, workspaces, click):
            knowledge = workspaces.of(click.team)
            _admin(knowledge, click.user, external=click.external)
            open_view(client, Opener(click.trigger, click.in_modal), form(knowledge))
            ack()


def _form(app: App, workspaces: Workspaces, callback: str, save: Callable[[Knowledge, Submission], None]) -> None:
    @app.view_submission(callback)
    def submitted(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        form = payloads.submission(body)
        with told_in_form(ack, form.values):
            knowledge = workspaces.of(form.team)
            _admin(knowledge, form.user, external=form.external)
            save(knowledge, form)
            publish_home(client, form.user, home_for(knowledge, form.user))
            ack()


def _admin(knowledge: Knowledge, user: str, *, external: bool) -> None:
    admins = knowledge.directory().admins
    if external:
        raise NotAllowed(MEMBERS_ONLY)
    if user not in admins:
        unknown = "" if admins else " Slack has not told Remit yet who the admins are: `remit doctor` says why."
        raise NotAllowed(f"Only an admin of this workspace can change Remit's settings.{unknown}", admins)


def show_settings(knowledge: Knowledge) -> View:
    """The form for channels, digest and deciders."""
    return settings_modal(knowledge.settings(), _groups(knowledge.directory()))


def show_holders(knowledge: Knowledge) -> View:
    """The form for who holds which role."""
    groups = _groups(knowledge.directory())
    return holders_modal(knowledge.settings(), knowledge.owner_names(), groups, people_of(knowledge))


def show_neutral(knowledge: Knowledge) -> View:
    """The form for who rules between two owners."""
    groups = _groups(knowledge.directory())
    return neutral_modal(knowledge.settings(), knowledge.owner_names(), groups, people_of(knowledge))


def show_aliases(knowledge: Knowledge) -> View:
    """The form for other names."""
    return aliases_modal(knowledge.aliases(), people_of(knowledge))


def show_charters(knowledge: Knowledge) -> View:
    """What is loaded."""
    charters = knowledge.charters()
    return charters_modal(charters, {one.name: knowledge.findings(one.name) for one in charters[:10]})


def save_settings(knowledge: Knowledge, form: Submission) -> None:
    """Channels, digest and deciders in one change."""
    known = knowledge.directory().groups
    unseen = (one for one in knowledge.settings().deciders if one.startswith("S") and one not in known)  # groups the form cannot show
    deciders = (*form.values.get(ids.DECIDERS, ()), *form.values.get(ids.DECIDER_GROUPS, ()), *unseen)
    changes = {
        "disputes_channel": form.text(ids.DISPUTES_CHANNEL),
        "digest_channel": form.text(ids.DIGEST_CHANNEL),
        "digest_weekday": form.text(ids.DIGEST_WEEKDAY),
        "digest_time": form.text(ids.DIGEST_TIME),
        "timezone": form.text(ids.TIMEZONE),
        "digest_when_empty": "yes" if form.text(ids.DIGEST_WHEN_EMPTY) == ids.YES else "no",
        "deciders": ",".join(deciders),
    }
    knowledge.change_settings(changes, actor=form.user)


def save_holder(knowledge: Knowledge, form: Submission) -> None:
    """One role's holder, beside those of the other roles."""
    owner = ids.named_by(form.text(ids.OWNER), knowledge.owner_names())
    if owner is None:
        raise InvalidRequest("Please choose an owner.", ids.OWNER)
    knowledge.set_holder(owner, _one_of(form), actor=form.user)


def save_neutral(knowledge: Knowledge, form: Submission) -> None:
    """Who rules between one pair of owners, beside the other pairs."""
    chosen = [ids.named_by(value, knowledge.owner_names()) for value in form.values.get(ids.OWNERS, ())]
    pair = [owner for owner in chosen if owner is not None]
    if len(pair) != 2:
        raise InvalidRequest("Please choose two owners.", ids.OWNERS)
    knowledge.set_neutral((pair[0], pair[1]), _one_of(form), actor=form.user)


def save_aliases(knowledge: Knowledge, form: Submission) -> None:
    """Forget some names, add one."""
    name, topic = form.text(ids.ALIAS_NAME).strip(), form.text(ids.TOPIC).strip()
    if bool(name) != bool(topic):
        missing = ids.TOPIC if name else ids.ALIAS_NAME
        raise InvalidRequest("A name and what it means belong together.", missing)
    known = [alias.name for alias in knowledge.aliases()]
    for value in form.values.get(ids.ALIAS_GONE, ()):
        if gone := ids.named_by(value, known):
            knowledge.remove_alias(gone, actor=form.user)
    if name:
        knowledge.add_alias(name, topic, actor=form.user)


def _one_of(form: Submission) -> str:
    user, group = form.text(ids.HOLDER), form.text(ids.HOLDER_GROUP)
    if user and group:
        raise InvalidRequest("Choose either a person or a user group.", ids.HOLDER_GROUP)
    return user or group


def _groups(directory: Directory) -> Mapping[str, str]:
    return {group: directory.names.get(group, group) for group in directory.groups}


FORMS: dict[str, Callable[[Knowledge], View]] = {
    ids.HOME_SETTINGS: show_settings,
    ids.HOME_HOLDERS: show_holders,
    ids.HOME_NEUTRAL: show_neutral,
    ids.HOME_CHARTERS: show_charters,
    ids.HOME_ALIASES: show_aliases,
}
SAVERS: dict[str, Callable[[Knowledge, Submission], None]] = {
    ids.SETTINGS_MODAL: save_settings,
    ids.HOLDERS_MODAL: save_holder,
    ids.NEUTRAL_MODAL: save_neutral,
    ids.ALIASES_MODAL: save_aliases,
}
