"""Imported activities, open for a class, and a learner in one of their parts."""

import json
import re
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from lms_server.activities import actions
from lms_server.activities.models import ActivityProgress
from lms_server.activities.storage import store_package
from tests import activity_packages


@pytest.fixture
def bring(database, config, tmp_path, now):
    """Bring a package in; returns the activity's id."""

    def make(raw=None):
        path = tmp_path / "package.zip"
        path.write_bytes(activity_packages.scorm() if raw is None else raw)
        package, stored = store_package(config.data_dir, path)
        with database.write() as db:
            return actions.add_activity(db, package, stored, actor="system", now=now)

    return make


@pytest.fixture
def open_extra(database, now):
    """Open an activity for a class."""

    def make(activity_id, training_session_id):
        with database.write() as db:
            actions.open_for_class(db, activity_id, training_session_id, actor="system", now=now)

    return make


@pytest.fixture
def playing(as_learner, bring, open_extra):
    """A learner at one part; ``.open()`` opens it, ``.commit(**fields)`` stores."""

    def make(raw=None, client=None, activity_id=None):
        client = client or as_learner()
        activity_id = activity_id or bring(raw)
        open_extra(activity_id, client.training_session_id)
        return Playing(client, activity_id)

    return make


class Playing:
    def __init__(self, client, activity_id):
        self.client = client
        self.activity_id = activity_id
        self.base = ""
        self.open()

    def open(self, number=1):
        page = self.client.get(f"/learn/extras/{self.activity_id}/{number}")
        self.src = re.search(r'<iframe[^>]* src="([^"]+)"', page.text).group(1)
        self.base = "/play/" + self.src.split("/")[2]
        return self

    def get(self, path, **more):
        """Ask as the sandbox does: without any cookie."""
        return self.client.application.test_client().get(
            f"{self.base}/{path}", buffered=True, **more
        )

    def commit(self, seq=1, **fields):
        return self.send(json.dumps({"seq": seq, **fields}))

    def send(self, body):
        stranger = self.client.application.test_client()
        return stranger.post(f"{self.base}/commit", data=body, content_type="text/plain")

    def start(self):
        """Return what the runtime begins with."""
        script = self.get("bus/start.js").text
        return json.loads(re.match(r"var busStart = (\{.*\});\n", script).group(1))


@pytest.fixture
def progress(database):
    """Return the one row of progress, as plain values."""

    def read():
        with database.read() as db:
            row = db.scalars(select(ActivityProgress)).one()
            return SimpleNamespace(
                **{column.key: getattr(row, column.key) for column in row.__table__.columns}
            )

    return read
