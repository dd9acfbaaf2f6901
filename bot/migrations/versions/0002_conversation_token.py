"""conversation token: keys of orders and handoffs are never shared with an earlier conversation of the same visitor

Revision: 0002, after 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('conversation', sa.Column(
        'token', sa.String(length=32), nullable=False, server_default='', comment='防重复键的前缀，每段对话不同'
    ))
    op.create_index('ix_contact_record_account', 'contact_record', ['account'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_contact_record_account', table_name='contact_record')
    op.drop_column('conversation', 'token')
