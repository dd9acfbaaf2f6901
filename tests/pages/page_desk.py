"""A desk that shows every kind of reply there is, so that the page is tested with all of them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from config.errors import FenliuError
from handlers.message import Effect, Incoming, Option, Reply, Turn
from handlers.state import Conversation

AGREE = (Option("agree", "同意，开始登记"), Option("no", "不同意"))
FIRE = Reply("火情最要紧：马上拨打火警救援 119，说清地址和有没有人被困。有人受伤拨急救电话 120。", "danger")
CARD = Reply(
    "这件事要走法院诉讼。私人借钱是民事纠纷，法院说了算。\n下一步：先写一份起诉状，打法院热线 12368 问立案。",
    "card",
    (Option("understood", "明白了"), Option("other", "不是这个意思"), Option("person", "我还是想找人")),
    folded=(("依据", "《民法典》第675条（2020-05-28）"), ("要带什么", "借条或转账记录\n聊天记录\n身份证")),
)
ORDER = Reply(
    "工单已提交，交给示例市城市管理局。",
    "order",
    rows=(
        ("工单号", "20261122-00017-4"),
        ("查询码", "K7P2M9"),
        ("交给", "示例市城市管理局"),
        ("应在此前答复", "2026年12月11日"),
    ),
)
RECEIPT = Reply("已转给工作人员，马上有人来看。", "receipt", rows=(("回执号", "R20261122-0001-3"),))
KINDS: Mapping[str, tuple[Reply, ...]] = {
    "着火": (FIRE, Reply("人安全以后，在这里说一声就行。", "question", (Option("safe", "我安全了"),))),
    "借钱": (CARD,),
    "工单": (ORDER,),
    "找个人": (RECEIPT,),
    "长": (Reply("很长的一段。" * 300),),
    "同意": (Reply("您同意登记吗？", "question", AGREE),),
}


class PageDesk:
    """Answers by the first word it knows; otherwise repeats what it heard, with its count."""

    def answer(self, incoming: Incoming, state: Conversation) -> Turn:
        """慢 takes a second, as a slow server would."""
        state = Conversation.from_json(state.to_json())
        state.matters += 1
        if "慢" in incoming.text:
            time.sleep(1)
        known = next((replies for word, replies in KINDS.items() if word in incoming.text), None)
        extras = f"照片{len(incoming.attachments)}" * bool(incoming.attachments) + "有位置" * bool(incoming.location)
        heard = incoming.text or incoming.option
        return Turn(known or (Reply(f"第{state.matters}句：{heard}{extras}"),), state)

    def report(self, effect: Effect, result: Mapping[str, Any] | FenliuError, state: Conversation) -> Turn:
        """Nothing is ever asked for."""
        raise NotImplementedError

    def go_on(self, state: Conversation) -> Turn:
        """Nothing ever waits."""
        return Turn((), state)

    def notice(self, key: str, values: Mapping[str, Any], state: Conversation) -> Turn:
        """Nothing is ever told."""
        raise NotImplementedError
