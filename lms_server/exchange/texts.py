"""What the exchange says to people, one sentence a case."""

from collections import Counter
from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from lms_server.elsewhere.actions import Taken
from lms_server.exchange.actions import Applied
from lms_server.exchange.exporting import Export
from sync.chain import Stream
from sync.cursor import Finding, FindingKind, Outcome
from sync.receipt import Verdict
from sync.records import VerdictCode


def stream_label(stream: Stream) -> str:
    """Return what people call the records of a stream."""
    labels = {
        Stream.R: _("Results and certificates"),
        Stream.D: _("Answers and attendance"),
        Stream.A: _("Who did what"),
    }
    return str(labels[stream])


def outcome_text(applied: Applied) -> str:
    """Return what a receipt changed."""
    texts = {
        Outcome.MOVED: _("The province confirmed more of this bus's data."),
        Outcome.NOTHING_NEW: _("The receipt is good. It confirms nothing new."),
        Outcome.STARTED_AGAIN: _("The registry was restored. Please export once more."),
        Outcome.OUTDATED: _("This receipt is too old and was left aside."),
    }
    return str(texts[applied.outcome])


def taken_text(taken: Taken | None) -> str:
    """Return what the province told of learners of other buses."""
    if taken is None or not taken.is_new:
        return str(_("Nothing new about learners of other buses."))
    text = _("%(count)s learners of other buses can go on here.", count=taken.learners)
    return str(text)


def export_text(export: Export) -> str:
    """Return what was written onto the stick."""
    if export.id is None:
        return str(_("Nothing to write: the province has confirmed everything."))
    return str(
        _(
            "%(count)s records are in %(files)s on the stick. Please carry it to the province.",
            count=export.records,
            files=", ".join(path.name for path in export.files),
        )
    )


def files_text(names: Sequence[str]) -> str:
    """Return of which files something is told; at least one."""
    if len(names) == 1:
        return names[0]
    return str(_("%(name)s and %(count)s more files", name=names[-1], count=len(names) - 1))


def finding_text(finding: Finding) -> str:
    """Return what a finding means and what to do."""
    if finding.kind is FindingKind.FORK:
        return str(_("Another machine wrote under this bus's name. Please call the province."))
    return str(_("The province holds data this machine lost. Please call the province."))


def verdict_counts(verdicts: Iterable[Verdict]) -> list[tuple[str, str, int]]:
    """Return (code, sentence, number of records) of the records that were set aside."""
    counts = Counter(verdict.code for verdict in verdicts)
    return [(code, _verdict_text(code), count) for code, count in sorted(counts.items())]


def _verdict_text(code: str) -> str:
    texts: dict[str, str] = {
        VerdictCode.SIZE: _("The record cannot be read."),
        VerdictCode.SCHEMA: _("The record cannot be read."),
        VerdictCode.VERSION: _("Waits until the registry is upgraded."),
        VerdictCode.PARENT: _("Waits for another record to arrive."),
        VerdictCode.CONFLICT: _("The same record arrived with another content."),
        VerdictCode.DUPLICATE_NUMBER: _("Another certificate has this number."),
        VerdictCode.DUPLICATE_CERTIFICATE: _(
            "The learner has another certificate of this course. Please ask the province."
        ),
        VerdictCode.SIGNATURE: _("The signature of the certificate is not right."),
        VerdictCode.OFFICER: _("The province does not know this officer's key."),
        VerdictCode.DATE_BOUNDS: _("The date of the certificate is doubtful."),
        VerdictCode.REVOKED_BUS: _("Written after the bus was reported lost."),
        VerdictCode.FORK: _("Two machines wrote under this bus's name."),
    }
    return str(texts.get(code, _("A reason that this program does not know yet.")))
