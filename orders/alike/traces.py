"""The table by which an order that may be the same matter is found: a few words of place and thing for each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import SQLModel

from orders.columns import Moment, column

LONGEST = 40


class Trace(SQLModel, table=True):
    """查重线索: one word of one open order. Newest first under each word."""

    __tablename__ = "order_trace"
    __table_args__ = (Index("ix_order_trace_token", "token", "received_at"),)

    order_id: int = column("工单", foreign_key="orders.id", primary_key=True)
    token: str = column("地点和对象的词", max_length=LONGEST, primary_key=True)
    received_at: datetime = column("受理时间", sa_type=Moment)
