"""Seats of kiosks."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("devices", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("seat", sa.String(length=12), server_default="", nullable=False)
        )
        batch_op.create_index(
            "uq_devices_seat",
            ["seat"],
            unique=True,
            sqlite_where=sa.text("seat != '' AND revoked_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("devices", recreate="never") as batch_op:
        batch_op.drop_index("uq_devices_seat")
        batch_op.drop_column("seat")
