"""The tables of orders. Names follow section 2.2 of the facts file: Chinese as comment, English as identifier."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import SQLModel

from orders.columns import BIG, Moment, column
from orders.life_columns import LifeColumns

URGENT_ROWS = "urgency <> 'normal'"
SUPERVISED_ROWS = "supervised > 0"
RETURNED_ROWS = "returns > 0"
DOUBTFUL_ROWS = "doubtful"
"""What few orders are: whoever asks in these very words is answered from a small index."""
PLAIN_PHONE = "replace(replace(replace(replace(trim(contact_phone), ' ', ''), '-', ''), '－', ''), '+86', '')"
"""The telephone without what people type around it; in these very words it is answered from an index."""


def _rare(name: str, column_: str, where: str) -> Index:
    """An index of the few rows for which the condition holds; it costs the others nothing."""
    return Index(name, column_, postgresql_where=text(where), sqlite_where=text(where))


class Order(LifeColumns, table=True):
    """工单: one matter of one resident, on its way to the unit that has the power."""

    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_status_due", "status", "due_at"),
        Index("ix_orders_place", "street", "community", "received_at"),
        Index("ix_orders_plain_phone", text(PLAIN_PHONE)),
        _rare("ix_orders_urgent", "due_at", URGENT_ROWS),
        _rare("ix_orders_supervised", "id", SUPERVISED_ROWS),
        _rare("ix_orders_returned", "id", RETURNED_ROWS),
        _rare("ix_orders_doubtful", "id", DOUBTFUL_ROWS),
    )

    id: int | None = column("内部编号", default=None, primary_key=True)
    number: str = column("工单编号", max_length=20, unique=True)
    query_code: str = column("查询码", max_length=12)
    filing_key: str = column("防重复提交的键", unique=True)
    channel: str = column("受理渠道", max_length=30)
    account: str = column("渠道账号", index=True)
    received_at: datetime = column("受理时间", sa_type=Moment, index=True)

    title: str = column("标题")
    appeal_type: str = column("诉求类型", max_length=20)
    handler: str | None = column("承办类别", max_length=40, default=None)
    topic: str = column("事项类别", max_length=40, default="")
    urgency: str = column("紧急程度", max_length=20, default="normal")
    street: str = column("街道", max_length=40, default="")
    community: str = column("社区", max_length=40, default="")

    content: str = column("诉求内容（事件）")
    demand: str = column("具体诉求", default="")
    occurred_at: str = column("发生时间（按居民说的）", default="")
    incident_address: str = column("事发地址", default="")
    respondent: str = column("被反映对象", default="")
    detail: str = column("补充信息", default="")
    prior_contact: str = column("是否已向单位反映及结果", default="")
    attachments: list[str] = column("附件", sa_type=JSON, default_factory=list)
    lng: float | None = column("经度", default=None)
    lat: float | None = column("纬度", default=None)

    requester_name: str = column("称呼", default="")
    contact_phone: str = column("联系电话", default="")
    anonymous: bool = column("是否匿名", default=False)
    confidential: bool = column("是否保密", default=False)
    consent_at: datetime | None = column("同意记录个人信息的时间", sa_type=Moment, default=None)

    card_id: str = column("依据的卡片")
    card_version: str = column("卡片版本", max_length=20, default="")
    library_version: str = column("知识库版本", max_length=20, default="")
    confidence: float = column("判断置信度", default=0.0)
    scope_reason: str = column("范围判断理由", default="")
    decision: dict[str, Any] = column("判断全文（可复算）", sa_type=JSON, default_factory=dict)
    worker: str | None = column("人工立单的工作人员", default=None)
    worker_reason: str | None = column("人工立单的理由", default=None)

    main_id: int | None = column("并入后的主单（最上面的一张）", default=None, index=True)
    event_key: str = column("同一件热点事件的键（地点和对象）", max_length=120, default="", index=True)
    cluster_id: int | None = column("热点事件", default=None, index=True)
    root_conflict: str = column("核心矛盾", default="")
    problem_kind: str = column("问题类型（只给工作人员看）", max_length=40, default="")


class OrderEvent(SQLModel, table=True):
    """工单流转: one row for every step of an order. The database refuses to change or remove one."""

    __tablename__ = "order_event"
    __table_args__ = (UniqueConstraint("order_id", "sequence", name="uq_order_event_sequence"),)

    id: int | None = column("内部编号", sa_type=BIG, default=None, primary_key=True)
    order_id: int | None = column("工单", nullable=False, foreign_key="orders.id", index=True)
    sequence: int = column("第几步", default=1)
    move: str = column("做了什么", max_length=20, default="file")
    at: datetime = column("时间", sa_type=Moment, index=True)
    status: str = column("到达的状态", max_length=20)
    actor: str = column("经办人", default="")
    role: str = column("以什么身份", max_length=20, default="system")
    unit: str = column("经办单位", max_length=60, default="")
    note: str = column("说明", default="")
    data: dict[str, Any] = column("依据和内容", sa_type=JSON, default_factory=dict)
    digest: str = column("这一步和之前各步的摘要", max_length=64, default="")


class Handoff(SQLModel, table=True):
    """转人工: a conversation handed to a person, with everything that person needs."""

    __tablename__ = "handoff"

    id: int | None = column("内部编号", default=None, primary_key=True)
    receipt: str = column("受理回执号", max_length=20, unique=True)
    handing_key: str = column("防重复提交的键", unique=True)
    status: str = column("状态", max_length=20, default="waiting", index=True)
    channel: str = column("渠道", max_length=30, default="")
    account: str = column("渠道账号", default="")
    reason: str = column("转人工的原因")
    packet: dict[str, Any] = column("全部材料", sa_type=JSON, default_factory=dict)
    created_at: datetime = column("时间", sa_type=Moment, index=True)
    urgent: bool = column("是否紧急", default=False)
    announced_at: datetime | None = column("通知值班人员的时间", sa_type=Moment, default=None, index=True)
    staff_id: int | None = column("受理的工作人员", default=None, index=True)
    claimed_at: datetime | None = column("受理时间", sa_type=Moment, default=None)
    active_at: datetime | None = column("工作人员最近一次动作", sa_type=Moment, default=None)
    waiting_since: datetime | None = column("居民从何时起等答复", sa_type=Moment, default=None)
    escalated: int = column("已升级几次", default=0)
    escalated_at: datetime | None = column("最近一次升级时间", sa_type=Moment, default=None)
    ended_at: datetime | None = column("结束时间", sa_type=Moment, default=None)
    ended_as: str = column("怎样结束的", max_length=20, default="")
    order_number: str = column("转成的工单", max_length=20, default="")


class HandoffEvent(SQLModel, table=True):
    """转人工流转: one row for every step of a handoff, never changed."""

    __tablename__ = "handoff_event"

    id: int | None = column("内部编号", default=None, primary_key=True)
    handoff_id: int | None = column("转人工", nullable=False, foreign_key="handoff.id", index=True)
    at: datetime = column("时间", sa_type=Moment)
    what: str = column("做了什么", max_length=20)
    actor: str = column("经办人", default="")
    note: str = column("说明", default="")


class Staff(SQLModel, table=True):
    """工作人员: who may answer handoffs. Known to the staff bot by the account that used the invitation."""

    __tablename__ = "staff"

    id: int | None = column("内部编号", default=None, primary_key=True)
    name: str = column("姓名", max_length=40)
    role: str = column("角色", max_length=20)
    account: str | None = column("工作人员机器人上的账号", max_length=60, default=None, unique=True)
    on_duty: bool = column("是否值班", default=True)
    active: bool = column("是否在用", default=True)
    created_at: datetime = column("建立时间", sa_type=Moment)


class StaffInvite(SQLModel, table=True):
    """邀请码: lets one person in, once. Only the digest of the code is kept."""

    __tablename__ = "staff_invite"

    id: int | None = column("内部编号", default=None, primary_key=True)
    digest: str = column("邀请码的摘要", max_length=64, unique=True)
    name: str = column("姓名", max_length=40)
    role: str = column("角色", max_length=20)
    created_at: datetime = column("建立时间", sa_type=Moment)
    expires_at: datetime = column("失效时间", sa_type=Moment)
    used_at: datetime | None = column("使用时间", sa_type=Moment, default=None)


class ContactRecord(SQLModel, table=True):
    """告知记录: every contact is registered, whether or not it became an order."""

    __tablename__ = "contact_record"

    id: int | None = column("内部编号", sa_type=BIG, default=None, primary_key=True)
    at: datetime = column("时间", sa_type=Moment, index=True)
    channel: str = column("渠道", max_length=30)
    account: str = column("渠道账号", index=True)
    what: str = column("做了什么")
    decision: dict[str, Any] = column("判断全文（可复算）", sa_type=JSON, default_factory=dict)


class Counter(SQLModel, table=True):
    """编号计数: the last number given out of one kind on one day."""

    __tablename__ = "counter"

    kind: str = column("种类", max_length=20, primary_key=True)
    day: date = column("日期", primary_key=True)
    last: int = column("当日已用到", default=0)
