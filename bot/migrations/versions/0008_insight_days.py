"""insight days

Revision: 0008, after 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('insight_day',
    sa.Column('day', sa.Date(), nullable=False, comment='哪一天（北京时间）'),
    sa.Column('name', sa.String(length=20), nullable=False, comment='数的是什么'),
    sa.Column('key', sa.String(length=40), nullable=False, comment='其中哪一种'),
    sa.Column('times', sa.Integer(), nullable=False, comment='多少'),
    sa.PrimaryKeyConstraint('day', 'name', 'key')
    )
    with op.batch_alter_table('handoff', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handoff_created_at'), ['created_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('handoff', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_handoff_created_at'))

    op.drop_table('insight_day')
