"""The tables of conversations: state, what came in, what goes out, and the photos."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import SQLModel

from orders.columns import Moment, column


class ConversationRow(SQLModel, table=True):
    """对话: one per person and channel. `revision` lets two processes notice each other."""

    __tablename__ = "conversation"
    __table_args__ = (UniqueConstraint("channel", "account"),)

    id: int | None = column("内部编号", default=None, primary_key=True)
    channel: str = column("渠道", max_length=30)
    account: str = column("渠道账号", max_length=200)
    token: str = column("防重复键的前缀，每段对话不同", max_length=32, default_factory=lambda: secrets.token_hex(8))
    state: dict[str, Any] = column("对话状态", sa_type=JSON, default_factory=dict)
    revision: int = column("第几次修改", default=1)
    last_seq: int = column("已用到的消息序号", default=0)
    created_at: datetime = column("开始时间", sa_type=Moment)
    updated_at: datetime = column("最近一次往来", sa_type=Moment, index=True)


class Inbox(SQLModel, table=True):
    """收件: every message taken, once. Numbers of persons in its text are masked; the state keeps what is needed."""

    __tablename__ = "inbox"
    __table_args__ = (UniqueConstraint("conversation_id", "message_id"), UniqueConstraint("conversation_id", "seq"))

    id: int | None = column("内部编号", default=None, primary_key=True)
    conversation_id: int | None = column("对话", nullable=False, foreign_key="conversation.id", ondelete="CASCADE")
    message_id: str = column("渠道的消息编号", max_length=100)
    seq: int = column("序号")
    text: str = column("内容（号码已隐去）", default="")
    option: str = column("点选的按钮", default="")
    attachments: list[str] = column("附件", sa_type=JSON, default_factory=list)
    located: bool = column("是否带位置", default=False)
    received_at: datetime = column("收到时间", sa_type=Moment)


class Outbox(SQLModel, table=True):
    """发件: every reply, written with the state it belongs to, sent afterwards."""

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("conversation_id", "seq"),)

    id: int | None = column("内部编号", default=None, primary_key=True)
    conversation_id: int | None = column("对话", nullable=False, foreign_key="conversation.id", ondelete="CASCADE")
    inbox_id: int | None = column("答复哪条消息", foreign_key="inbox.id", ondelete="CASCADE", default=None, index=True)
    seq: int = column("序号")
    reply: dict[str, Any] = column("答复", sa_type=JSON, default_factory=dict)
    created_at: datetime = column("写下时间", sa_type=Moment)
    sent_at: datetime | None = column("送出时间", sa_type=Moment, default=None)


class Photo(SQLModel, table=True):
    """照片: checked, stripped of its hidden data and stored under a random name."""

    __tablename__ = "photo"

    ref: str = column("文件名", max_length=60, primary_key=True)
    channel: str = column("渠道", max_length=30)
    account: str = column("渠道账号", max_length=200, index=True)
    size: int = column("字节数")
    kept: bool = column("是否已进入工单或转人工材料", default=False)
    created_at: datetime = column("上传时间", sa_type=Moment, index=True)
