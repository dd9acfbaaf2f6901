"""The tables behind signing in, and the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import SQLModel

from orders.columns import BIG, Moment, column


class StaffLogin(SQLModel, table=True):
    """登录账号: how one of the staff signs in on the pages. The password is kept as an argon2 digest only."""

    __tablename__ = "staff_login"

    staff_id: int = column("工作人员", primary_key=True, foreign_key="staff.id")
    login: str = column("登录名", max_length=40, unique=True)
    password: str = column("密码摘要（argon2）", max_length=200)
    must_change: bool = column("下次登录要改密码", default=True)
    regions: list[str] = column("管哪些地区；空着是全部", sa_type=JSON, default_factory=list)
    totp_secret: str = column("动态码密钥", max_length=64, default="")
    totp_step: int = column("用过的最后一个动态码的时段", sa_type=BIG, default=0)
    failures: int = column("连续输错次数", default=0)
    locked_until: datetime | None = column("锁定到", sa_type=Moment, default=None)
    created_at: datetime = column("建立时间", sa_type=Moment)
    changed_at: datetime = column("密码修改时间", sa_type=Moment)


class StaffSession(SQLModel, table=True):
    """登录状态: one browser that is signed in. Only the digest of its token is kept."""

    __tablename__ = "staff_session"

    id: int | None = column("内部编号", default=None, primary_key=True)
    digest: str = column("令牌摘要", max_length=64, unique=True)
    staff_id: int = column("工作人员", foreign_key="staff.id", index=True)
    created_at: datetime = column("登录时间", sa_type=Moment)
    seen_at: datetime = column("最近使用", sa_type=Moment)
    expires_at: datetime = column("最迟失效", sa_type=Moment, index=True)


class AuditEvent(SQLModel, table=True):
    """操作记录: one row for everything somebody did or tried on the pages. The database refuses to change one."""

    __tablename__ = "audit_event"

    id: int | None = column("内部编号", sa_type=BIG, default=None, primary_key=True)
    at: datetime = column("时间", sa_type=Moment, index=True)
    staff_id: int | None = column("工作人员", default=None, index=True)
    actor: str = column("谁", max_length=60)
    role: str = column("角色", max_length=20, default="")
    action: str = column("做了什么", max_length=60, index=True)
    subject: str = column("对什么", max_length=120, default="", index=True)
    data: dict[str, Any] = column("细节（已遮盖个人信息）", sa_type=JSON, default_factory=dict)
