"""the same person's orders by the plain telephone

Revision: 0010, after 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

PLAIN = "replace(replace(replace(replace(trim(contact_phone), ' ', ''), '-', ''), '－', ''), '+86', '')"


def upgrade() -> None:
    op.create_index('ix_orders_plain_phone', 'orders', [sa.text(PLAIN)])


def downgrade() -> None:
    op.drop_index('ix_orders_plain_phone', 'orders')
