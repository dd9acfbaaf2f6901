"""accounts and audit

Revision: 0005, after 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='内部编号'),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False, comment='时间'),
    sa.Column('staff_id', sa.Integer(), nullable=True, comment='工作人员'),
    sa.Column('actor', sa.String(length=60), nullable=False, comment='谁'),
    sa.Column('role', sa.String(length=20), nullable=False, comment='角色'),
    sa.Column('action', sa.String(length=60), nullable=False, comment='做了什么'),
    sa.Column('subject', sa.String(length=120), nullable=False, comment='对什么'),
    sa.Column('data', sa.JSON(), nullable=False, comment='细节（已遮盖个人信息）'),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('audit_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_event_action'), ['action'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_event_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_event_staff_id'), ['staff_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_event_subject'), ['subject'], unique=False)

    op.create_table('staff_login',
    sa.Column('staff_id', sa.Integer(), nullable=False, comment='工作人员'),
    sa.Column('login', sa.String(length=40), nullable=False, comment='登录名'),
    sa.Column('password', sa.String(length=200), nullable=False, comment='密码摘要（argon2）'),
    sa.Column('must_change', sa.Boolean(), nullable=False, comment='下次登录要改密码'),
    sa.Column('regions', sa.JSON(), nullable=False, comment='管哪些地区；空着是全部'),
    sa.Column('totp_secret', sa.String(length=64), nullable=False, comment='动态码密钥'),
    sa.Column('totp_step', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='用过的最后一个动态码的时段'),
    sa.Column('failures', sa.Integer(), nullable=False, comment='连续输错次数'),
    sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True, comment='锁定到'),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False, comment='建立时间'),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False, comment='密码修改时间'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('staff_id'),
    sa.UniqueConstraint('login')
    )
    op.create_table('staff_session',
    sa.Column('id', sa.Integer(), nullable=False, comment='内部编号'),
    sa.Column('digest', sa.String(length=64), nullable=False, comment='令牌摘要'),
    sa.Column('staff_id', sa.Integer(), nullable=False, comment='工作人员'),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False, comment='登录时间'),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False, comment='最近使用'),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False, comment='最迟失效'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('digest')
    )
    with op.batch_alter_table('staff_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_session_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_staff_session_staff_id'), ['staff_id'], unique=False)
    _seal('audit_event')


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
    _unseal('audit_event')
    with op.batch_alter_table('staff_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_staff_session_staff_id'))
        batch_op.drop_index(batch_op.f('ix_staff_session_expires_at'))

    op.drop_table('staff_session')
    op.drop_table('staff_login')
    with op.batch_alter_table('audit_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_event_subject'))
        batch_op.drop_index(batch_op.f('ix_audit_event_staff_id'))
        batch_op.drop_index(batch_op.f('ix_audit_event_at'))
        batch_op.drop_index(batch_op.f('ix_audit_event_action'))

    op.drop_table('audit_event')
