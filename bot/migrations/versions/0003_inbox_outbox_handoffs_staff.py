"""inbox, outbox, handoffs, staff

Revision: 0003, after 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None
BIG = (('inbox', 'id'), ('outbox', 'id'), ('outbox', 'inbox_id'), ('contact_record', 'id'))


def upgrade() -> None:
    op.create_table('lease',
    sa.Column('name', sa.String(length=60), nullable=False, comment='做什么'),
    sa.Column('holder', sa.String(length=60), nullable=False, comment='哪个进程'),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False, comment='到何时为止'),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('pulse',
    sa.Column('channel', sa.String(length=30), nullable=False, comment='渠道'),
    sa.Column('update_at', sa.DateTime(timezone=True), nullable=True, comment='最近一次收到消息'),
    sa.Column('polled_at', sa.DateTime(timezone=True), nullable=True, comment='最近一次连通'),
    sa.Column('error', sa.String(), nullable=False, comment='最近一次故障'),
    sa.Column('error_at', sa.DateTime(timezone=True), nullable=True, comment='故障时间'),
    sa.PrimaryKeyConstraint('channel')
    )
    op.create_table('seen_update',
    sa.Column('place', sa.BigInteger(), autoincrement=False, nullable=False, comment='渠道给的次序'),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=False, comment='收到时间'),
    sa.PrimaryKeyConstraint('place')
    )
    with op.batch_alter_table('seen_update', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seen_update_arrived_at'), ['arrived_at'], unique=False)

    op.create_table('staff',
    sa.Column('id', sa.Integer(), nullable=False, comment='内部编号'),
    sa.Column('name', sa.String(length=40), nullable=False, comment='姓名'),
    sa.Column('role', sa.String(length=20), nullable=False, comment='角色'),
    sa.Column('account', sa.String(length=60), nullable=True, comment='工作人员机器人上的账号'),
    sa.Column('on_duty', sa.Boolean(), nullable=False, comment='是否值班'),
    sa.Column('active', sa.Boolean(), nullable=False, comment='是否在用'),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False, comment='建立时间'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('account')
    )
    op.create_table('staff_invite',
    sa.Column('id', sa.Integer(), nullable=False, comment='内部编号'),
    sa.Column('digest', sa.String(length=64), nullable=False, comment='邀请码的摘要'),
    sa.Column('name', sa.String(length=40), nullable=False, comment='姓名'),
    sa.Column('role', sa.String(length=20), nullable=False, comment='角色'),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False, comment='建立时间'),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False, comment='失效时间'),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True, comment='使用时间'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('digest')
    )
    op.create_table('handoff_event',
    sa.Column('id', sa.Integer(), nullable=False, comment='内部编号'),
    sa.Column('handoff_id', sa.Integer(), nullable=False, comment='转人工'),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False, comment='时间'),
    sa.Column('what', sa.String(length=20), nullable=False, comment='做了什么'),
    sa.Column('actor', sa.String(), nullable=False, comment='经办人'),
    sa.Column('note', sa.String(), nullable=False, comment='说明'),
    sa.ForeignKeyConstraint(['handoff_id'], ['handoff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('handoff_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handoff_event_handoff_id'), ['handoff_id'], unique=False)

    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('held_by', sa.Integer(), nullable=True, comment='由哪件转人工占用（有人在接待）'))
        batch_op.add_column(sa.Column('due_at', sa.DateTime(timezone=True), nullable=True, comment='待处理消息到期时间'))
        batch_op.add_column(sa.Column('first_place', sa.BigInteger(), nullable=True, comment='待处理消息中最靠前的次序'))
        batch_op.add_column(sa.Column('waiting_from', sa.DateTime(timezone=True), nullable=True, comment='最早一条待处理消息的时间'))
        batch_op.drop_index('ix_conversation_updated_at')  # an index on what every turn changes makes every turn dearer
        batch_op.create_index('ix_conversation_due', ['due_at'], unique=False, postgresql_where=sa.text('due_at IS NOT NULL'))

    with op.batch_alter_table('handoff', schema=None) as batch_op:
        batch_op.add_column(sa.Column('announced_at', sa.DateTime(timezone=True), nullable=True, comment='通知值班人员的时间'))
        batch_op.add_column(sa.Column('urgent', sa.Boolean(), nullable=False, server_default=sa.false(), comment='是否紧急'))
        batch_op.add_column(sa.Column('staff_id', sa.Integer(), nullable=True, comment='受理的工作人员'))
        batch_op.add_column(sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True, comment='受理时间'))
        batch_op.add_column(sa.Column('active_at', sa.DateTime(timezone=True), nullable=True, comment='工作人员最近一次动作'))
        batch_op.add_column(sa.Column('waiting_since', sa.DateTime(timezone=True), nullable=True, comment='居民从何时起等答复'))
        batch_op.add_column(sa.Column('escalated', sa.Integer(), nullable=False, server_default='0', comment='已升级几次'))
        batch_op.add_column(sa.Column('escalated_at', sa.DateTime(timezone=True), nullable=True, comment='最近一次升级时间'))
        batch_op.add_column(sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True, comment='结束时间'))
        batch_op.add_column(sa.Column('ended_as', sa.String(length=20), nullable=False, server_default='', comment='怎样结束的'))
        batch_op.add_column(sa.Column('order_number', sa.String(length=20), nullable=False, server_default='', comment='转成的工单'))
        batch_op.create_index(batch_op.f('ix_handoff_announced_at'), ['announced_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_handoff_staff_id'), ['staff_id'], unique=False)

    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('place', sa.BigInteger(), nullable=False, server_default='0', comment='渠道给的先后次序'))
        batch_op.add_column(sa.Column('body', sa.JSON(), nullable=False, server_default='{}', comment='还没处理时的原样内容'))
        batch_op.add_column(sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=True, comment='写下时间'))
        batch_op.add_column(sa.Column('done_at', sa.DateTime(timezone=True), nullable=True, comment='处理完的时间'))
        batch_op.create_index('ix_inbox_place', ['place'], unique=False, postgresql_where=sa.text('place > 0'))
        batch_op.create_index('ix_inbox_waiting', ['conversation_id'], unique=False, postgresql_where=sa.text('done_at IS NULL'))

    op.execute('UPDATE inbox SET done_at = received_at')
    if op.get_bind().dialect.name == 'postgresql':  # SQLite keeps no comments, and its numbers are large
        for table, name in BIG:
            op.alter_column(table, name, type_=sa.BigInteger(), existing_type=sa.Integer())
            if name == 'id':
                op.execute(f'ALTER SEQUENCE {table}_id_seq AS bigint')
        op.alter_column('outbox', 'reply', comment='答复（送出后号码隐去）', existing_comment='答复')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('author', sa.String(length=40), nullable=False, server_default='', comment='谁写的：空为机器人，否则为工作人员编号'))
        batch_op.add_column(sa.Column('try_at', sa.DateTime(timezone=True), nullable=True, comment='下次发送时间；空为不用再发'))
        batch_op.add_column(sa.Column('sending_until', sa.DateTime(timezone=True), nullable=True, comment='正在发送，到此时仍无结果即可重发'))
        batch_op.add_column(sa.Column('tries', sa.Integer(), nullable=False, server_default='0', comment='已试次数'))
        batch_op.add_column(sa.Column('parts', sa.Integer(), nullable=False, server_default='0', comment='长消息已送出的段数'))
        batch_op.add_column(sa.Column('refs', sa.JSON(), nullable=False, server_default='[]', comment='渠道给的消息编号'))
        batch_op.add_column(sa.Column('error', sa.String(), nullable=False, server_default='', comment='最近一次没送成的原因'))
        batch_op.add_column(sa.Column('dead_at', sa.DateTime(timezone=True), nullable=True, comment='放弃发送的时间（死信）'))
        batch_op.add_column(sa.Column('withheld_at', sa.DateTime(timezone=True), nullable=True, comment='因有人接待而不再发送的时间'))
        batch_op.create_index('ix_outbox_dead_at', ['dead_at'], unique=False, postgresql_where=sa.text('dead_at IS NOT NULL'))
        batch_op.create_index('ix_outbox_try_at', ['try_at'], unique=False, postgresql_where=sa.text('try_at IS NOT NULL'))
        batch_op.create_index('ix_outbox_waiting', ['conversation_id', 'seq'], unique=False, postgresql_where=sa.text('try_at IS NOT NULL'))



def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.alter_column('outbox', 'reply', comment='答复', existing_comment='答复（送出后号码隐去）')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_waiting', postgresql_where=sa.text('try_at IS NOT NULL'))
        batch_op.drop_index('ix_outbox_try_at', postgresql_where=sa.text('try_at IS NOT NULL'))
        batch_op.drop_index('ix_outbox_dead_at', postgresql_where=sa.text('dead_at IS NOT NULL'))
        batch_op.drop_column('withheld_at')
        batch_op.drop_column('dead_at')
        batch_op.drop_column('error')
        batch_op.drop_column('refs')
        batch_op.drop_column('parts')
        batch_op.drop_column('tries')
        batch_op.drop_column('sending_until')
        batch_op.drop_column('try_at')
        batch_op.drop_column('author')

    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.drop_index('ix_inbox_waiting', postgresql_where=sa.text('done_at IS NULL'))
        batch_op.drop_index('ix_inbox_place', postgresql_where=sa.text('place > 0'))
        batch_op.drop_column('done_at')
        batch_op.drop_column('arrived_at')
        batch_op.drop_column('body')
        batch_op.drop_column('place')

    with op.batch_alter_table('handoff', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_handoff_staff_id'))
        batch_op.drop_index(batch_op.f('ix_handoff_announced_at'))
        batch_op.drop_column('order_number')
        batch_op.drop_column('ended_as')
        batch_op.drop_column('ended_at')
        batch_op.drop_column('escalated_at')
        batch_op.drop_column('escalated')
        batch_op.drop_column('waiting_since')
        batch_op.drop_column('active_at')
        batch_op.drop_column('claimed_at')
        batch_op.drop_column('staff_id')
        batch_op.drop_column('urgent')
        batch_op.drop_column('announced_at')

    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.create_index('ix_conversation_updated_at', ['updated_at'], unique=False)
        batch_op.drop_index('ix_conversation_due', postgresql_where=sa.text('due_at IS NOT NULL'))
        batch_op.drop_column('waiting_from')
        batch_op.drop_column('first_place')
        batch_op.drop_column('due_at')
        batch_op.drop_column('held_by')

    with op.batch_alter_table('handoff_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_handoff_event_handoff_id'))

    op.drop_table('handoff_event')
    op.drop_table('staff_invite')
    op.drop_table('staff')
    op.drop_table('seen_update')
    op.drop_table('pulse')
    op.drop_table('lease')
