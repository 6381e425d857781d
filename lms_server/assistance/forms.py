"""Forms of wishes and ideas."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from werkzeug.datastructures import MultiDict

from lms_server.assistance.errors import UnknownTopicError, WishNotFoundError
from lms_server.assistance.rules import IdeaKind, Topic


@dataclass(frozen=True)
class IdeaForm:
    """What somebody proposes."""

    kind: IdeaKind
    text: str


def read_topics(form: MultiDict[str, str]) -> frozenset[Topic]:
    """Return the topics that were ticked.

    Raises:
        UnknownTopicError: one of them cannot be chosen.
    """
    try:
        return frozenset(Topic(one) for one in form.getlist("topics"))
    except ValueError as error:
        raise UnknownTopicError from error


def read_idea(form: Mapping[str, str]) -> IdeaForm:
    """Return what was proposed; without a kind it is about something else.

    Raises:
        UnknownTopicError: the kind cannot be chosen.
    """
    try:
        return IdeaForm(IdeaKind(form.get("kind", IdeaKind.OTHER)), form.get("text", ""))
    except ValueError as error:
        raise UnknownTopicError from error


def read_ids(form: MultiDict[str, str]) -> tuple[UUID, ...]:
    """Return the wishes that a form names.

    Raises:
        WishNotFoundError: one of them is no id.
    """
    try:
        return tuple(UUID(one) for one in form.getlist("wish"))
    except ValueError as error:
        raise WishNotFoundError from error
