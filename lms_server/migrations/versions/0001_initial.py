"""All tables of the first release."""

import sqlalchemy as sa
from alembic import op

import common.sql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sign_in_name", sa.String(length=32), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("password_hash", sa.String(length=120), nullable=False),
        sa.Column("created_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", common.sql.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('trainer', 'assistant', 'officer', 'admin')",
            name=op.f("ck_accounts_role_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("sign_in_name", name=op.f("uq_accounts_sign_in_name")),
    )
    op.create_table(
        "applied_receipts",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("regepoch", sa.Integer(), nullable=False),
        sa.Column("made_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("applied_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("verdicts", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('moved', 'nothing_new', 'started_again', 'outdated')",
            name=op.f("ck_applied_receipts_outcome_known"),
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_applied_receipts")),
    )
    with op.batch_alter_table("applied_receipts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_applied_receipts_made_at"), ["made_at"], unique=False)

    op.create_table(
        "confirmed_heads",
        sa.Column("epoch", sa.String(length=8), nullable=False),
        sa.Column("stream", sa.String(length=1), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "stream IN ('R', 'D', 'A')", name=op.f("ck_confirmed_heads_stream_known")
        ),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_confirmed_heads_seq_from_one")),
        sa.PrimaryKeyConstraint("epoch", "stream", name=op.f("pk_confirmed_heads")),
    )
    op.create_table(
        "epochs",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("bus_code", sa.String(), nullable=False),
        sa.Column("started_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("parents", sa.JSON(), nullable=False),
        sa.CheckConstraint("length(id) = 8", name=op.f("ck_epochs_id_size")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_epochs")),
        sa.UniqueConstraint("id", name=op.f("uq_epochs_id")),
    )
    op.create_table(
        "exported_sections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("epoch", sa.String(length=8), nullable=False),
        sa.Column("stream", sa.String(length=1), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("exported_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "stream IN ('R', 'D', 'A')", name=op.f("ck_exported_sections_stream_known")
        ),
        sa.CheckConstraint(
            "way IN ('stick', 'network')", name=op.f("ck_exported_sections_way_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exported_sections")),
    )
    with op.batch_alter_table("exported_sections", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exported_sections_export_id"), ["export_id"], unique=False
        )

    op.create_table(
        "issuing_profiles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issuer_did", sa.String(length=200), nullable=False),
        sa.Column("parent_unit", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=False),
        sa.Column("signer_authority", sa.String(length=200), nullable=False),
        sa.Column("signer_title", sa.String(length=200), nullable=False),
        sa.Column("signer_name", sa.String(length=120), nullable=False),
        sa.Column("issued_place", sa.String(length=120), nullable=False),
        sa.Column("province_name", sa.String(length=120), nullable=False),
        sa.Column("communes", sa.JSON(), nullable=False),
        sa.Column("set_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(length=50), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issuing_profiles")),
    )
    op.create_table(
        "journal",
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(hash) = 32", name=op.f("ck_journal_hash_size")),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_journal_seq_from_one")),
        sa.PrimaryKeyConstraint("epoch", "stream", "seq", name=op.f("pk_journal")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "learners",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("usual_name", sa.String(length=60), nullable=False),
        sa.Column("search_name", sa.String(length=200), nullable=False),
        sa.Column("search_usual_name", sa.String(length=100), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=False),
        sa.Column("birth_month", sa.Integer(), nullable=True),
        sa.Column("birth_day", sa.Integer(), nullable=True),
        sa.Column("sex", sa.String(length=10), nullable=True),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("village", sa.String(length=80), nullable=False),
        sa.Column("search_village", sa.String(length=120), nullable=False),
        sa.Column("evidence", sa.String(length=20), nullable=False),
        sa.Column("address_form", sa.String(length=8), nullable=False),
        sa.Column("picture", sa.String(length=20), nullable=False),
        sa.Column("card_code", sa.String(length=10), nullable=False),
        sa.Column("id_number_box", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_mac", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=50), nullable=False),
        sa.CheckConstraint(
            "address_form IN ('ong', 'ba', 'bac', 'co', 'chu', 'anh', 'chi', 'ban')",
            name=op.f("ck_learners_address_form_known"),
        ),
        sa.CheckConstraint(
            "evidence IN ('card_seen', 'vneid_seen', 'self_declared', 'none')",
            name=op.f("ck_learners_evidence_known"),
        ),
        sa.CheckConstraint("sex IN ('male', 'female')", name=op.f("ck_learners_sex_known")),
        sa.CheckConstraint(
            "birth_month IS NOT NULL OR birth_day IS NULL",
            name=op.f("ck_learners_birth_day_needs_month"),
        ),
        sa.CheckConstraint(
            "birth_year BETWEEN 1900 AND 2100", name=op.f("ck_learners_birth_year_range")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learners")),
        sa.UniqueConstraint("card_code", name=op.f("uq_learners_card_code")),
        sa.UniqueConstraint("id_number_mac", name=op.f("uq_learners_id_number_mac")),
    )
    with op.batch_alter_table("learners", schema=None) as batch_op:
        batch_op.create_index(
            "ix_learners_same_person", ["search_name", "birth_year", "search_village"], unique=False
        )

    op.create_table(
        "registry_enrolments",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pack", sa.LargeBinary(), nullable=False),
        sa.Column("enrolled_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_registry_enrolments")),
    )
    op.create_table(
        "training_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.String(length=20), nullable=False),
        sa.Column("course_version", sa.String(length=20), nullable=False),
        sa.Column("package_hash", sa.String(length=64), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("village", sa.String(length=80), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("trainer_id", sa.Uuid(), nullable=False),
        sa.Column("trainer_name", sa.String(length=120), nullable=False),
        sa.Column("opened_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", common.sql.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_sessions")),
    )
    with op.batch_alter_table("training_sessions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_training_sessions_open",
            ["opened_at"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "web_sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.Column("idle_s", sa.Integer(), nullable=False),
        sa.Column("created_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_sessions")),
    )
    with op.batch_alter_table("web_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_sessions_owner"), ["owner"], unique=False)

    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("read_aloud", sa.Boolean(), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("means", sa.String(length=10), nullable=False),
        sa.Column("witness", sa.String(length=120), nullable=False),
        sa.Column("recorded_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=50), nullable=False),
        sa.CheckConstraint(
            "means IN ('digital', 'paper', 'voice')", name=op.f("ck_consents_means_known")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name=op.f("fk_consents_learner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consents_learner_id"), ["learner_id"], unique=False)

    op.create_table(
        "devices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("paired_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("paired_by", sa.Uuid(), nullable=False),
        sa.Column("last_seen_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("queue_length", sa.Integer(), nullable=False),
        sa.Column("set_aside", sa.Integer(), nullable=False),
        sa.Column("clock_ahead_s", sa.Integer(), nullable=False),
        sa.Column("revoked_at", common.sql.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('kiosk', 'browser')", name=op.f("ck_devices_kind_known")),
        sa.CheckConstraint("length(token_hash) = 32", name=op.f("ck_devices_token_hash_size")),
        sa.ForeignKeyConstraint(["paired_by"], ["accounts.id"], name=op.f("fk_devices_paired_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_devices_token_hash")),
    )
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("training_session_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("seat", sa.String(length=20), nullable=False),
        sa.Column("created_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name=op.f("fk_enrolments_learner_id")
        ),
        sa.ForeignKeyConstraint(
            ["training_session_id"],
            ["training_sessions.id"],
            name=op.f("fk_enrolments_training_session_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
        sa.UniqueConstraint(
            "training_session_id",
            "learner_id",
            name=op.f("uq_enrolments_training_session_id_learner_id"),
        ),
    )
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolments_learner_id"), ["learner_id"], unique=False)

    op.create_table(
        "pairing_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=True),
        sa.Column("opened_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("expires_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("closed_at", common.sql.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closing", sa.String(length=10), nullable=True),
        sa.CheckConstraint(
            "closing IN ('used', 'expired', 'failures', 'replaced')",
            name=op.f("ck_pairing_codes_closing_known"),
        ),
        sa.CheckConstraint(
            "(code IS NULL) = (closed_at IS NOT NULL)",
            name=op.f("ck_pairing_codes_closed_forgets_code"),
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["accounts.id"], name=op.f("fk_pairing_codes_opened_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_codes")),
    )
    with op.batch_alter_table("pairing_codes", schema=None) as batch_op:
        batch_op.create_index("uq_pairing_codes_open", ["is_open"], unique=True)

    op.create_table(
        "approvals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("approved_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_approvals_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_approvals_enrolment_id"), ["enrolment_id"], unique=False
        )

    op.create_table(
        "attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("earlier_devices", sa.JSON(), nullable=False),
        sa.Column("course_id", sa.String(length=20), nullable=False),
        sa.Column("course_version", sa.String(length=20), nullable=False),
        sa.Column("quiz_id", sa.String(length=40), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("opened_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", common.sql.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_attempts_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index("ix_attempts_enrolment", ["enrolment_id"], unique=False)
        batch_op.create_index(
            "uq_attempts_one_open",
            ["enrolment_id"],
            unique=True,
            sqlite_where=sa.text("submitted_at IS NULL"),
        )

    op.create_table(
        "attendance_marks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("marked_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("marked_by", sa.String(length=50), nullable=False),
        sa.CheckConstraint(
            "minutes BETWEEN -600 AND 600", name=op.f("ck_attendance_marks_minutes_range")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_attendance_marks_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_marks")),
    )
    with op.batch_alter_table("attendance_marks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendance_marks_enrolment_id"), ["enrolment_id"], unique=False
        )

    op.create_table(
        "certificate_records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("certificate_no", sa.String(length=30), nullable=False),
        sa.Column("lookup_code", sa.String(length=10), nullable=False),
        sa.Column("programme", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("issued_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("officer_key_id", sa.String(length=300), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("credential_sha256", sa.String(length=64), nullable=False),
        sa.Column("qr_text", sa.String(), nullable=False),
        sa.CheckConstraint(
            "status IN ('issued', 'revoked')", name=op.f("ck_certificate_records_status_known")
        ),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_certificate_records_sequence_from_one")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_certificate_records_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name=op.f("fk_certificate_records_learner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_records")),
        sa.UniqueConstraint("certificate_no", name=op.f("uq_certificate_records_certificate_no")),
        sa.UniqueConstraint(
            "credential_sha256", name=op.f("uq_certificate_records_credential_sha256")
        ),
        sa.UniqueConstraint("lookup_code", name=op.f("uq_certificate_records_lookup_code")),
        sa.UniqueConstraint(
            "programme",
            "year",
            "sequence",
            name=op.f("uq_certificate_records_programme_year_sequence"),
        ),
    )
    with op.batch_alter_table("certificate_records", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificate_records_enrolment_id"), ["enrolment_id"], unique=False
        )
        batch_op.create_index(
            "uq_certificate_records_one_each",
            ["learner_id", "course_id"],
            unique=True,
            sqlite_where=sa.text("status = 'issued'"),
        )

    op.create_table(
        "completions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.String(length=20), nullable=False),
        sa.Column("course_version", sa.String(length=20), nullable=False),
        sa.Column("quiz_score", sa.Double(), nullable=False),
        sa.Column("quiz_items", sa.Integer(), nullable=False),
        sa.Column("tasks_done", sa.Integer(), nullable=False),
        sa.Column("tasks_required", sa.Integer(), nullable=False),
        sa.Column("attended_minutes", sa.Integer(), nullable=False),
        sa.Column("completed_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "quiz_score BETWEEN 0 AND quiz_items", name=op.f("ck_completions_score_range")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_completions_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name=op.f("fk_completions_learner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completions")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_completions_enrolment_id")),
    )
    with op.batch_alter_table("completions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_completions_learner_id"), ["learner_id"], unique=False)

    op.create_table(
        "lesson_progress",
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.String(length=40), nullable=False),
        sa.Column("furthest_page", sa.Integer(), nullable=False),
        sa.Column("completed_at", common.sql.UtcDateTime(timezone=True), nullable=True),
        sa.Column("updated_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("furthest_page >= 1", name=op.f("ck_lesson_progress_page_range")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_lesson_progress_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "lesson_id", name=op.f("pk_lesson_progress")),
    )
    op.create_table(
        "picture_tries",
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("wait_until", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_picture_tries_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_picture_tries")),
    )
    op.create_table(
        "presences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ended_at >= started_at", name=op.f("ck_presences_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_presences_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presences")),
    )
    with op.batch_alter_table("presences", schema=None) as batch_op:
        batch_op.create_index("ix_presences_enrolment", ["enrolment_id", "ended_at"], unique=False)

    op.create_table(
        "simulator_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.String(length=20), nullable=False),
        sa.Column("simulator_id", sa.String(length=40), nullable=False),
        sa.Column("opened_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_simulator_attempts_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulator_attempts")),
    )
    with op.batch_alter_table("simulator_attempts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_simulator_attempts_enrolment_id"), ["enrolment_id"], unique=False
        )

    op.create_table(
        "attempt_results",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("correct", sa.Double(), nullable=False),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("scaled", sa.Double(), nullable=False),
        sa.Column("is_passed", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("item_count >= 1", name=op.f("ck_attempt_results_has_items")),
        sa.CheckConstraint("scaled BETWEEN 0 AND 1", name=op.f("ck_attempt_results_scaled_range")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_attempt_results_attempt_id")
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_attempt_results")),
    )
    op.create_table(
        "responses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.Column("answered_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("received_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 1", name=op.f("ck_responses_score_range")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_responses_attempt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
        sa.UniqueConstraint(
            "attempt_id",
            "item_id",
            "revision",
            name=op.f("uq_responses_attempt_id_item_id_revision"),
        ),
    )
    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.create_index(
            "uq_responses_counted",
            ["attempt_id", "item_id"],
            unique=True,
            sqlite_where=sa.text("is_counted"),
        )

    op.create_table(
        "revocations",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("decision_no", sa.String(length=60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("revoked_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('fraud', 'not_qualified', 'no_authority', 'altered', 'lent', 'issuer_error')",
            name=op.f("ck_revocations_reason_known"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate_records.id"],
            name=op.f("fk_revocations_certificate_id"),
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_revocations")),
    )
    op.create_table(
        "simulator_tries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("simulator_attempt_id", sa.Uuid(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("events", sa.LargeBinary(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("hints_used", sa.Integer(), nullable=False),
        sa.Column("wrong_moves", sa.Integer(), nullable=False),
        sa.Column("stopped_trap", sa.Boolean(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("finished_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.Column("received_at", common.sql.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "hints_used >= 0 AND wrong_moves >= 0 AND seconds >= 0",
            name=op.f("ck_simulator_tries_counts"),
        ),
        sa.ForeignKeyConstraint(
            ["simulator_attempt_id"],
            ["simulator_attempts.id"],
            name=op.f("fk_simulator_tries_simulator_attempt_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulator_tries")),
    )
    with op.batch_alter_table("simulator_tries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_simulator_tries_simulator_attempt_id"),
            ["simulator_attempt_id"],
            unique=False,
        )

    op.execute(
        "CREATE TRIGGER epochs_forbids_delete BEFORE DELETE ON epochs BEGIN SELECT RAISE(ABORT, 'epochs is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER epochs_forbids_update BEFORE UPDATE ON epochs BEGIN SELECT RAISE(ABORT, 'epochs is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER journal_forbids_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER journal_forbids_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END"
    )


def downgrade() -> None:
    with op.batch_alter_table("simulator_tries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_simulator_tries_simulator_attempt_id"))

    op.drop_table("simulator_tries")
    op.drop_table("revocations")
    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.drop_index("uq_responses_counted", sqlite_where=sa.text("is_counted"))

    op.drop_table("responses")
    op.drop_table("attempt_results")
    with op.batch_alter_table("simulator_attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_simulator_attempts_enrolment_id"))

    op.drop_table("simulator_attempts")
    with op.batch_alter_table("presences", schema=None) as batch_op:
        batch_op.drop_index("ix_presences_enrolment")

    op.drop_table("presences")
    op.drop_table("picture_tries")
    op.drop_table("lesson_progress")
    with op.batch_alter_table("completions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_completions_learner_id"))

    op.drop_table("completions")
    with op.batch_alter_table("certificate_records", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_certificate_records_one_each", sqlite_where=sa.text("status = 'issued'")
        )
        batch_op.drop_index(batch_op.f("ix_certificate_records_enrolment_id"))

    op.drop_table("certificate_records")
    with op.batch_alter_table("attendance_marks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_marks_enrolment_id"))

    op.drop_table("attendance_marks")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index("uq_attempts_one_open", sqlite_where=sa.text("submitted_at IS NULL"))
        batch_op.drop_index("ix_attempts_enrolment")

    op.drop_table("attempts")
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approvals_enrolment_id"))

    op.drop_table("approvals")
    with op.batch_alter_table("pairing_codes", schema=None) as batch_op:
        batch_op.drop_index("uq_pairing_codes_open")

    op.drop_table("pairing_codes")
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrolments_learner_id"))

    op.drop_table("enrolments")
    op.drop_table("devices")
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consents_learner_id"))

    op.drop_table("consents")
    with op.batch_alter_table("web_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_web_sessions_owner"))

    op.drop_table("web_sessions")
    with op.batch_alter_table("training_sessions", schema=None) as batch_op:
        batch_op.drop_index("ix_training_sessions_open", sqlite_where=sa.text("closed_at IS NULL"))

    op.drop_table("training_sessions")
    op.drop_table("registry_enrolments")
    with op.batch_alter_table("learners", schema=None) as batch_op:
        batch_op.drop_index("ix_learners_same_person")

    op.drop_table("learners")
    op.drop_table("journal")
    op.drop_table("issuing_profiles")
    with op.batch_alter_table("exported_sections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exported_sections_export_id"))

    op.drop_table("exported_sections")
    op.drop_table("epochs")
    op.drop_table("confirmed_heads")
    with op.batch_alter_table("applied_receipts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_applied_receipts_made_at"))

    op.drop_table("applied_receipts")
    op.drop_table("accounts")
