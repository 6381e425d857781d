"""The words of the public page for fields and reasons, in the visitor's language."""

from flask_babel import gettext as _


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
