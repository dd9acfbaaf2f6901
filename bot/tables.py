"""The tables of conversations: state, what came in, what goes out, and the photos."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint, text
from sqlmodel import SQLModel

from orders.columns import BIG, Moment, column


class ConversationRow(SQLModel, table=True):
    """对话: one per person and channel. Its row is the lock: whoever writes to a conversation holds it."""

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("channel", "account"),
        Index("ix_conversation_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    )

    id: int | None = column("内部编号", default=None, primary_key=True)
    channel: str = column("渠道", max_length=30)
    account: str = column("渠道账号", max_length=200)
    token: str = column("防重复键的前缀，每段对话不同", max_length=32, default_factory=lambda: secrets.token_hex(8))
    state: dict[str, Any] = column("对话状态", sa_type=JSON, default_factory=dict)
    revision: int = column("第几次修改", default=1)
    last_seq: int = column("已用到的消息序号", default=0)
    held_by: int | None = column("由哪件转人工占用（有人在接待）", default=None)
    """The handoff whose worker has the conversation: while it is set no message of the bot leaves."""
    due_at: datetime | None = column("待处理消息到期时间", sa_type=Moment, default=None)
    """When messages that wait in the inbox are to be taken; none wait where it is empty."""
    first_place: int | None = column("待处理消息中最靠前的次序", sa_type=BigInteger, default=None)
    waiting_from: datetime | None = column("最早一条待处理消息的时间", sa_type=Moment, default=None)
    created_at: datetime = column("开始时间", sa_type=Moment)
    updated_at: datetime = column("最近一次往来", sa_type=Moment)


class Inbox(SQLModel, table=True):
    """收件: every message taken, once. Numbers of persons in its text are masked; the state keeps what is needed."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("conversation_id", "message_id"),
        UniqueConstraint("conversation_id", "seq"),
        Index("ix_inbox_waiting", "conversation_id", postgresql_where=text("done_at IS NULL")),
        Index("ix_inbox_place", "place", postgresql_where=text("place > 0")),
    )

    id: int | None = column("内部编号", sa_type=BIG, default=None, primary_key=True)
    conversation_id: int | None = column("对话", nullable=False, foreign_key="conversation.id", ondelete="CASCADE")
    message_id: str = column("渠道的消息编号", max_length=100)
    seq: int = column("序号")
    place: int = column("渠道给的先后次序", sa_type=BigInteger, default=0)
    body: dict[str, Any] = column("还没处理时的原样内容", sa_type=JSON, default_factory=dict)
    """The whole message while it waits; emptied in the transaction that takes it."""
    text: str = column("内容（号码已隐去）", default="")
    option: str = column("点选的按钮", default="")
    attachments: list[str] = column("附件", sa_type=JSON, default_factory=list)
    located: bool = column("是否带位置", default=False)
    received_at: datetime = column("收到时间", sa_type=Moment)
    arrived_at: datetime | None = column("写下时间", sa_type=Moment, default=None)
    done_at: datetime | None = column("处理完的时间", sa_type=Moment, default=None)


class Outbox(SQLModel, table=True):
    """发件: every reply, written with the state it belongs to, sent afterwards.

    `try_at` is set as long as the row is still to be sent; it ends as sent, withheld or dead.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        Index("ix_outbox_waiting", "conversation_id", "seq", postgresql_where=text("try_at IS NOT NULL")),
        Index("ix_outbox_try_at", "try_at", postgresql_where=text("try_at IS NOT NULL")),
        Index("ix_outbox_dead_at", "dead_at", postgresql_where=text("dead_at IS NOT NULL")),
    )

    id: int | None = column("内部编号", sa_type=BIG, default=None, primary_key=True)
    conversation_id: int | None = column("对话", nullable=False, foreign_key="conversation.id", ondelete="CASCADE")
    inbox_id: int | None = column(
        "答复哪条消息", sa_type=BIG, foreign_key="inbox.id", ondelete="CASCADE", default=None, index=True
    )
    seq: int = column("序号")
    reply: dict[str, Any] = column("答复（送出后号码隐去）", sa_type=JSON, default_factory=dict)
    author: str = column("谁写的：空为机器人，否则为工作人员编号", max_length=40, default="")
    created_at: datetime = column("写下时间", sa_type=Moment)
    sent_at: datetime | None = column("送出时间", sa_type=Moment, default=None)
    try_at: datetime | None = column("下次发送时间；空为不用再发", sa_type=Moment, default=None)
    sending_until: datetime | None = column("正在发送，到此时仍无结果即可重发", sa_type=Moment, default=None)
    tries: int = column("已试次数", default=0)
    parts: int = column("长消息已送出的段数", default=0)
    refs: list[str] = column("渠道给的消息编号", sa_type=JSON, default_factory=list)
    error: str = column("最近一次没送成的原因", default="")
    dead_at: datetime | None = column("放弃发送的时间（死信）", sa_type=Moment, default=None)
    withheld_at: datetime | None = column("因有人接待而不再发送的时间", sa_type=Moment, default=None)


class Photo(SQLModel, table=True):
    """照片: checked, stripped of its hidden data and stored under a random name."""

    __tablename__ = "photo"

    ref: str = column("文件名", max_length=60, primary_key=True)
    channel: str = column("渠道", max_length=30)
    account: str = column("渠道账号", max_length=200, index=True)
    size: int = column("字节数")
    kept: bool = column("是否已进入工单或转人工材料", default=False)
    created_at: datetime = column("上传时间", sa_type=Moment, index=True)


class Lease(SQLModel, table=True):
    """租约: what only one of several processes may do at a time; whoever dies loses it when it runs out."""

    __tablename__ = "lease"

    name: str = column("做什么", max_length=60, primary_key=True)
    holder: str = column("哪个进程", max_length=60)
    until: datetime = column("到何时为止", sa_type=Moment)


class Pulse(SQLModel, table=True):
    """心跳: when each channel last had an update, and what its last trouble was."""

    __tablename__ = "pulse"

    channel: str = column("渠道", max_length=30, primary_key=True)
    update_at: datetime | None = column("最近一次收到消息", sa_type=Moment, default=None)
    polled_at: datetime | None = column("最近一次连通", sa_type=Moment, default=None)
    error: str = column("最近一次故障", default="")
    error_at: datetime | None = column("故障时间", sa_type=Moment, default=None)


class SeenUpdate(SQLModel, table=True):
    """见过的更新: an update that made no message, so that nobody waits for its number. Kept for an hour or so."""

    __tablename__ = "seen_update"

    place: int = column("渠道给的次序", sa_type=BigInteger, primary_key=True)
    arrived_at: datetime = column("收到时间", sa_type=Moment, index=True)
