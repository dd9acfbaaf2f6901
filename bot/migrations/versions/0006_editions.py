"""editions of the knowledge base

Revision: 0006, after 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_card_revision()
    _create_card_switch()
    _create_gate_run()
    _create_index_chunk()
    _create_knowledge_pointer()
    _create_edition()
    _create_gate_change()
    op.execute('INSERT INTO knowledge_pointer (id, edition, switches) VALUES (1, 0, 0)')


def _create_card_revision() -> None:
    op.create_table('card_revision',
    sa.Column('id', sa.Integer(), nullable=False, comment='内部编号'),
    sa.Column('card_id', sa.String(length=60), nullable=False, comment='卡片'),
    sa.Column('number', sa.Integer(), nullable=False, comment='这张卡片的第几版；随程序来的是第 0 版'),
    sa.Column('content', sa.JSON(), nullable=False, comment='内容，字段同 YAML'),
    sa.Column('topic', sa.String(length=40), nullable=False, comment='主题'),
    sa.Column('questions', sa.JSON(), nullable=False, comment='测试问句'),
    sa.Column('retires', sa.Boolean(), nullable=False, comment='是否让卡片退下'),
    sa.Column('state', sa.String(length=20), nullable=False, comment='状态'),
    sa.Column('author', sa.String(length=60), nullable=False, comment='谁起草'),
    sa.Column('editors', sa.JSON(), nullable=False, comment='谁改过'),
    sa.Column('reviewer', sa.String(length=60), nullable=False, comment='谁审核'),
    sa.Column('note', sa.String(), nullable=False, comment='说明'),
    sa.Column('review_note', sa.String(), nullable=False, comment='审核意见'),
    sa.Column('base_number', sa.Integer(), nullable=False, comment='从第几版改起'),
    sa.Column('base_version', sa.String(length=12), nullable=False, comment='从哪份内容改起；空为新卡片'),
    sa.Column('base_content', sa.JSON(), nullable=False, comment='改动前的内容'),
    sa.Column('base_questions', sa.JSON(), nullable=False, comment='改动前的测试问句'),
    sa.Column('approved_digest', sa.String(length=64), nullable=False, comment='审核的是哪份内容'),
    sa.Column('saves', sa.Integer(), nullable=False, comment='存过几次'),
    sa.Column('saved_by', sa.String(length=60), nullable=False, comment='最近谁存'),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False, comment='最近存的时间'),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False, comment='起草时间'),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True, comment='提交审核时间'),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True, comment='审核时间'),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True, comment='最近发布时间'),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True, comment='退下时间'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('card_id', 'number')
    )
    with op.batch_alter_table('card_revision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_card_revision_state'), ['state'], unique=False)


def _create_card_switch() -> None:
    op.create_table('card_switch',
    sa.Column('id', sa.Integer(), nullable=False, comment='内部编号'),
    sa.Column('kind', sa.String(length=10), nullable=False, comment='卡片 card 或主题 topic'),
    sa.Column('name', sa.String(length=60), nullable=False, comment='哪张卡片、哪个主题'),
    sa.Column('off', sa.Boolean(), nullable=False, comment='是否停用'),
    sa.Column('by', sa.String(length=60), nullable=False, comment='谁'),
    sa.Column('reason', sa.String(), nullable=False, comment='为什么'),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False, comment='时间'),
    sa.PrimaryKeyConstraint('id')
    )


def _create_gate_run() -> None:
    op.create_table('gate_run',
    sa.Column('id', sa.Integer(), nullable=False, comment='内部编号'),
    sa.Column('state', sa.String(length=20), nullable=False, comment='running、ready、broken、published'),
    sa.Column('base_edition', sa.Integer(), nullable=False, comment='检查时现行第几版'),
    sa.Column('back_to', sa.Integer(), nullable=True, comment='退回到第几版'),
    sa.Column('revisions', sa.JSON(), nullable=False, comment='修订编号到内容摘要'),
    sa.Column('cards', sa.JSON(), nullable=False, comment='发布后盖在上面的修订'),
    sa.Column('shipped', sa.String(length=12), nullable=False, comment='随程序来的知识库版本'),
    sa.Column('version', sa.String(length=12), nullable=False, comment='检查的知识库版本'),
    sa.Column('digest', sa.String(length=64), nullable=False, comment='索引摘要'),
    sa.Column('code', sa.String(length=16), nullable=False, comment='建索引的程序摘要'),
    sa.Column('size', sa.Integer(), nullable=False, comment='卡片数'),
    sa.Column('asked', sa.Integer(), nullable=False, comment='问了几句测试问句'),
    sa.Column('heard', sa.Integer(), nullable=False, comment='重放了几条来话'),
    sa.Column('failures', sa.JSON(), nullable=False, comment='没通过的必过问句'),
    sa.Column('outdated', sa.JSON(), nullable=False, comment='底稿已变的修订'),
    sa.Column('notes', sa.JSON(), nullable=False, comment='没答对的一般问句'),
    sa.Column('problem', sa.String(), nullable=False, comment='没有检查完的原因'),
    sa.Column('made_by', sa.String(length=60), nullable=False, comment='谁发起'),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False, comment='发起时间'),
    sa.Column('ready_at', sa.DateTime(timezone=True), nullable=True, comment='检查完时间'),
    sa.Column('edition', sa.Integer(), nullable=True, comment='发布成第几版'),
    sa.PrimaryKeyConstraint('id')
    )


def _create_index_chunk() -> None:
    op.create_table('index_chunk',
    sa.Column('digest', sa.String(length=64), nullable=False, comment='索引摘要'),
    sa.Column('place', sa.Integer(), nullable=False, comment='第几片'),
    sa.Column('data', sa.LargeBinary(), nullable=False, comment='内容'),
    sa.PrimaryKeyConstraint('digest', 'place')
    )


def _create_knowledge_pointer() -> None:
    op.create_table('knowledge_pointer',
    sa.Column('id', sa.Integer(), nullable=False, comment='只有一行'),
    sa.Column('edition', sa.Integer(), nullable=False, comment='现行是第几次发布；0 为随程序来的'),
    sa.Column('switches', sa.Integer(), nullable=False, comment='开关动过几次'),
    sa.PrimaryKeyConstraint('id')
    )


def _create_edition() -> None:
    op.create_table('edition',
    sa.Column('number', sa.Integer(), nullable=False, comment='第几次发布'),
    sa.Column('cards', sa.JSON(), nullable=False, comment='盖在上面的修订：卡片到修订编号'),
    sa.Column('shipped', sa.String(length=12), nullable=False, comment='垫在下面的、随程序来的知识库版本'),
    sa.Column('version', sa.String(length=12), nullable=False, comment='知识库版本'),
    sa.Column('digest', sa.String(length=64), nullable=False, comment='索引摘要'),
    sa.Column('code', sa.String(length=16), nullable=False, comment='建索引的程序摘要'),
    sa.Column('size', sa.Integer(), nullable=False, comment='卡片数'),
    sa.Column('run_id', sa.Integer(), nullable=False, comment='哪次检查'),
    sa.Column('back_to', sa.Integer(), nullable=True, comment='退回到第几版'),
    sa.Column('published_by', sa.String(length=60), nullable=False, comment='谁发布'),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False, comment='发布时间'),
    sa.Column('note', sa.String(), nullable=False, comment='说明'),
    sa.ForeignKeyConstraint(['run_id'], ['gate_run.id'], ),
    sa.PrimaryKeyConstraint('number')
    )


def _create_gate_change() -> None:
    op.create_table('gate_change',
    sa.Column('id', sa.Integer(), nullable=False, comment='内部编号'),
    sa.Column('run_id', sa.Integer(), nullable=False, comment='哪次检查'),
    sa.Column('kind', sa.String(length=10), nullable=False, comment='来话 message 或放弃的问句 question'),
    sa.Column('message', sa.String(), nullable=False, comment='原话（号码已隐去）'),
    sa.Column('count', sa.Integer(), nullable=False, comment='有几条一样的'),
    sa.Column('day', sa.Date(), nullable=False, comment='在哪一天会变'),
    sa.Column('before', sa.JSON(), nullable=False, comment='原来的答复'),
    sa.Column('after', sa.JSON(), nullable=False, comment='以后的答复'),
    sa.Column('accepted_by', sa.String(length=60), nullable=False, comment='谁认可'),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True, comment='认可时间'),
    sa.ForeignKeyConstraint(['run_id'], ['gate_run.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('gate_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gate_change_run_id'), ['run_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('gate_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_gate_change_run_id'))

    op.drop_table('gate_change')
    op.drop_table('edition')
    op.drop_table('knowledge_pointer')
    op.drop_table('index_chunk')
    op.drop_table('gate_run')
    op.drop_table('card_switch')
    with op.batch_alter_table('card_revision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_card_revision_state'))

    op.drop_table('card_revision')
