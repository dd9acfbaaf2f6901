"""life of an order

Revision: 0004, after 0003
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None
LOGS = ('order_event', 'case_event')
CHINA = ZoneInfo('Asia/Shanghai')
EVENTS = sa.text('SELECT id, at, actor FROM order_event WHERE order_id = :id ORDER BY id')


def upgrade() -> None:
    _create_cluster()
    _create_dispatch_rule()
    _create_alert()
    _create_appendix()
    _create_conflict()
    _create_consultation()
    _create_external_ref()
    _create_notice()
    _create_order_trace()
    _create_rating()
    _create_side_case()
    _create_case_event()
    _widen_order_event()
    _widen_orders()
    if op.get_bind().dialect.name == 'postgresql':
        op.alter_column('order_event', 'id', type_=sa.BigInteger())
    _begin_logs()
    for table in LOGS:
        _seal(table)


def _create_cluster() -> None:
    op.create_table('cluster',
    sa.Column('id', sa.Integer(), nullable=False, comment='内部编号'),
    sa.Column('key', sa.String(length=120), nullable=False, comment='地点和对象'),
    sa.Column('title', sa.String(), nullable=False, comment='什么事'),
    sa.Column('street', sa.String(length=40), nullable=False, comment='街道'),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False, comment='开始时间'),
    sa.Column('voices', sa.Integer(), nullable=False, comment='独立诉求人数'),
    sa.Column('proposal', sa.String(), nullable=False, comment='主动治理建议'),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True, comment='告知责任人的时间'),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True, comment='结束时间'),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('cluster', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cluster_key'), ['key'], unique=False)


def _create_dispatch_rule() -> None:
    op.create_table('dispatch_rule',
    sa.Column('id', sa.Integer(), nullable=False, comment='内部编号'),
    sa.Column('card_id', sa.String(length=60), nullable=False, comment='卡片'),
    sa.Column('item', sa.String(length=60), nullable=False, comment='派单目录事项'),
    sa.Column('street', sa.String(length=40), nullable=False, comment='只在这个街道'),
    sa.Column('level', sa.String(length=20), nullable=False, comment='承办层级'),
    sa.Column('lead', sa.String(length=60), nullable=False, comment='主办（承办类别）'),
    sa.Column('co', sa.JSON(), nullable=False, comment='协办（承办类别）'),
    sa.Column('basis', sa.String(), nullable=False, comment='依据'),
    sa.Column('valid_from', sa.Date(), nullable=False, comment='从哪天起'),
    sa.Column('valid_to', sa.Date(), nullable=True, comment='到哪天止'),
    sa.Column('made_by', sa.String(), nullable=False, comment='谁定的'),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('dispatch_rule', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_dispatch_rule_card_id'), ['card_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_dispatch_rule_item'), ['item'], unique=False)


def _create_alert() -> None:
    op.create_table('alert',
    sa.Column('id', sa.Integer(), nullable=False, comment='内部编号'),
    sa.Column('once', sa.String(length=120), nullable=False, comment='防重复的键'),
    sa.Column('kind', sa.String(length=30), nullable=False, comment='种类'),
    sa.Column('order_id', sa.Integer(), nullable=True, comment='工单'),
    sa.Column('unit', sa.String(length=60), nullable=False, comment='给哪个单位'),
    sa.Column('text', sa.String(), nullable=False, comment='内容'),
    sa.Column('data', sa.JSON(), nullable=False, comment='材料'),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False, comment='时间'),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True, comment='告诉值班人员的时间'),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True, comment='处理完的时间'),
    sa.Column('ended_by', sa.String(), nullable=False, comment='谁处理的'),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('once', name='uq_alert_once')
    )
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_alert_kind'), ['kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_alert_order_id'), ['order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_alert_told_at'), ['told_at'], unique=False)


def _create_appendix() -> None:
    op.create_table('appendix',
    sa.Column('id', sa.Integer(), nullable=False, comment='内部编号'),
    sa.Column('order_id', sa.Integer(), nullable=False, comment='工单'),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False, comment='时间'),
    sa.Column('channel', sa.String(length=30), nullable=False, comment='渠道'),
    sa.Column('account', sa.String(), nullable=False, comment='渠道账号'),
    sa.Column('words', sa.String(), nullable=False, comment='新情况'),
    sa.Column('attachments', sa.JSON(), nullable=False, comment='附件'),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('appendix', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_appendix_order_id'), ['order_id'], unique=False)


def _create_conflict() -> None:
    op.create_table('conflict',
    sa.Column('id', sa.Integer(), nullable=False, comment='内部编号'),
    sa.Column('one_id', sa.Integer(), nullable=False, comment='工单一'),
    sa.Column('other_id', sa.Integer(), nullable=False, comment='工单二'),
    sa.Column('what', sa.String(), nullable=False, comment='争什么'),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False, comment='发现时间'),
    sa.Column('status', sa.String(length=20), nullable=False, comment='状态'),
    sa.Column('outcome', sa.String(), nullable=False, comment='商议结果'),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True, comment='结束时间'),
    sa.Column('ended_by', sa.String(), nullable=False, comment='谁结束的'),
    sa.ForeignKeyConstraint(['one_id'], ['orders.id'], ),
    sa.ForeignKeyConstraint(['other_id'], ['orders.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('one_id', 'other_id', name='uq_conflict_pair')
    )
    with op.batch_alter_table('conflict', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_conflict_one_id'), ['one_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_conflict_other_id'), ['other_id'], unique=False)


def _create_consultation() -> None:
    op.create_table('consultation',
    sa.Column('id', sa.Integer(), nullable=False, comment='内部编号'),
    sa.Column('order_id', sa.Integer(), nullable=False, comment='工单'),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False, comment='开始时间'),
    sa.Column('reason', sa.String(), nullable=False, comment='为什么会商'),
    sa.Column('candidates', sa.JSON(), nullable=False, comment='候选牵头单位'),
    sa.Column('participants', sa.JSON(), nullable=False, comment='参加单位'),
    sa.Column('minutes', sa.String(), nullable=False, comment='纪要'),
    sa.Column('lead', sa.String(length=60), nullable=False, comment='结论：主办单位'),
    sa.Column('decided_by', sa.String(), nullable=False, comment='主持人'),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True, comment='定责时间'),
    sa.Column('rule_id', sa.Integer(), nullable=True, comment='形成的规则'),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('consultation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consultation_decided_at'), ['decided_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_consultation_order_id'), ['order_id'], unique=False)


def _create_external_ref() -> None:
    op.create_table('external_ref',
    sa.Column('id', sa.Integer(), nullable=False, comment='内部编号'),
    sa.Column('order_id', sa.Integer(), nullable=False, comment='工单'),
    sa.Column('system', sa.String(length=40), nullable=False, comment='平台'),
    sa.Column('ref', sa.String(length=80), nullable=False, comment='那边的编号'),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False, comment='登记时间'),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('system', 'ref', name='uq_external_ref')
    )
    with op.batch_alter_table('external_ref', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_external_ref_order_id'), ['order_id'], unique=False)


def _create_notice() -> None:
    op.create_table('notice',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='内部编号'),
    sa.Column('order_id', sa.Integer(), nullable=True, comment='工单'),
    sa.Column('channel', sa.String(length=30), nullable=False, comment='渠道'),
    sa.Column('account', sa.String(), nullable=False, comment='渠道账号'),
    sa.Column('key', sa.String(length=40), nullable=False, comment='说什么'),
    sa.Column('values', sa.JSON(), nullable=False, comment='填什么'),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False, comment='时间'),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True, comment='何时说（空为已说）'),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True, comment='说出的时间'),
    sa.Column('problem', sa.String(), nullable=False, comment='为什么没说成'),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_due_at'), ['due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_notice_order_id'), ['order_id'], unique=False)


def _create_order_trace() -> None:
    op.create_table('order_trace',
    sa.Column('order_id', sa.Integer(), nullable=False, comment='工单'),
    sa.Column('token', sa.String(length=40), nullable=False, comment='地点和对象的词'),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False, comment='受理时间'),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], ),
    sa.PrimaryKeyConstraint('order_id', 'token')
    )
    op.create_index('ix_order_trace_token', 'order_trace', ['token', 'received_at'])


def _create_rating() -> None:
    op.create_table('rating',
    sa.Column('id', sa.Integer(), nullable=False, comment='内部编号'),
    sa.Column('order_id', sa.Integer(), nullable=False, comment='工单'),
    sa.Column('round', sa.Integer(), nullable=False, comment='第几次办结'),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False, comment='时间'),
    sa.Column('channel', sa.String(length=30), nullable=False, comment='渠道'),
    sa.Column('account', sa.String(), nullable=False, comment='渠道账号'),
    sa.Column('contacted', sa.Boolean(), nullable=True, comment='联系了吗'),
    sa.Column('solved', sa.String(length=10), nullable=False, comment='解决了吗'),
    sa.Column('satisfied', sa.Integer(), nullable=True, comment='满意（1–5）'),
    sa.Column('reason', sa.String(), nullable=False, comment='为什么'),
    sa.Column('doubts', sa.JSON(), nullable=False, comment='可疑之处'),
    sa.Column('review', sa.String(length=20), nullable=False, comment='核实'),
    sa.Column('reviewed_by', sa.String(), nullable=False, comment='核实人'),
    sa.Column('review_basis', sa.String(), nullable=False, comment='核实依据'),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('rating', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rating_account'), ['account'], unique=False)
        batch_op.create_index(batch_op.f('ix_rating_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_rating_order_id'), ['order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rating_review'), ['review'], unique=False)


def _create_side_case() -> None:
    op.create_table('side_case',
    sa.Column('id', sa.Integer(), nullable=False, comment='内部编号'),
    sa.Column('receipt', sa.String(length=20), nullable=False, comment='回执号'),
    sa.Column('kind', sa.String(length=20), nullable=False, comment='种类'),
    sa.Column('key', sa.String(length=120), nullable=False, comment='防重复提交的键'),
    sa.Column('order_id', sa.Integer(), nullable=True, comment='工单'),
    sa.Column('state', sa.String(length=20), nullable=False, comment='状态'),
    sa.Column('title', sa.String(), nullable=False, comment='什么事'),
    sa.Column('unit', sa.String(length=60), nullable=False, comment='交给谁'),
    sa.Column('channel', sa.String(length=30), nullable=False, comment='渠道'),
    sa.Column('account', sa.String(), nullable=False, comment='渠道账号'),
    sa.Column('data', sa.JSON(), nullable=False, comment='材料'),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False, comment='时间'),
    sa.Column('opened_by', sa.String(), nullable=False, comment='谁提出的'),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True, comment='到何时失效'),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True, comment='结束时间'),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key'),
    sa.UniqueConstraint('receipt')
    )
    with op.batch_alter_table('side_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_side_case_account'), ['account'], unique=False)
        batch_op.create_index(batch_op.f('ix_side_case_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_side_case_kind'), ['kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_side_case_opened_at'), ['opened_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_side_case_order_id'), ['order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_side_case_state'), ['state'], unique=False)


def _create_case_event() -> None:
    op.create_table('case_event',
    sa.Column('id', sa.Integer(), nullable=False, comment='内部编号'),
    sa.Column('case_id', sa.Integer(), nullable=False, comment='事项'),
    sa.Column('sequence', sa.Integer(), nullable=False, comment='第几步'),
    sa.Column('move', sa.String(length=20), nullable=False, comment='做了什么'),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False, comment='时间'),
    sa.Column('state', sa.String(length=20), nullable=False, comment='到达的状态'),
    sa.Column('actor', sa.String(), nullable=False, comment='经办人'),
    sa.Column('role', sa.String(length=20), nullable=False, comment='以什么身份'),
    sa.Column('data', sa.JSON(), nullable=False, comment='依据和内容'),
    sa.Column('digest', sa.String(length=64), nullable=False, comment='摘要'),
    sa.ForeignKeyConstraint(['case_id'], ['side_case.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('case_id', 'sequence', name='uq_case_event_sequence')
    )
    with op.batch_alter_table('case_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_event_case_id'), ['case_id'], unique=False)


def _widen_order_event() -> None:
    with op.batch_alter_table('order_event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sequence', sa.Integer(), nullable=False, server_default='1', comment='第几步'))
        batch_op.add_column(sa.Column('move', sa.String(length=20), nullable=False, server_default='file', comment='做了什么'))
        batch_op.add_column(sa.Column('role', sa.String(length=20), nullable=False, server_default='system', comment='以什么身份'))
        batch_op.add_column(sa.Column('unit', sa.String(length=60), nullable=False, server_default='', comment='经办单位'))
        batch_op.add_column(sa.Column('data', sa.JSON(), nullable=False, server_default='{}', comment='依据和内容'))
        batch_op.add_column(sa.Column('digest', sa.String(length=64), nullable=False, server_default='', comment='这一步和之前各步的摘要'))
        batch_op.create_index(batch_op.f('ix_order_event_at'), ['at'], unique=False)
        batch_op.create_unique_constraint('uq_order_event_sequence', ['order_id', 'sequence'])


def _widen_orders() -> None:
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.add_column(sa.Column('lead_code', sa.String(length=60), nullable=False, server_default='', comment='主办单位代码'))
        batch_op.add_column(sa.Column('co_units', sa.JSON(), nullable=False, server_default='[]', comment='协办单位'))
        batch_op.add_column(sa.Column('catalogue_item', sa.String(length=60), nullable=False, server_default='', comment='派单目录事项'))
        batch_op.add_column(sa.Column('bundle', sa.String(length=60), nullable=False, server_default='', comment='一件事'))
        batch_op.add_column(sa.Column('dispatch_basis', sa.String(), nullable=False, server_default='', comment='派单依据'))
        batch_op.add_column(sa.Column('direct', sa.Boolean(), nullable=False, server_default=sa.false(), comment='工单直派'))
        batch_op.add_column(sa.Column('transferred', sa.Boolean(), nullable=False, server_default=sa.false(), comment='超权限自动转办'))
        batch_op.add_column(sa.Column('hard', sa.Boolean(), nullable=False, server_default=sa.false(), comment='是否疑难'))
        batch_op.add_column(sa.Column('dispatched_at', sa.DateTime(timezone=True), nullable=True, comment='派单时间'))
        batch_op.add_column(sa.Column('dispatched_by', sa.String(), nullable=False, server_default='', comment='派单人'))
        batch_op.add_column(sa.Column('dispatches', sa.Integer(), nullable=False, server_default='0', comment='派单次数'))
        batch_op.add_column(sa.Column('accept_by', sa.DateTime(timezone=True), nullable=True, comment='签收时限'))
        batch_op.add_column(sa.Column('return_by', sa.DateTime(timezone=True), nullable=True, comment='退单时限'))
        batch_op.add_column(sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True, comment='签收时间'))
        batch_op.add_column(sa.Column('first_contact_at', sa.DateTime(timezone=True), nullable=True, comment='首次联系诉求人时间'))
        batch_op.add_column(sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True, comment='停计时间（等居民补充）'))
        batch_op.add_column(sa.Column('paused_for', sa.String(), nullable=False, server_default='', comment='等居民补充什么'))
        batch_op.add_column(sa.Column('paused_minutes', sa.Integer(), nullable=False, server_default='0', comment='累计停计（工作分钟）'))
        batch_op.add_column(sa.Column('extension_asked', sa.Integer(), nullable=False, server_default='0', comment='申请延期（工作日）'))
        batch_op.add_column(sa.Column('extension_by', sa.String(), nullable=False, server_default='', comment='延期申请人'))
        batch_op.add_column(sa.Column('extension_days', sa.Integer(), nullable=False, server_default='0', comment='已延期（工作日）'))
        batch_op.add_column(sa.Column('returns', sa.Integer(), nullable=False, server_default='0', comment='退单次数'))
        batch_op.add_column(sa.Column('returned_by', sa.String(), nullable=False, server_default='', comment='退单人'))
        batch_op.add_column(sa.Column('return_refused', sa.Boolean(), nullable=False, server_default=sa.false(), comment='退单被驳回'))
        batch_op.add_column(sa.Column('designated', sa.Boolean(), nullable=False, server_default=sa.false(), comment='会商指定承办'))
        batch_op.add_column(sa.Column('redo_count', sa.Integer(), nullable=False, server_default='0', comment='重办次数'))
        batch_op.add_column(sa.Column('supervised', sa.Integer(), nullable=False, server_default='0', comment='督办次数'))
        batch_op.add_column(sa.Column('coordinations', sa.Integer(), nullable=False, server_default='0', comment='协调次数'))
        batch_op.add_column(sa.Column('closure_type', sa.String(length=20), nullable=False, server_default='', comment='办结类型'))
        batch_op.add_column(sa.Column('result', sa.String(), nullable=False, server_default='', comment='办理结果'))
        batch_op.add_column(sa.Column('policy_basis', sa.String(), nullable=False, server_default='', comment='政策依据'))
        batch_op.add_column(sa.Column('legal_channel', sa.String(), nullable=False, server_default='', comment='法定途径'))
        batch_op.add_column(sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True, comment='办结时间'))
        batch_op.add_column(sa.Column('resolved_by', sa.String(), nullable=False, server_default='', comment='办结经办人'))
        batch_op.add_column(sa.Column('revisit_on', sa.Date(), nullable=True, comment='复查日期'))
        batch_op.add_column(sa.Column('solved', sa.String(length=10), nullable=False, server_default='', comment='诉求人说解决了吗'))
        batch_op.add_column(sa.Column('followed_up_at', sa.DateTime(timezone=True), nullable=True, comment='回访时间'))
        batch_op.add_column(sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True, comment='归档时间'))
        batch_op.add_column(sa.Column('merged_into', sa.Integer(), nullable=True, comment='直接并入的工单'))
        batch_op.add_column(sa.Column('before_merge', sa.String(length=20), nullable=False, server_default='', comment='并单前的状态'))
        batch_op.add_column(sa.Column('voices', sa.Integer(), nullable=False, server_default='1', comment='诉求份数（含自己）'))
        batch_op.add_column(sa.Column('conflict_with', sa.String(length=20), nullable=False, server_default='', comment='与哪张工单诉求相反'))
        batch_op.add_column(sa.Column('doubtful', sa.Boolean(), nullable=False, server_default=sa.false(), comment='疑似虚假办结'))
        batch_op.add_column(sa.Column('exempted', sa.Boolean(), nullable=False, server_default=sa.false(), comment='剔除考核'))
        batch_op.add_column(sa.Column('sequence', sa.Integer(), nullable=False, server_default='1', comment='已走几步'))
        batch_op.add_column(sa.Column('log_head', sa.String(length=64), nullable=False, server_default='', comment='流转记录的摘要'))
        batch_op.add_column(sa.Column('topic', sa.String(length=40), nullable=False, server_default='', comment='事项类别'))
        batch_op.add_column(sa.Column('urgency', sa.String(length=20), nullable=False, server_default='normal', comment='紧急程度'))
        batch_op.add_column(sa.Column('street', sa.String(length=40), nullable=False, server_default='', comment='街道'))
        batch_op.add_column(sa.Column('community', sa.String(length=40), nullable=False, server_default='', comment='社区'))
        batch_op.add_column(sa.Column('main_id', sa.Integer(), nullable=True, comment='并入后的主单（最上面的一张）'))
        batch_op.add_column(sa.Column('event_key', sa.String(length=120), nullable=False, server_default='', comment='同一件热点事件的键（地点和对象）'))
        batch_op.add_column(sa.Column('cluster_id', sa.Integer(), nullable=True, comment='热点事件'))
        batch_op.add_column(sa.Column('root_conflict', sa.String(), nullable=False, server_default='', comment='核心矛盾'))
        batch_op.add_column(sa.Column('problem_kind', sa.String(length=40), nullable=False, server_default='', comment='问题类型（只给工作人员看）'))
        batch_op.create_index(batch_op.f('ix_orders_event_key'), ['event_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_orders_cluster_id'), ['cluster_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_orders_due_at'), ['due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_orders_lead_code'), ['lead_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_orders_main_id'), ['main_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_orders_merged_into'), ['merged_into'], unique=False)
        batch_op.create_index(batch_op.f('ix_orders_resolved_at'), ['resolved_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_orders_revisit_on'), ['revisit_on'], unique=False)


def _begin_logs() -> None:
    """Orders of before get the first step of their log: the digest as orders/ledger.py made it at this version."""
    bind = op.get_bind()
    cast = 'CAST(:d AS JSON)' if bind.dialect.name == 'postgresql' else ':d'
    orders = bind.execute(sa.text('SELECT id, number, due_at, lead_unit, level FROM orders')).all()
    for order in orders:
        events = bind.execute(EVENTS, {'id': order.id}).all()
        before = ''
        for sequence, event in enumerate(events, 1):
            at, due = _aware(event.at), _aware(order.due_at)
            data = {'due_at': due.isoformat(), 'lead_unit': order.lead_unit, 'level': order.level} if sequence == 1 else {}
            move = 'file' if sequence == 1 else 'append'
            told = [before, order.number, sequence, move, 'filed', at.timestamp(), event.actor, 'system', '', data]
            body = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(',', ':'))
            before = hashlib.sha256(body.encode()).hexdigest()
            bind.execute(
                sa.text(f'UPDATE order_event SET sequence=:s, move=:m, data={cast}, digest=:g, status=:f WHERE id=:i'),
                {'s': sequence, 'm': move, 'd': json.dumps(data, ensure_ascii=False), 'g': before, 'f': 'filed', 'i': event.id},
            )
        bind.execute(
            sa.text('UPDATE orders SET sequence=:s, log_head=:g WHERE id=:i'),
            {'s': len(events), 'g': before, 'i': order.id},
        )


def _aware(value: object) -> datetime:
    """SQLite gives text or a moment without zone, which is UTC."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(CHINA)


def _seal(table: str) -> None:
    """The database refuses to change or remove a step. A later migration that rebuilds the table must do this again."""
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(
            f"CREATE FUNCTION {table}_sealed() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        op.execute(
            f'CREATE TRIGGER {table}_sealed BEFORE UPDATE OR DELETE ON {table} '
            f'FOR EACH ROW EXECUTE FUNCTION {table}_sealed()'
        )
        return
    for what in ('UPDATE', 'DELETE'):
        op.execute(
            f"CREATE TRIGGER {table}_sealed_{what.lower()} BEFORE {what} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _unseal(table: str) -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(f'DROP TRIGGER {table}_sealed ON {table}')
        op.execute(f'DROP FUNCTION {table}_sealed()')
        return
    for what in ('update', 'delete'):
        op.execute(f'DROP TRIGGER {table}_sealed_{what}')


def downgrade() -> None:
    for table in LOGS:
        _unseal(table)
    op.drop_table('order_trace')
    if op.get_bind().dialect.name == 'postgresql':
        op.alter_column('order_event', 'id', type_=sa.Integer())
    _narrow_orders()
    _narrow_order_event()
    _drop()


def _narrow_orders() -> None:
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_orders_revisit_on'))
        batch_op.drop_index(batch_op.f('ix_orders_resolved_at'))
        batch_op.drop_index(batch_op.f('ix_orders_merged_into'))
        batch_op.drop_index(batch_op.f('ix_orders_main_id'))
        batch_op.drop_index(batch_op.f('ix_orders_lead_code'))
        batch_op.drop_index(batch_op.f('ix_orders_due_at'))
        batch_op.drop_index(batch_op.f('ix_orders_cluster_id'))
        batch_op.drop_index(batch_op.f('ix_orders_event_key'))
        batch_op.drop_column('problem_kind')
        batch_op.drop_column('root_conflict')
        batch_op.drop_column('cluster_id')
        batch_op.drop_column('event_key')
        batch_op.drop_column('main_id')
        batch_op.drop_column('community')
        batch_op.drop_column('street')
        batch_op.drop_column('urgency')
        batch_op.drop_column('topic')
        batch_op.drop_column('log_head')
        batch_op.drop_column('sequence')
        batch_op.drop_column('exempted')
        batch_op.drop_column('doubtful')
        batch_op.drop_column('conflict_with')
        batch_op.drop_column('voices')
        batch_op.drop_column('before_merge')
        batch_op.drop_column('merged_into')
        batch_op.drop_column('closed_at')
        batch_op.drop_column('followed_up_at')
        batch_op.drop_column('solved')
        batch_op.drop_column('revisit_on')
        batch_op.drop_column('resolved_by')
        batch_op.drop_column('resolved_at')
        batch_op.drop_column('legal_channel')
        batch_op.drop_column('policy_basis')
        batch_op.drop_column('result')
        batch_op.drop_column('closure_type')
        batch_op.drop_column('coordinations')
        batch_op.drop_column('supervised')
        batch_op.drop_column('redo_count')
        batch_op.drop_column('designated')
        batch_op.drop_column('return_refused')
        batch_op.drop_column('returned_by')
        batch_op.drop_column('returns')
        batch_op.drop_column('extension_days')
        batch_op.drop_column('extension_by')
        batch_op.drop_column('extension_asked')
        batch_op.drop_column('paused_minutes')
        batch_op.drop_column('paused_for')
        batch_op.drop_column('paused_at')
        batch_op.drop_column('first_contact_at')
        batch_op.drop_column('accepted_at')
        batch_op.drop_column('return_by')
        batch_op.drop_column('accept_by')
        batch_op.drop_column('dispatches')
        batch_op.drop_column('dispatched_by')
        batch_op.drop_column('dispatched_at')
        batch_op.drop_column('hard')
        batch_op.drop_column('transferred')
        batch_op.drop_column('direct')
        batch_op.drop_column('dispatch_basis')
        batch_op.drop_column('bundle')
        batch_op.drop_column('catalogue_item')
        batch_op.drop_column('co_units')
        batch_op.drop_column('lead_code')


def _narrow_order_event() -> None:
    with op.batch_alter_table('order_event', schema=None) as batch_op:
        batch_op.drop_constraint('uq_order_event_sequence', type_='unique')
        batch_op.drop_index(batch_op.f('ix_order_event_at'))
        batch_op.drop_column('digest')
        batch_op.drop_column('data')
        batch_op.drop_column('unit')
        batch_op.drop_column('role')
        batch_op.drop_column('move')
        batch_op.drop_column('sequence')


def _drop() -> None:
    with op.batch_alter_table('case_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_event_case_id'))

    op.drop_table('case_event')
    with op.batch_alter_table('side_case', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_side_case_state'))
        batch_op.drop_index(batch_op.f('ix_side_case_order_id'))
        batch_op.drop_index(batch_op.f('ix_side_case_opened_at'))
        batch_op.drop_index(batch_op.f('ix_side_case_kind'))
        batch_op.drop_index(batch_op.f('ix_side_case_expires_at'))
        batch_op.drop_index(batch_op.f('ix_side_case_account'))

    op.drop_table('side_case')
    with op.batch_alter_table('rating', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rating_review'))
        batch_op.drop_index(batch_op.f('ix_rating_order_id'))
        batch_op.drop_index(batch_op.f('ix_rating_at'))
        batch_op.drop_index(batch_op.f('ix_rating_account'))

    op.drop_table('rating')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notice_order_id'))
        batch_op.drop_index(batch_op.f('ix_notice_due_at'))

    op.drop_table('notice')
    with op.batch_alter_table('external_ref', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_external_ref_order_id'))

    op.drop_table('external_ref')
    with op.batch_alter_table('consultation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consultation_order_id'))
        batch_op.drop_index(batch_op.f('ix_consultation_decided_at'))

    op.drop_table('consultation')
    with op.batch_alter_table('conflict', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_conflict_other_id'))
        batch_op.drop_index(batch_op.f('ix_conflict_one_id'))

    op.drop_table('conflict')
    with op.batch_alter_table('appendix', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_appendix_order_id'))

    op.drop_table('appendix')
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_alert_told_at'))
        batch_op.drop_index(batch_op.f('ix_alert_order_id'))
        batch_op.drop_index(batch_op.f('ix_alert_kind'))

    op.drop_table('alert')
    with op.batch_alter_table('dispatch_rule', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_dispatch_rule_item'))
        batch_op.drop_index(batch_op.f('ix_dispatch_rule_card_id'))

    op.drop_table('dispatch_rule')
    with op.batch_alter_table('cluster', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cluster_key'))

    op.drop_table('cluster')
