"""The enrolment form: strings in, a typed command out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from common.text import search_key, visible
from lms_server.learners.actions import ConsentGiven, NewLearner
from lms_server.learners.citizen_card import CitizenCard
from lms_server.learners.errors import BirthDateError, UnknownValueError
from lms_server.learners.rules import AddressForm, BirthDate, Evidence, Means, Purpose, Sex

_LONGEST_USUAL_NAME = 60
FormValues = MultiDict[str, str]
"""What Flask makes of a submitted form."""
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class RegisterForm:
    """A new learner with consent, and which questions the trainer has answered."""

    new: NewLearner
    consent: ConsentGiven
    seat: str
    is_other_person: bool
    """The trainer said that the namesakes of exactly this person are other people."""
    checked_number: str = field(repr=False)
    """The number that the trainer looked at again."""


def parse_register(values: FormValues) -> RegisterForm:
    """Read the enrolment form.

    Raises:
        BirthDateError: year, month or day is not a number.
        UnknownValueError: a choice the form does not offer.
    """
    new = NewLearner(
        full_name=visible(values.get("full_name", "")),
        usual_name=visible(values.get("usual_name", ""))[:_LONGEST_USUAL_NAME],
        birth=_parse_birth(values),
        sex=_choice(Sex, values.get("sex", "")) if values.get("sex", "") else None,
        commune_code=values.get("commune_code", "").strip(),
        village=visible(values.get("village", "")),
        evidence=_parse_evidence_seen(values),
        address_form=_choice(AddressForm, values.get("address_form") or AddressForm.BAC),
        is_address_guessed=values.get("address_form") == "",
        id_number=clean_number(values.get("id_number", "")),
    )
    return RegisterForm(
        new=new,
        consent=parse_consent(values),
        seat=visible(values.get("seat", "")),
        is_other_person=values.get("is_other_person", "") == person_key(new),
        checked_number=clean_number(values.get("checked_number", "")),
    )


def person_key(new: NewLearner) -> str:
    """Return what makes two people look alike; an answer about them holds for this alone."""
    parts = (search_key(new.full_name), str(new.birth.year), search_key(new.village))
    return "|".join(parts)


def parse_consent(values: FormValues) -> ConsentGiven:
    """Read the consent part: each purpose is a box of its own.

    Raises:
        UnknownValueError: a choice the form does not offer.
    """
    return ConsentGiven(
        purposes=frozenset(_choice(Purpose, one) for one in values.getlist("purposes")),
        means=_choice(Means, values.get("means", Means.DIGITAL)),
        witness=visible(values.get("witness", ""))[:120],
        read_aloud=values.get("read_aloud", "") == "yes",
    )


def parse_address(values: Mapping[str, str]) -> AddressForm:
    """Read how a learner wishes to be addressed.

    Raises:
        UnknownValueError: a choice the page does not offer.
    """
    return _choice(AddressForm, values.get("address_form", ""))


def parse_evidence(values: Mapping[str, str]) -> Evidence:
    """Read what was seen of a learner's identity.

    Raises:
        UnknownValueError: a choice the form does not offer.
    """
    return _choice(Evidence, values.get("evidence", ""))


def clean_number(typed: str) -> str:
    """Return an identity number without the spaces and dots people put into it."""
    return re.sub(r"[\s.\-]", "", typed)


def card_values(card: CitizenCard) -> dict[str, str]:
    """Return the fields of the enrolment form that a scanned card fills."""
    birth = card.birth
    parts = (birth.year, birth.month, birth.day) if birth else (None, None, None)
    dates = zip(("birth_year", "birth_month", "birth_day"), parts, strict=True)
    return {
        "full_name": card.full_name,
        "sex": card.sex or "",
        "id_number": card.id_number,
        **{name: "" if part is None else str(part) for name, part in dates},
    }


def _parse_evidence_seen(values: FormValues) -> Evidence:
    """Return what was seen; a scan alone proves nothing until the trainer says so."""
    if values.get("card_is_theirs", "") == "yes":
        return Evidence.CARD_SEEN
    return _choice(Evidence, values.get("evidence", Evidence.SELF_DECLARED))


def _parse_birth(values: FormValues) -> BirthDate:
    year = _number(values.get("birth_year", ""))
    if year is None:
        raise BirthDateError
    return BirthDate(
        year, _number(values.get("birth_month", "")), _number(values.get("birth_day", ""))
    )


def _number(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise BirthDateError
    return int(text)


def _choice(choices: type[Choice], value: str) -> Choice:
    try:
        return choices(value)
    except ValueError as error:
        raise UnknownValueError from error
