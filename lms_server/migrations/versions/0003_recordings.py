"""Recordings of sentences, and how each device reads aloud."""

import sqlalchemy as sa
from alembic import op

import common.sql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recordings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("audio", sa.LargeBinary(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("speaker", sa.String(length=200), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", common.sql.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(key) = 64", name=op.f("ck_recordings_key_size")),
        sa.CheckConstraint(
            "seconds > 0 AND seconds <= 60", name=op.f("ck_recordings_seconds_range")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["accounts.id"], name=op.f("fk_recordings_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
    )
    op.create_index("ix_recordings_sentence", "recordings", ["language", "key"])
    op.create_table(
        "listening_choices",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("reads_by_itself", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_listening_choices_device_id")
        ),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_listening_choices")),
    )


def downgrade() -> None:
    op.drop_table("listening_choices")
    op.drop_index("ix_recordings_sentence", "recordings")
    op.drop_table("recordings")
