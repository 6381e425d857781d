"""The tables of the first release, and the guard that keeps journal lines as they came."""

import sqlalchemy as sa
from alembic import op

import common.sql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "buses",
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("certificate_id", sa.String(), nullable=False),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("enrolled_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('active', 'retired', 'revoked')", name=op.f("ck_buses_status_known")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_buses")),
    )
    op.create_table(
        "published_lists",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('trust', 'revocation')", name=op.f("ck_published_lists_kind_known")
        ),
        sa.PrimaryKeyConstraint("kind", "number", name=op.f("pk_published_lists")),
    )
    op.create_table(
        "bundles",
        sa.Column("header_hash", sa.String(length=64), nullable=False),
        sa.Column("bus_code", sa.String(length=10), nullable=False),
        sa.Column("made_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("received_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bus_code"], ["buses.code"], name=op.f("fk_bundles_bus_code")),
        sa.PrimaryKeyConstraint("header_hash", name=op.f("pk_bundles")),
    )
    with op.batch_alter_table("bundles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bundles_bus_code"), ["bus_code"], unique=False)

    op.create_table(
        "certificates",
        sa.Column("bus_code", sa.String(length=10), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("certificate_no", sa.String(), nullable=False),
        sa.Column("lookup_code", sa.String(length=10), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("issued_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("officer_key_id", sa.String(), nullable=False),
        sa.Column("credential_sha256", sa.String(length=64), nullable=False),
        sa.Column("credential", sa.String(), nullable=True),
        sa.Column("epoch", sa.String(length=8), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("line_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["bus_code"], ["buses.code"], name=op.f("fk_certificates_bus_code")
        ),
        sa.PrimaryKeyConstraint("bus_code", "certificate_id", name=op.f("pk_certificates")),
    )
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificates_certificate_no"), ["certificate_no"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_certificates_learner_id"), ["learner_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_certificates_lookup_code"), ["lookup_code"], unique=False
        )

    op.create_table(
        "completions",
        sa.Column("bus_code", sa.String(length=10), nullable=False),
        sa.Column("completion_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("course_version", sa.String(), nullable=False),
        sa.Column("quiz_score", sa.Double(), nullable=False),
        sa.Column("quiz_items", sa.Integer(), nullable=False),
        sa.Column("tasks_done", sa.Integer(), nullable=False),
        sa.Column("tasks_required", sa.Integer(), nullable=False),
        sa.Column("attended_minutes", sa.Integer(), nullable=False),
        sa.Column("completed_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("epoch", sa.String(length=8), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("line_hash", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint("quiz_score >= 0", name=op.f("ck_completions_quiz_score_range")),
        sa.CheckConstraint("tasks_done >= 0", name=op.f("ck_completions_tasks_done_range")),
        sa.ForeignKeyConstraint(["bus_code"], ["buses.code"], name=op.f("fk_completions_bus_code")),
        sa.PrimaryKeyConstraint("bus_code", "completion_id", name=op.f("pk_completions")),
    )
    with op.batch_alter_table("completions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_completions_learner_id"), ["learner_id"], unique=False)

    op.create_table(
        "enrolments",
        sa.Column("bus_code", sa.String(length=10), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("training_session_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.String(length=8), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("line_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["bus_code"], ["buses.code"], name=op.f("fk_enrolments_bus_code")),
        sa.PrimaryKeyConstraint("bus_code", "enrolment_id", name=op.f("pk_enrolments")),
    )
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolments_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_enrolments_training_session_id"), ["training_session_id"], unique=False
        )

    op.create_table(
        "forks",
        sa.Column("bus_code", sa.String(length=10), nullable=False),
        sa.Column("epoch", sa.String(length=8), nullable=False),
        sa.Column("stream", sa.String(length=1), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["bus_code"], ["buses.code"], name=op.f("fk_forks_bus_code")),
        sa.PrimaryKeyConstraint("bus_code", "epoch", "stream", name=op.f("pk_forks")),
    )
    op.create_table(
        "journal_sections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bus_code", sa.String(length=10), nullable=False),
        sa.Column("epoch", sa.String(length=8), nullable=False),
        sa.Column("stream", sa.String(length=1), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("head_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("component", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "first_seq >= 1 AND last_seq >= first_seq", name=op.f("ck_journal_sections_order")
        ),
        sa.ForeignKeyConstraint(
            ["bus_code"], ["buses.code"], name=op.f("fk_journal_sections_bus_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_sections")),
        sa.UniqueConstraint(
            "bus_code",
            "epoch",
            "stream",
            "first_seq",
            "head_hash",
            name=op.f("uq_journal_sections_bus_code_epoch_stream_first_seq_head_hash"),
        ),
    )
    op.create_table(
        "last_good_heads",
        sa.Column("bus_code", sa.String(length=10), nullable=False),
        sa.Column("epoch", sa.String(length=8), nullable=False),
        sa.Column("stream", sa.String(length=1), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["bus_code"], ["buses.code"], name=op.f("fk_last_good_heads_bus_code")
        ),
        sa.PrimaryKeyConstraint("bus_code", "epoch", "stream", name=op.f("pk_last_good_heads")),
    )
    op.create_table(
        "learner_records",
        sa.Column("bus_code", sa.String(length=10), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.String(length=8), nullable=False),
        sa.Column("written_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("full_name", sa.String(), nullable=True),
        sa.Column("usual_name", sa.String(), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(), nullable=True),
        sa.Column("commune_code", sa.String(), nullable=True),
        sa.Column("village", sa.String(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("line_hash", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint(
            "sex IS NULL OR sex IN ('male', 'female')", name=op.f("ck_learner_records_sex_known")
        ),
        sa.ForeignKeyConstraint(
            ["bus_code"], ["buses.code"], name=op.f("fk_learner_records_bus_code")
        ),
        sa.PrimaryKeyConstraint("bus_code", "learner_id", "epoch", name=op.f("pk_learner_records")),
    )
    op.create_table(
        "officer_keys",
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("bus_code", sa.String(length=10), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("officer_name", sa.String(), nullable=False),
        sa.Column("valid_from", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("valid_until", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", common.sql.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bus_code"], ["buses.code"], name=op.f("fk_officer_keys_bus_code")
        ),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_officer_keys")),
    )
    with op.batch_alter_table("officer_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_officer_keys_bus_code"), ["bus_code"], unique=False)

    op.create_table(
        "revocations",
        sa.Column("bus_code", sa.String(length=10), nullable=False),
        sa.Column("line_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("decision_no", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("epoch", sa.String(length=8), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('fraud', 'not_qualified', 'no_authority', 'altered', 'lent',"
            " 'issuer_error')",
            name=op.f("ck_revocations_reason_known"),
        ),
        sa.ForeignKeyConstraint(["bus_code"], ["buses.code"], name=op.f("fk_revocations_bus_code")),
        sa.PrimaryKeyConstraint("bus_code", "line_hash", name=op.f("pk_revocations")),
    )
    with op.batch_alter_table("revocations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_revocations_certificate_id"), ["certificate_id"], unique=False
        )

    op.create_table(
        "training_session_closings",
        sa.Column("bus_code", sa.String(length=10), nullable=False),
        sa.Column("training_session_id", sa.Uuid(), nullable=False),
        sa.Column("closed_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("present_count", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.String(length=8), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("line_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["bus_code"], ["buses.code"], name=op.f("fk_training_session_closings_bus_code")
        ),
        sa.PrimaryKeyConstraint(
            "bus_code", "training_session_id", name=op.f("pk_training_session_closings")
        ),
    )
    op.create_table(
        "training_sessions",
        sa.Column("bus_code", sa.String(length=10), nullable=False),
        sa.Column("training_session_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("course_version", sa.String(), nullable=False),
        sa.Column("package_hash", sa.String(length=64), nullable=False),
        sa.Column("commune_code", sa.String(), nullable=True),
        sa.Column("village", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("trainer_name", sa.String(), nullable=False),
        sa.Column("opened_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("epoch", sa.String(length=8), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("line_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["bus_code"], ["buses.code"], name=op.f("fk_training_sessions_bus_code")
        ),
        sa.PrimaryKeyConstraint(
            "bus_code", "training_session_id", name=op.f("pk_training_sessions")
        ),
    )
    op.create_table(
        "journal_lines",
        sa.Column("bus_code", sa.String(length=10), nullable=False),
        sa.Column("epoch", sa.String(length=8), nullable=False),
        sa.Column("stream", sa.String(length=1), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bus_code"], ["buses.code"], name=op.f("fk_journal_lines_bus_code")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["journal_sections.id"], name=op.f("fk_journal_lines_section_id")
        ),
        sa.PrimaryKeyConstraint(
            "bus_code", "epoch", "stream", "seq", "hash", name=op.f("pk_journal_lines")
        ),
    )
    op.create_table(
        "record_verdicts",
        sa.Column("bus_code", sa.String(length=10), nullable=False),
        sa.Column("epoch", sa.String(length=8), nullable=False),
        sa.Column("stream", sa.String(length=1), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("waits_for", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bus_code", "epoch", "stream", "seq", "line_hash"],
            [
                "journal_lines.bus_code",
                "journal_lines.epoch",
                "journal_lines.stream",
                "journal_lines.seq",
                "journal_lines.hash",
            ],
            name="fk_record_verdicts_line",
        ),
        sa.PrimaryKeyConstraint(
            "bus_code",
            "epoch",
            "stream",
            "seq",
            "line_hash",
            "code",
            name=op.f("pk_record_verdicts"),
        ),
    )
    with op.batch_alter_table("record_verdicts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_record_verdicts_waits_for"), ["waits_for"], unique=False
        )
    _guard_journal()


def downgrade() -> None:
    _unguard_journal()
    with op.batch_alter_table("record_verdicts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_verdicts_waits_for"))

    op.drop_table("record_verdicts")
    op.drop_table("journal_lines")
    op.drop_table("training_sessions")
    op.drop_table("training_session_closings")
    with op.batch_alter_table("revocations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revocations_certificate_id"))

    op.drop_table("revocations")
    with op.batch_alter_table("officer_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_officer_keys_bus_code"))

    op.drop_table("officer_keys")
    op.drop_table("learner_records")
    op.drop_table("last_good_heads")
    op.drop_table("journal_sections")
    op.drop_table("forks")
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrolments_training_session_id"))
        batch_op.drop_index(batch_op.f("ix_enrolments_learner_id"))

    op.drop_table("enrolments")
    with op.batch_alter_table("completions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_completions_learner_id"))

    op.drop_table("completions")
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificates_lookup_code"))
        batch_op.drop_index(batch_op.f("ix_certificates_learner_id"))
        batch_op.drop_index(batch_op.f("ix_certificates_certificate_no"))

    op.drop_table("certificates")
    with op.batch_alter_table("bundles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bundles_bus_code"))

    op.drop_table("bundles")
    op.drop_table("published_lists")
    op.drop_table("buses")


def _guard_journal() -> None:
    """Refuse any change to a journal line, in the database itself."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'journal lines are never changed'; END $$"
        )
        op.execute(
            "CREATE TRIGGER journal_lines_guard BEFORE UPDATE OR DELETE OR TRUNCATE"
            " ON journal_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER journal_lines_no_{change.lower()} BEFORE {change} ON journal_lines"
            " BEGIN SELECT RAISE(ABORT, 'journal lines are never changed'); END"
        )


def _unguard_journal() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER journal_lines_guard ON journal_lines")
        op.execute("DROP FUNCTION refuse_change")
        return
    for change in ("update", "delete"):
        op.execute(f"DROP TRIGGER journal_lines_no_{change}")
