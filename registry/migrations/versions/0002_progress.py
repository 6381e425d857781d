"""Courses left unfinished, so that another bus may go on with them."""

import sqlalchemy as sa
from alembic import op

import common.sql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "progress_records",
        sa.Column("bus_code", sa.String(length=10), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.String(length=8), nullable=False),
        sa.Column("written_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("course_version", sa.String(), nullable=False),
        sa.Column("lessons", sa.JSON(), nullable=False),
        sa.Column("tasks_done", sa.JSON(), nullable=False),
        sa.Column("attended_minutes", sa.Integer(), nullable=False),
        sa.Column("quiz", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("closed_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("line_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["bus_code"], ["buses.code"], name=op.f("fk_progress_records_bus_code")
        ),
        sa.PrimaryKeyConstraint(
            "bus_code", "enrolment_id", "epoch", name=op.f("pk_progress_records")
        ),
    )
    with op.batch_alter_table("progress_records", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_progress_records_closed_at"), ["closed_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_progress_records_learner_id"), ["learner_id"], unique=False
        )
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.create_index(
            "ix_certificates_learner_course", ["learner_id", "course_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.drop_index("ix_certificates_learner_course")
    with op.batch_alter_table("progress_records", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_progress_records_learner_id"))
        batch_op.drop_index(batch_op.f("ix_progress_records_closed_at"))

    op.drop_table("progress_records")
