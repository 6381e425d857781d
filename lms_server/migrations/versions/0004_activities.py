"""Imported activities, what learners did in them."""

import sqlalchemy as sa
from alembic import op

import common.sql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("package_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("file_count", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("imported_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.String(length=50), nullable=False),
        sa.CheckConstraint(
            "kind IN ('scorm_1_2', 'scorm_2004', 'h5p')", name=op.f("ck_activities_kind_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
        sa.UniqueConstraint("package_hash", name=op.f("uq_activities_package_hash")),
    )
    op.create_table(
        "class_activities",
        sa.Column("training_session_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", common.sql.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_class_activities_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["training_session_id"],
            ["training_sessions.id"],
            name=op.f("fk_class_activities_training_session_id"),
        ),
        sa.PrimaryKeyConstraint(
            "training_session_id", "activity_id", name=op.f("pk_class_activities")
        ),
    )
    op.create_table(
        "activity_progress",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("part_key", sa.String(length=100), nullable=False),
        sa.Column("play_no", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("commit_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("best_score", sa.Double(), nullable=True),
        sa.Column("seconds_before", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("exit_kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("committed_at", common.sql.UtcDateTime(timezone=True), nullable=True),
        sa.Column("completed_at", common.sql.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('not attempted', 'browsed', 'incomplete', 'completed', 'passed', 'failed')",
            name=op.f("ck_activity_progress_status_known"),
        ),
        sa.CheckConstraint(
            "best_score BETWEEN 0 AND 1", name=op.f("ck_activity_progress_best_score_range")
        ),
        sa.CheckConstraint("score BETWEEN 0 AND 1", name=op.f("ck_activity_progress_score_range")),
        sa.CheckConstraint(
            "seconds_before >= 0 AND seconds >= 0", name=op.f("ck_activity_progress_time_range")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_activity_progress_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_activity_progress_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_progress")),
        sa.UniqueConstraint(
            "enrolment_id",
            "activity_id",
            "part_key",
            name=op.f("uq_activity_progress_enrolment_id_activity_id_part_key"),
        ),
    )
    op.create_table(
        "activity_answers",
        sa.Column("progress_id", sa.Uuid(), nullable=False),
        sa.Column("play_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("verb", sa.String(length=12), nullable=False),
        sa.Column("item", sa.String(length=255), nullable=False),
        sa.Column("response", sa.String(length=1000), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("scaled", sa.Double(), nullable=True),
        sa.Column("stored_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("scaled BETWEEN 0 AND 1", name=op.f("ck_activity_answers_scaled_range")),
        sa.ForeignKeyConstraint(
            ["progress_id"], ["activity_progress.id"], name=op.f("fk_activity_answers_progress_id")
        ),
        sa.PrimaryKeyConstraint(
            "progress_id", "play_no", "position", name=op.f("pk_activity_answers")
        ),
    )
    op.create_table(
        "activity_plays",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("progress_id", sa.Uuid(), nullable=False),
        sa.Column("play_no", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["progress_id"], ["activity_progress.id"], name=op.f("fk_activity_plays_progress_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_plays")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_activity_plays_token_hash")),
    )
    with op.batch_alter_table("activity_plays", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_activity_plays_progress_id"), ["progress_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("activity_plays", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_plays_progress_id"))

    op.drop_table("activity_plays")
    op.drop_table("activity_answers")
    op.drop_table("activity_progress")
    op.drop_table("class_activities")
    op.drop_table("activities")
