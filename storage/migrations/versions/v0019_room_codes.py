"""Codes that are shown in the room: secrets, where they are shown, and what students gave."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """No code has been shown yet."""
    op.create_table(
        "room_secrets",
        sa.Column("session_id", _ROW_ID, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        _of_session("room_secrets"),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_room_secrets")),
    )
    op.create_table(
        "screens",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("session_id", _ROW_ID, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        _of_session("screens"),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_screens")),
    )
    op.create_index("ix_screens_session_id", "screens", ["session_id"], unique=False)
    op.create_table(
        "code_tries",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=False),
        sa.Column("session_id", _ROW_ID, nullable=False),
        sa.Column("shown_at", _MOMENT, nullable=True),
        _of_session("code_tries"),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_code_tries_student_id")
        ),
        sa.PrimaryKeyConstraint("bot_id", "update_id", "sent_at", name=op.f("pk_code_tries")),
    )
    for columns in (["student_id", "sent_at"], ["session_id"], ["sent_at"]):
        op.create_index(f"ix_code_tries_{'_'.join(columns)}", "code_tries", columns, unique=False)


def _of_session(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_session_id")
    return sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=name)
