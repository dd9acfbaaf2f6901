"""The tables of changed cards. Cards on disk are edition 0; published revisions lie over them by card id."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import JSON, LargeBinary, UniqueConstraint
from sqlmodel import SQLModel

from config.columns import Moment, column

State = Literal["draft", "in_review", "approved", "published", "retired", "rejected"]
STATES_ZH: dict[str, str] = {
    "draft": "草稿",
    "in_review": "待审核",
    "approved": "审核通过",
    "published": "已发布",
    "retired": "已退下",
    "rejected": "退回修改",
}
"""State -> name. A published revision that a later edition leaves out is retired."""


class CardRevision(SQLModel, table=True):
    """卡片修订: one version of one card, from the first stroke to the day it leaves."""

    __tablename__ = "card_revision"
    __table_args__ = (UniqueConstraint("card_id", "number"),)

    id: int | None = column("内部编号", default=None, primary_key=True)
    card_id: str = column("卡片", max_length=60)
    number: int = column("这张卡片的第几版；随程序来的是第 0 版")
    content: dict[str, Any] = column("内容，字段同 YAML", sa_type=JSON, default_factory=dict)
    topic: str = column("主题", max_length=40, default="")
    questions: list[dict[str, Any]] = column("测试问句", sa_type=JSON, default_factory=list)
    """Each {"text": ..., "must_pass": true or false}."""
    retires: bool = column("是否让卡片退下", default=False)
    state: str = column("状态", max_length=20, default="draft", index=True)
    author: str = column("谁起草", max_length=60)
    editors: list[str] = column("谁改过", sa_type=JSON, default_factory=list)
    reviewer: str = column("谁审核", max_length=60, default="")
    note: str = column("说明", default="")
    review_note: str = column("审核意见", default="")
    base_number: int = column("从第几版改起", default=0)
    base_version: str = column("从哪份内容改起；空为新卡片", max_length=12, default="")
    """The version of the card in service when editing began; another one by now means that somebody was faster."""
    base_content: dict[str, Any] = column("改动前的内容", sa_type=JSON, default_factory=dict)
    base_questions: list[dict[str, Any]] = column("改动前的测试问句", sa_type=JSON, default_factory=list)
    approved_digest: str = column("审核的是哪份内容", max_length=64, default="")
    saves: int = column("存过几次", default=1)
    saved_by: str = column("最近谁存", max_length=60)
    saved_at: datetime = column("最近存的时间", sa_type=Moment)
    created_at: datetime = column("起草时间", sa_type=Moment)
    submitted_at: datetime | None = column("提交审核时间", sa_type=Moment, default=None)
    reviewed_at: datetime | None = column("审核时间", sa_type=Moment, default=None)
    published_at: datetime | None = column("最近发布时间", sa_type=Moment, default=None)
    retired_at: datetime | None = column("退下时间", sa_type=Moment, default=None)


class Edition(SQLModel, table=True):
    """知识库版次: what answers from one publishing to the next."""

    __tablename__ = "edition"

    number: int = column("第几次发布", primary_key=True)
    cards: dict[str, int] = column("盖在上面的修订：卡片到修订编号", sa_type=JSON, default_factory=dict)
    shipped: str = column("垫在下面的、随程序来的知识库版本", max_length=12)
    version: str = column("知识库版本", max_length=12)
    digest: str = column("索引摘要", max_length=64)
    code: str = column("建索引的程序摘要", max_length=16)
    size: int = column("卡片数", default=0)
    run_id: int = column("哪次检查", foreign_key="gate_run.id")
    back_to: int | None = column("退回到第几版", default=None)
    published_by: str = column("谁发布", max_length=60)
    at: datetime = column("发布时间", sa_type=Moment)
    note: str = column("说明", default="")


class IndexChunk(SQLModel, table=True):
    """索引片段: the packed index, so that another machine gets it from the database."""

    __tablename__ = "index_chunk"

    digest: str = column("索引摘要", max_length=64, primary_key=True)
    place: int = column("第几片", primary_key=True)
    data: bytes = column("内容", sa_type=LargeBinary)


class KnowledgePointer(SQLModel, table=True):
    """现行知识库: one row that every process looks at; whoever publishes or switches holds it."""

    __tablename__ = "knowledge_pointer"

    id: int | None = column("只有一行", default=None, primary_key=True)
    edition: int = column("现行是第几次发布；0 为随程序来的", default=0)
    switches: int = column("开关动过几次", default=0)


class CardSwitch(SQLModel, table=True):
    """停用开关: each flick, the last of a card or topic counts."""

    __tablename__ = "card_switch"

    id: int | None = column("内部编号", default=None, primary_key=True)
    kind: str = column("卡片 card 或主题 topic", max_length=10)
    name: str = column("哪张卡片、哪个主题", max_length=60)
    off: bool = column("是否停用")
    by: str = column("谁", max_length=60)
    reason: str = column("为什么", default="")
    at: datetime = column("时间", sa_type=Moment)


class GateRun(SQLModel, table=True):
    """发布检查: one replay of all test questions and of the last messages against what is to be published."""

    __tablename__ = "gate_run"

    id: int | None = column("内部编号", default=None, primary_key=True)
    state: str = column("running、ready、broken、published", max_length=20, default="running")
    base_edition: int = column("检查时现行第几版")
    back_to: int | None = column("退回到第几版", default=None)
    revisions: dict[str, str] = column("修订编号到内容摘要", sa_type=JSON, default_factory=dict)
    cards: dict[str, int] = column("发布后盖在上面的修订", sa_type=JSON, default_factory=dict)
    shipped: str = column("随程序来的知识库版本", max_length=12, default="")
    version: str = column("检查的知识库版本", max_length=12, default="")
    digest: str = column("索引摘要", max_length=64, default="")
    code: str = column("建索引的程序摘要", max_length=16, default="")
    size: int = column("卡片数", default=0)
    asked: int = column("问了几句测试问句", default=0)
    heard: int = column("重放了几条来话", default=0)
    failures: list[dict[str, Any]] = column("没通过的必过问句", sa_type=JSON, default_factory=list)
    outdated: list[dict[str, Any]] = column("底稿已变的修订", sa_type=JSON, default_factory=list)
    notes: list[dict[str, Any]] = column("没答对的一般问句", sa_type=JSON, default_factory=list)
    problem: str = column("没有检查完的原因", default="")
    made_by: str = column("谁发起", max_length=60)
    made_at: datetime = column("发起时间", sa_type=Moment)
    ready_at: datetime | None = column("检查完时间", sa_type=Moment, default=None)
    edition: int | None = column("发布成第几版", default=None)


class GateChange(SQLModel, table=True):
    """答复变化: one message, or one test question given up, that would be answered otherwise."""

    __tablename__ = "gate_change"

    id: int | None = column("内部编号", default=None, primary_key=True)
    run_id: int = column("哪次检查", foreign_key="gate_run.id", index=True)
    kind: str = column("来话 message 或放弃的问句 question", max_length=10)
    message: str = column("原话（号码已隐去）", default="")
    count: int = column("有几条一样的", default=1)
    day: date = column("在哪一天会变")
    before: dict[str, Any] = column("原来的答复", sa_type=JSON, default_factory=dict)
    after: dict[str, Any] = column("以后的答复", sa_type=JSON, default_factory=dict)
    accepted_by: str = column("谁认可", max_length=60, default="")
    accepted_at: datetime | None = column("认可时间", sa_type=Moment, default=None)
