"""A complete draft that tests change in one point."""

from __future__ import annotations

from typing import Any

from orders.draft import FIVE_ELEMENTS, OrderDraft

COMPLETE: dict[str, Any] = {
    "card_id": "site-at-night",
    "card_version": "aaaaaaaaaaaa",
    "library_version": "bbbbbbbbbbbb",
    "title": "工地夜间施工噪声扰民",
    "destination": "order",
    "handler": "ecology",
    "appeal_type": "complaint",
    "level": "department",
    "confidence": 0.91,
    "scope_reason": "夜间施工由生态环境部门处理",
    "content": "工地半夜打桩，家里老人睡不着，联系我13812345678",
    "demand": "夜里别施工",
    "occurred_at": "这一周每晚十一点以后",
    "incident_address": "示例街道幸福路8号工地",
    "respondent": "幸福路8号工地",
    "contact_phone": "13812345678",
    "requester_name": "王芳",
    "channel": "web",
    "account": "visitor-1",
    "decision": {"outcome": "route"},
    "required": FIVE_ELEMENTS,
}


def draft(**changes: Any) -> OrderDraft:
    """The complete draft with some fields changed."""
    return OrderDraft.model_validate(COMPLETE | changes)
