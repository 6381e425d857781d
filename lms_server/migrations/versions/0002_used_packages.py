"""Versions of courses that a class was opened with."""

import sqlalchemy as sa
from alembic import op

import common.sql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_FILL = """
INSERT OR IGNORE INTO used_packages (course_id, version, package_hash, first_used_at)
SELECT course_id, course_version, package_hash, min(opened_at)
FROM training_sessions GROUP BY course_id, course_version
"""


def upgrade() -> None:
    op.create_table(
        "used_packages",
        sa.Column("course_id", sa.String(length=20), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("package_hash", sa.String(length=64), nullable=False),
        sa.Column("first_used_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("course_id", "version", name=op.f("pk_used_packages")),
        sa.UniqueConstraint("package_hash", name=op.f("uq_used_packages_package_hash")),
    )
    op.execute(_FILL)


def downgrade() -> None:
    op.drop_table("used_packages")
