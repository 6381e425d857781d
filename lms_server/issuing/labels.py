"""Words for the states of the register, in the visitor's language."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from certificates.revocation import RevocationReason
from courses.model import Course
from lms_server.issuing.doubt import ReleaseReason
from lms_server.issuing.queries import LearnerFacts
from lms_server.issuing.rules import Shortfall

REASONS = {
    RevocationReason.FRAUD: _l("Fraud"),
    RevocationReason.NOT_QUALIFIED: _l("Given to a person who does not qualify"),
    RevocationReason.NO_AUTHORITY: _l("Given by a person without the right to"),
    RevocationReason.ALTERED: _l("Erased or altered"),
    RevocationReason.LENT: _l("Lent to another person"),
    RevocationReason.ISSUER_ERROR: _l("Mistake of the issuing unit"),
}

RELEASE_REASONS = {
    ReleaseReason.NOTHING_ISSUED: _l("Nobody issued a certificate in that time"),
    ReleaseReason.BOOK_COMPARED: _l("The paper register and the prints were compared"),
    ReleaseReason.PROVINCE_ASKED: _l("The province said which certificates are lost"),
}


def shortfall_texts(facts: LearnerFacts, course: Course) -> list[str]:
    """Return what a learner still lacks, one sentence each."""
    return [_shortfall_text(one, facts, course) for one in facts.shortfalls]


def score_text(facts: LearnerFacts) -> str:
    """Return the best quiz score, such as "8/10"; empty while no quiz was submitted.

    One by word of mouth says so, and one with answers that came after an end, too.
    """
    best = facts.quiz.best
    if best is None:
        return ""
    words = [f"{best.correct:g}/{best.item_count}"]
    if best.is_oral:
        words.append(str(_("oral")))
    if facts.quiz.late:
        words.append(str(_("%(count)s answers came late", count=facts.quiz.late)))
    return ", ".join(words)


def _shortfall_text(shortfall: Shortfall, facts: LearnerFacts, course: Course) -> str:
    if shortfall is Shortfall.ATTENDANCE:
        minutes = facts.required_minutes - facts.attended_minutes
        return str(_("%(minutes)s more minutes of attendance", minutes=minutes))
    if shortfall is Shortfall.TASKS:
        count = facts.tasks_required - facts.tasks_done
        return str(_("%(count)s more practice tasks", count=count))
    if facts.quiz.best is None:
        return str(_("the quiz"))
    needed = f"{course.completion.pass_mark * facts.quiz.best.item_count:g}"
    return str(_("the quiz: %(score)s, needs %(needed)s", score=score_text(facts), needed=needed))
