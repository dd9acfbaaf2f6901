"""Samples for the tests and the pictures: an ordinary statement, and one with everything that breaks a page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from orders.paper.statement import Consultation, Coordination, Decided, Policy, Return, Statement, Step

START = datetime(2026, 10, 12, 9, 5)
RARE = "业主姓“𠮷”，住㙍头村；留言带表情😀👨‍👩‍👧和 English words like https://example.invalid/a/very/long/address?x=1"
LONG = (
    "经区生态环境局现场监测，该点位昼间、夜间噪声和油烟排放均未超过规定限值；但居民反映的体感不适属实，"
    "我们已请经营者清洗净化设施、调整排烟口朝向，并约定每月自查一次（记录留存备查）。"
)


def minutes(count: int) -> datetime:
    return START + timedelta(minutes=count)


PLAIN = Statement(
    number="FL2026101200017",
    title="烧烤店油烟直排楼道",
    region="示例市",
    requester="张先生",
    filed_at=START,
    appeal_type="投诉",
    matter="楼下烧烤店每天傍晚到凌晨排烟，开不了窗。",
    demand="请尽快处理，要求改排烟管道。",
    place="示例区湖滨街道柳园小区3幢楼下",
    occurred="每天18时以后",
    lead="示例区生态环境局",
    co=("湖滨街道办事处", "示例区城市管理局"),
    dispatch_basis="派单目录 E-08 餐饮油烟：由生态环境部门主办",
    due_at=minutes(60 * 24 * 21),
    resolved_at=minutes(60 * 24 * 16),
    steps=(
        Step(START, "受理", "分流", "已受理，生成工单"),
        Step(minutes(4), "派单", "分流", "派给示例区生态环境局", "派单目录 E-08"),
        Step(minutes(42), "签收", "示例区生态环境局"),
    ),
    coordinations=(
        Coordination(
            minutes(3000), ("示例区生态环境局", "湖滨街道办事处", "烧烤店经营者"), "现场查看排烟管道，商定清洗和改造。"
        ),
        Coordination(minutes(5000), ("示例区生态环境局", "柳园社区居委会"), "上门听取四户居民意见。"),
    ),
    closure="暂无法解决",
    result="监测达标，暂不能要求停业；排烟口改向正在协商，到期再查。",
    policies=(Policy("生态环境法典", "第二百五十条", "排放油烟的餐饮服务业经营者应当安装油烟净化设施。"),),
    look_again=date(2027, 1, 15),
    decisions=(Decided(minutes(9000), "区生态环境局承办科室", "按暂无法解决办结", "监测报告 2026-311", "a3f9c2d1"),),
    next_steps=(
        "收到答复后觉得没有解决的，可直接在对话里回复“没解决”，我们会重新办理。",
        "对行政行为不服的，可自知道之日起六十日内申请行政复议，或者六个月内向法院起诉；法律援助电话 0512-12348000。",
    ),
    head="9b1f0c7be2a84d5f6a7788990011aabbccddeeff00112233445566778899aabb",
    printed_at=minutes(60 * 24 * 17),
    printed_by="湖滨街道办事处",
)
"""An order that could not be solved."""

NASTY = replace(
    PLAIN,
    title="超长标题" * 12,
    requester="欧阳清泉",
    matter=f"{RARE}。诉求人欧阳清泉电话 13812345678，身份证 320502199001011234。{LONG * 4}\n"
    "第二段：\x00\x07控制字符\u202e也要去掉。",
    voices=23,
    steps=tuple(
        Step(minutes(n * 37), f"环节{n + 1}", f"示例第{n + 1}单位", f"{LONG[: n * 2 % 90]}·{n + 1}", f"依据{n + 1}")
        for n in range(60)
    ),
    returns=tuple(
        Return(
            minutes(100 * n), f"退回单位{n}", LONG + f"理由{n}", f"三定规定{n}", f"建议单位{n}", f"不同意{n}：{LONG}"
        )
        for n in range(1, 4)
    ),
    consultations=tuple(
        Consultation(
            minutes(700 * n), tuple(f"参会部门{n}{m}" for m in "甲乙丙丁"), LONG + f"结论{n}", f"指定单位{n}"
        )
        for n in range(1, 3)
    ),
    coordinations=tuple(
        Coordination(minutes(300 * n), (f"单位{n}甲", f"单位{n}乙"), LONG + f"协调{n}") for n in range(1, 13)
    ),
    policies=tuple(Policy(f"某市物业管理条例（{n}）", f"第{n}条", LONG * 2 + f"条文{n}") for n in range(1, 5)),
    result=(LONG * 10)[:800],
    decisions=tuple(
        Decided(minutes(80 * n), f"决定人{n}", f"决定事项{n}", f"依据文本{n}", f"{n:08x}") for n in range(1, 31)
    ),
)  # fmt: skip
"""60 steps, 3 returns, 2 consultations, 800 characters of answer, rare characters, emoji, personal numbers."""
