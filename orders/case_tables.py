"""The tables beside an order: notices and alerts, consultations, pairs, clusters, ratings, additions and cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import SQLModel

from orders.columns import BIG, Moment, column

NOT_ENDED = "ended_at IS NULL"


class Notice(SQLModel, table=True):
    """要告诉居民的话: written with the step that causes it, pushed by the bot."""

    __tablename__ = "notice"

    id: int | None = column("内部编号", sa_type=BIG, default=None, primary_key=True)
    order_id: int | None = column("工单", default=None, foreign_key="orders.id", index=True)
    channel: str = column("渠道", max_length=30)
    account: str = column("渠道账号")
    key: str = column("说什么", max_length=40)
    values: dict[str, Any] = column("填什么", sa_type=JSON, default_factory=dict)
    created_at: datetime = column("时间", sa_type=Moment)
    due_at: datetime | None = column("何时说（空为已说）", sa_type=Moment, default=None, index=True)
    sent_at: datetime | None = column("说出的时间", sa_type=Moment, default=None)
    problem: str = column("为什么没说成", default="")


class Alert(SQLModel, table=True):
    """要告诉工作人员的事: a limit passed, a hot event, a hard case, a rating to look at."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("once", name="uq_alert_once"),
        Index("ix_alert_open", "id", postgresql_where=text(NOT_ENDED), sqlite_where=text(NOT_ENDED)),
    )

    id: int | None = column("内部编号", default=None, primary_key=True)
    once: str = column("防重复的键", max_length=120)
    kind: str = column("种类", max_length=30, index=True)
    order_id: int | None = column("工单", default=None, foreign_key="orders.id", index=True)
    unit: str = column("给哪个单位", max_length=60, default="")
    text: str = column("内容")
    data: dict[str, Any] = column("材料", sa_type=JSON, default_factory=dict)
    created_at: datetime = column("时间", sa_type=Moment)
    told_at: datetime | None = column("告诉值班人员的时间", sa_type=Moment, default=None, index=True)
    ended_at: datetime | None = column("处理完的时间", sa_type=Moment, default=None)
    ended_by: str = column("谁处理的", default="")


class Consultation(SQLModel, table=True):
    """会商: units talk about who leads, until an assignment with minutes ends it."""

    __tablename__ = "consultation"

    id: int | None = column("内部编号", default=None, primary_key=True)
    order_id: int = column("工单", foreign_key="orders.id", index=True)
    opened_at: datetime = column("开始时间", sa_type=Moment)
    reason: str = column("为什么会商")
    candidates: list[str] = column("候选牵头单位", sa_type=JSON, default_factory=list)
    participants: list[str] = column("参加单位", sa_type=JSON, default_factory=list)
    minutes: str = column("纪要", default="")
    lead: str = column("结论：主办单位", max_length=60, default="")
    decided_by: str = column("主持人", default="")
    decided_at: datetime | None = column("定责时间", sa_type=Moment, default=None, index=True)
    rule_id: int | None = column("形成的规则", default=None)


class DispatchRule(SQLModel, table=True):
    """派单规则: what a consultation decided for the next time. Comes before the catalogue."""

    __tablename__ = "dispatch_rule"

    id: int | None = column("内部编号", default=None, primary_key=True)
    card_id: str = column("卡片", max_length=60, default="", index=True)
    item: str = column("派单目录事项", max_length=60, default="", index=True)
    street: str = column("只在这个街道", max_length=40, default="")
    level: str = column("承办层级", max_length=20)
    lead: str = column("主办（承办类别）", max_length=60)
    co: list[str] = column("协办（承办类别）", sa_type=JSON, default_factory=list)
    basis: str = column("依据")
    valid_from: date = column("从哪天起")
    valid_to: date | None = column("到哪天止", default=None)
    made_by: str = column("谁定的", default="")


class Conflict(SQLModel, table=True):
    """对立诉求: two orders that want the contrary at one place; proposed for deliberation."""

    __tablename__ = "conflict"
    __table_args__ = (UniqueConstraint("one_id", "other_id", name="uq_conflict_pair"),)

    id: int | None = column("内部编号", default=None, primary_key=True)
    one_id: int = column("工单一", foreign_key="orders.id", index=True)
    other_id: int = column("工单二", foreign_key="orders.id", index=True)
    what: str = column("争什么")
    found_at: datetime = column("发现时间", sa_type=Moment)
    status: str = column("状态", max_length=20, default="proposed")
    outcome: str = column("商议结果", default="")
    ended_at: datetime | None = column("结束时间", sa_type=Moment, default=None)
    ended_by: str = column("谁结束的", default="")


class Cluster(SQLModel, table=True):
    """热点事件: different voices about one thing at one place within a few days (未诉先办)."""

    __tablename__ = "cluster"

    id: int | None = column("内部编号", default=None, primary_key=True)
    key: str = column("地点和对象", max_length=120, index=True)
    title: str = column("什么事")
    street: str = column("街道", max_length=40, default="")
    opened_at: datetime = column("开始时间", sa_type=Moment)
    voices: int = column("独立诉求人数", default=0)
    proposal: str = column("主动治理建议", default="")
    told_at: datetime | None = column("告知责任人的时间", sa_type=Moment, default=None)
    ended_at: datetime | None = column("结束时间", sa_type=Moment, default=None)


class Rating(SQLModel, table=True):
    """回访评价: contacted, solved and satisfied, apart; doubtful ones go to a person."""

    __tablename__ = "rating"

    id: int | None = column("内部编号", default=None, primary_key=True)
    order_id: int = column("工单", foreign_key="orders.id", index=True)
    round: int = column("第几次办结", default=0)
    at: datetime = column("时间", sa_type=Moment, index=True)
    channel: str = column("渠道", max_length=30, default="")
    account: str = column("渠道账号", default="", index=True)
    contacted: bool | None = column("联系了吗", default=None)
    solved: str = column("解决了吗", max_length=10, default="")
    satisfied: int | None = column("满意（1–5）", default=None)
    reason: str = column("为什么", default="")
    doubts: list[str] = column("可疑之处", sa_type=JSON, default_factory=list)
    review: str = column("核实", max_length=20, default="", index=True)
    reviewed_by: str = column("核实人", default="")
    review_basis: str = column("核实依据", default="")


class Appendix(SQLModel, table=True):
    """追加记录: what is told later about an order, by whom and when."""

    __tablename__ = "appendix"

    id: int | None = column("内部编号", default=None, primary_key=True)
    order_id: int = column("工单", foreign_key="orders.id", index=True)
    at: datetime = column("时间", sa_type=Moment)
    channel: str = column("渠道", max_length=30, default="")
    account: str = column("渠道账号", default="")
    words: str = column("新情况")
    attachments: list[str] = column("附件", sa_type=JSON, default_factory=list)


class ExternalRef(SQLModel, table=True):
    """外部编号: the number of the same matter on another platform, so that nothing is typed twice."""

    __tablename__ = "external_ref"
    __table_args__ = (UniqueConstraint("system", "ref", name="uq_external_ref"),)

    id: int | None = column("内部编号", default=None, primary_key=True)
    order_id: int = column("工单", foreign_key="orders.id", index=True)
    system: str = column("平台", max_length=40)
    ref: str = column("那边的编号", max_length=80)
    at: datetime = column("登记时间", sa_type=Moment)


class Case(SQLModel, table=True):
    """旁路事项: 下交群评, 申诉-剔除, 吹哨报到, 软限制, 风险预感. Each kind has its own table of moves."""

    __tablename__ = "side_case"

    id: int | None = column("内部编号", default=None, primary_key=True)
    receipt: str = column("回执号", max_length=20, unique=True)
    kind: str = column("种类", max_length=20, index=True)
    key: str = column("防重复提交的键", max_length=120, unique=True)
    order_id: int | None = column("工单", default=None, foreign_key="orders.id", index=True)
    state: str = column("状态", max_length=20, index=True)
    title: str = column("什么事", default="")
    unit: str = column("交给谁", max_length=60, default="")
    channel: str = column("渠道", max_length=30, default="")
    account: str = column("渠道账号", default="", index=True)
    data: dict[str, Any] = column("材料", sa_type=JSON, default_factory=dict)
    opened_at: datetime = column("时间", sa_type=Moment, index=True)
    opened_by: str = column("谁提出的", default="")
    expires_at: datetime | None = column("到何时失效", sa_type=Moment, default=None, index=True)
    ended_at: datetime | None = column("结束时间", sa_type=Moment, default=None)


class CaseEvent(SQLModel, table=True):
    """旁路流转: one row for every step of a case. The database refuses to change or remove one."""

    __tablename__ = "case_event"
    __table_args__ = (UniqueConstraint("case_id", "sequence", name="uq_case_event_sequence"),)

    id: int | None = column("内部编号", default=None, primary_key=True)
    case_id: int | None = column("事项", nullable=False, foreign_key="side_case.id", index=True)
    sequence: int = column("第几步")
    move: str = column("做了什么", max_length=20)
    at: datetime = column("时间", sa_type=Moment)
    state: str = column("到达的状态", max_length=20)
    actor: str = column("经办人", default="")
    role: str = column("以什么身份", max_length=20, default="system")
    data: dict[str, Any] = column("依据和内容", sa_type=JSON, default_factory=dict)
    digest: str = column("摘要", max_length=64, default="")
