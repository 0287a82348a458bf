"""Acts say what became of them, and can be found by class and student."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_OUTCOMES = ("done", "refused", "asked")
_REFUSED = "refused"  # the action of what was refused, whatever it was


def upgrade() -> None:
    """Make the table anew: what was refused is the action now, and being so the outcome."""
    op.rename_table("audit", "audit_before")
    outcome = sa.Enum(
        *_OUTCOMES, name="outcome", native_enum=False, create_constraint=True, length=16
    )
    op.create_table(
        "audit",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("outcome", outcome, nullable=False),
        sa.Column("class_code", sa.Text(), nullable=True),
        sa.Column("roll_no", sa.Text(), nullable=True),
        sa.Column("other_roll_no", sa.Text(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.execute(_moving())
    op.drop_table("audit_before")
    for column in ("at", "account_id", "class_code", "roll_no", "other_roll_no"):
        op.create_index(f"ix_audit_{column}", "audit", [column], unique=False)


def _moving() -> sa.Insert:
    """Every row, with what its details said of class and student."""
    names = ("id", "at", "account_id", "action", "details")
    before = sa.table("audit_before", *(sa.column(name) for name in names[:-1]), _details())
    details, was_refused = before.c.details, before.c.action == _REFUSED
    tried = sa.func.coalesce(_of(details, "command"), _of(details, "button"), before.c.action)
    found = {
        "action": sa.case((was_refused, sa.func.substr(tried, 1, 64)), else_=before.c.action),
        "outcome": sa.case((was_refused, _REFUSED), else_="done"),
        "class_code": _of(details, "class"),
        "roll_no": _of(details, "roll"),
        "other_roll_no": _of(details, "other"),
    }
    kept = {name: before.c[name] for name in names if name != "action"}
    after = sa.table("audit", *(sa.column(name) for name in (*kept, *found)))
    return after.insert().from_select([*kept, *found], sa.select(*kept.values(), *found.values()))


def _details() -> sa.ColumnClause[object]:
    return sa.column("details", sa.JSON())


def _of(details: sa.ColumnElement[object], key: str) -> sa.ColumnElement[str]:
    value: sa.ColumnElement[str] = details[key].as_string()
    return value
