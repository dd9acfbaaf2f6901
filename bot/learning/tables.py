"""The table of messages to learn from."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import JSON, Index
from sqlmodel import SQLModel

from config.columns import BIG, Moment, column

Kind = Literal["unmatched", "low_margin", "disputed", "rerouted"]
State = Literal["open", "phrase", "question", "dismissed", "forgotten"]


class LearningItem(SQLModel, table=True):
    """待学习的话: one message of a resident that was not understood, hardly, wrongly, or went to the wrong place."""

    __tablename__ = "learning_item"
    __table_args__ = (
        Index("ix_learning_item_queue", "state", "kind", "id"),
        Index("ix_learning_item_person", "account", "channel"),
    )

    id: int | None = column("内部编号", sa_type=BIG, default=None, primary_key=True)
    at: datetime = column("时间", sa_type=Moment, index=True)
    region: str = column("地区", max_length=40)
    kind: str = column("为什么要学", max_length=20)
    state: str = column("状态", max_length=20, default="open")
    channel: str = column("渠道", max_length=30, default="")
    account: str = column("渠道账号", default="")
    words: str = column("居民的话（号码已隐去）", default="")
    card_id: str = column("当时答复的卡片", max_length=60, default="")
    destination: str = column("当时说的去向", max_length=30, default="")
    candidates: list[str] = column("当时的候选卡片", sa_type=JSON, default_factory=list)
    right_card: str = column("后来知道该是哪张卡片", max_length=60, default="")
    right_unit: str = column("后来知道该归哪个单位", max_length=60, default="")
    source: str | None = column("从哪一行得来的，防重复", max_length=80, default=None, unique=True)
    revision_id: int | None = column("写进了哪份草稿", default=None)
    taught_card: str = column("写进了哪张卡片", max_length=60, default="")
    taught: str = column("写进去的话", default="")
    done_by: str = column("谁处理的", max_length=40, default="")
    done_at: datetime | None = column("处理时间", sa_type=Moment, default=None, index=True)
