"""The columns of an order that its steps change; they are what the log comes to (orders/changes.py)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import SQLModel

from orders.columns import Moment, column


class LifeColumns(SQLModel):
    """Same names as `orders.life_state.LifeState`; nothing writes them but `orders.life.Life`."""

    status: str = column("状态", max_length=20, default="filed", index=True)
    due_at: datetime = column("办理时限", sa_type=Moment, index=True)
    level: str | None = column("承办层级", max_length=20, default=None)
    lead_code: str = column("主办单位代码", max_length=60, default="", index=True)
    lead_unit: str = column("主办单位", default="")
    co_units: list[str] = column("协办单位", sa_type=JSON, default_factory=list)
    catalogue_item: str = column("派单目录事项", max_length=60, default="")
    bundle: str = column("一件事", max_length=60, default="")
    dispatch_basis: str = column("派单依据", default="")
    direct: bool = column("工单直派", default=False)
    transferred: bool = column("超权限自动转办", default=False)
    hard: bool = column("是否疑难", default=False)
    dispatched_at: datetime | None = column("派单时间", sa_type=Moment, default=None)
    dispatched_by: str = column("派单人", default="")
    dispatches: int = column("派单次数", default=0)
    accept_by: datetime | None = column("签收时限", sa_type=Moment, default=None)
    return_by: datetime | None = column("退单时限", sa_type=Moment, default=None)
    accepted_at: datetime | None = column("签收时间", sa_type=Moment, default=None)
    first_contact_at: datetime | None = column("首次联系诉求人时间", sa_type=Moment, default=None)
    paused_at: datetime | None = column("停计时间（等居民补充）", sa_type=Moment, default=None)
    paused_for: str = column("等居民补充什么", default="")
    paused_minutes: int = column("累计停计（工作分钟）", default=0)
    extension_asked: int = column("申请延期（工作日）", default=0)
    extension_by: str = column("延期申请人", default="")
    extension_days: int = column("已延期（工作日）", default=0)
    returns: int = column("退单次数", default=0)
    returned_by: str = column("退单人", default="")
    return_refused: bool = column("退单被驳回", default=False)
    designated: bool = column("会商指定承办", default=False)
    redo_count: int = column("重办次数", default=0)
    supervised: int = column("督办次数", default=0)
    coordinations: int = column("协调次数", default=0)
    closure_type: str = column("办结类型", max_length=20, default="")
    result: str = column("办理结果", default="")
    policy_basis: str = column("政策依据", default="")
    legal_channel: str = column("法定途径", default="")
    resolved_at: datetime | None = column("办结时间", sa_type=Moment, default=None, index=True)
    resolved_by: str = column("办结经办人", default="")
    revisit_on: date | None = column("复查日期", default=None, index=True)
    solved: str = column("诉求人说解决了吗", max_length=10, default="")
    followed_up_at: datetime | None = column("回访时间", sa_type=Moment, default=None)
    closed_at: datetime | None = column("归档时间", sa_type=Moment, default=None)
    merged_into: int | None = column("直接并入的工单", default=None, index=True)
    before_merge: str = column("并单前的状态", max_length=20, default="")
    voices: int = column("诉求份数（含自己）", default=1)
    conflict_with: str = column("与哪张工单诉求相反", max_length=20, default="")
    doubtful: bool = column("疑似虚假办结", default=False)
    exempted: bool = column("剔除考核", default=False)
    sequence: int = column("已走几步", default=0)
    log_head: str = column("流转记录的摘要", max_length=64, default="")
