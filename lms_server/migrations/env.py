"""How Alembic reaches the database: through the connection that ``upgrade.py`` hands over."""

from alembic import context

from lms_server.migrations.models import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
