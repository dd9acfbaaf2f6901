"""Who moves cases in the tests."""

from __future__ import annotations

from orders.actor import RESIDENT, SYSTEM, Actor

__all__ = ["BOSS", "DESK", "HOUSING", "MARKET", "RESIDENT", "REVIEWER", "STREET", "SYSTEM", "WILLOW"]
DESK = Actor("小李", "dispatcher")
REVIEWER = Actor("老周", "reviewer")
BOSS = Actor("陈主任", "supervisor")
HOUSING = Actor("住建小孙", "unit", "housing")
MARKET = Actor("市监小吴", "unit", "market")
STREET = Actor("街道小郑", "unit", "street:east")
WILLOW = Actor("柳园老书记", "unit", "community:willow")
