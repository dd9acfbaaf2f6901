"""The counts of each day, so that nobody has to read a quarter of a million contact records to see a month."""

from __future__ import annotations

from datetime import date

from sqlmodel import SQLModel

from orders.columns import column


class InsightDay(SQLModel, table=True):
    """每日接触统计: numbers alone, of days that are over. Who it was stands nowhere in it, so it outlives the words."""

    __tablename__ = "insight_day"

    day: date = column("哪一天（北京时间）", primary_key=True)
    name: str = column("数的是什么", max_length=20, primary_key=True)
    key: str = column("其中哪一种", max_length=40, primary_key=True)
    times: int = column("多少")
