"""learning items

Revision: 0009, after 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('learning_item',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='内部编号'),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False, comment='时间'),
    sa.Column('region', sa.String(length=40), nullable=False, comment='地区'),
    sa.Column('kind', sa.String(length=20), nullable=False, comment='为什么要学'),
    sa.Column('state', sa.String(length=20), nullable=False, comment='状态'),
    sa.Column('channel', sa.String(length=30), nullable=False, comment='渠道'),
    sa.Column('account', sa.String(), nullable=False, comment='渠道账号'),
    sa.Column('words', sa.String(), nullable=False, comment='居民的话（号码已隐去）'),
    sa.Column('card_id', sa.String(length=60), nullable=False, comment='当时答复的卡片'),
    sa.Column('destination', sa.String(length=30), nullable=False, comment='当时说的去向'),
    sa.Column('candidates', sa.JSON(), nullable=False, comment='当时的候选卡片'),
    sa.Column('right_card', sa.String(length=60), nullable=False, comment='后来知道该是哪张卡片'),
    sa.Column('right_unit', sa.String(length=60), nullable=False, comment='后来知道该归哪个单位'),
    sa.Column('source', sa.String(length=80), nullable=True, comment='从哪一行得来的，防重复'),
    sa.Column('revision_id', sa.Integer(), nullable=True, comment='写进了哪份草稿'),
    sa.Column('taught_card', sa.String(length=60), nullable=False, comment='写进了哪张卡片'),
    sa.Column('taught', sa.String(), nullable=False, comment='写进去的话'),
    sa.Column('done_by', sa.String(length=40), nullable=False, comment='谁处理的'),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True, comment='处理时间'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('source')
    )
    with op.batch_alter_table('learning_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_learning_item_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_learning_item_done_at'), ['done_at'], unique=False)
        batch_op.create_index('ix_learning_item_person', ['account', 'channel'], unique=False)
        batch_op.create_index('ix_learning_item_queue', ['state', 'kind', 'id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('learning_item', schema=None) as batch_op:
        batch_op.drop_index('ix_learning_item_queue')
        batch_op.drop_index('ix_learning_item_person')
        batch_op.drop_index(batch_op.f('ix_learning_item_done_at'))
        batch_op.drop_index(batch_op.f('ix_learning_item_at'))

    op.drop_table('learning_item')
