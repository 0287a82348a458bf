"""Old check-ins are found by an index, and so are a student's."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add both indexes."""
    op.create_index("ix_check_ins_sent_at", "check_ins", ["sent_at"])
    op.create_index("ix_check_ins_student_id", "check_ins", ["student_id"])
