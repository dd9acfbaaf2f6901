"""boards of orders: what the pages of staff filter and sort by

Revision: 0007, after 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

RARE = (
    ('ix_orders_urgent', 'orders', 'due_at', "urgency <> 'normal'"),
    ('ix_orders_supervised', 'orders', 'id', 'supervised > 0'),
    ('ix_orders_returned', 'orders', 'id', 'returns > 0'),
    ('ix_orders_doubtful', 'orders', 'id', 'doubtful'),
    ('ix_alert_open', 'alert', 'id', 'ended_at IS NULL'),
)


def upgrade() -> None:
    op.create_index('ix_orders_status_due', 'orders', ['status', 'due_at'])
    op.create_index('ix_orders_place', 'orders', ['street', 'community', 'received_at'])
    for name, table, column, where in RARE:
        op.create_index(name, table, [column], postgresql_where=sa.text(where), sqlite_where=sa.text(where))


def downgrade() -> None:
    for name, table, _column, _where in RARE:
        op.drop_index(name, table)
    op.drop_index('ix_orders_place', 'orders')
    op.drop_index('ix_orders_status_due', 'orders')
