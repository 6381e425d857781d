"""Every module with tables, so that the metadata is complete."""

from lms_server.accounts import models as accounts
from lms_server.activities import models as activities
from lms_server.assistance import models as assistance
from lms_server.attendance import models as attendance
from lms_server.away import models as away
from lms_server.devices import models as devices
from lms_server.elsewhere import models as elsewhere
from lms_server.exchange import models as exchange
from lms_server.hand_test import models as hand_test
from lms_server.issuing import models as issuing
from lms_server.journal import models as journal
from lms_server.learners import models as learners
from lms_server.lessons import models as lessons
from lms_server.narration import models as narration
from lms_server.oral import models as oral
from lms_server.packages import models as packages
from lms_server.preferences import models as preferences
from lms_server.progress import models as progress
from lms_server.quizzes import models as quizzes
from lms_server.tables import Base
from lms_server.training import models as training
from lms_server.web import session_store

MODELS = (
    accounts,
    activities,
    assistance,
    attendance,
    away,
    devices,
    elsewhere,
    exchange,
    hand_test,
    issuing,
    journal,
    learners,
    lessons,
    narration,
    oral,
    packages,
    preferences,
    progress,
    quizzes,
    training,
    session_store,
)
METADATA = Base.metadata
"""Complete, because every module of ``MODELS`` is imported here."""
