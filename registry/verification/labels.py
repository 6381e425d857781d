"""The words of the public page for fields and reasons, in the visitor's language."""

from dataclasses import dataclass

from flask_babel import gettext as _

from registry.verification.rules import Origin


@dataclass(frozen=True)
class OriginWords:
    """How the first part of an answer is told."""

    icon: str
    """``good``, ``read``, ``warning`` or ``bad``."""
    short: str
    text: str


def texts() -> dict[str, object]:
    """Return all the words that the template of an answer looks up."""
    return {"labels": field_labels(), "reasons": reason_texts(), "origins": origin_words()}


def field_labels() -> dict[str, str]:
    """Return the label of every printed field."""
    return {
        "parent_unit": _("Governing body"),
        "issuer_unit": _("Issued by"),
        "certificate_no": _("Certificate number"),
        "full_name": _("Full name"),
        "birth": _("Born"),
        "residence": _("Residence"),
        "course_title": _("Course"),
        "course_id": _("Course code"),
        "course_version": _("Course version"),
        "minutes": _("Length in minutes"),
        "started_on": _("From"),
        "finished_on": _("To"),
        "place": _("Place of training"),
        "result": _("Result"),
        "issued_place": _("Place of issue"),
        "issued_on": _("Date of issue"),
        "signer_authority": _("Signed on behalf"),
        "signer_title": _("Signer's office"),
        "signer_name": _("Signer"),
        "register_no": _("Register number"),
        "lookup_code": _("Lookup code"),
    }


def reason_texts() -> dict[str, str]:
    """Return the words for every reason of a revocation."""
    return {
        "fraud": _("Fraud"),
        "not_qualified": _("The holder was not qualified"),
        "no_authority": _("Issued without authority"),
        "altered": _("The paper was erased or altered"),
        "lent": _("Lent to another person"),
        "issuer_error": _("Mistake of the issuer"),
    }


def origin_words() -> dict[Origin, OriginWords]:
    """Return how each origin is told."""
    return {
        Origin.SIGNED: OriginWords(
            "good", _("Genuine."), _("An authorised officer signed exactly this content.")
        ),
        Origin.REGISTER_ONLY: OriginWords(
            "read",
            _("It is in the register."),
            _(
                "The learner chose not to send their name to the province."
                " To see it, scan the QR code on the paper."
            ),
        ),
        Origin.LOST_KEY: OriginWords(
            "warning",
            _("Not to be trusted."),
            _("The signing key was lost, and this certificate was not known before the loss."),
        ),
        Origin.UNKNOWN_KEY: OriginWords(
            "warning", _("Unknown."), _("The province does not know the key that signed it.")
        ),
        Origin.NOT_OURS: OriginWords(
            "bad",
            _("Not genuine."),
            _("It was altered, or not signed by an authorised officer."),
        ),
    }
