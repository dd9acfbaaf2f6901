"""A district of invented places and matters: each story can be told again in other words."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Final

HOT: Final = "红星农贸市场"
HEADS: Final = tuple("阳光 幸福 金桂 翠湖 东湖 西苑 锦绣 和平 建设 望江 云台 白鹭 青松 紫荆 丹枫 银杏 梧桐 玉兰 海棠 荷风 松涛 竹溪 梅园 桃源 兰亭 龙泉 凤鸣 鹿鸣 鹤翔 星河".split())
TAILS: Final = ("花园", "家园", "小区", "公寓", "新村", "名邸", "雅苑", "华庭", "豪庭", "佳苑")
ROADS: Final = ("路", "街", "大道", "巷")
KINDS: Final = (
    ("路灯不亮", ("路灯坏了好几天，晚上黑漆漆的看不见路", "门口的灯一直不亮，老人摸黑走，摔了怎么办"), "street-light-out"),
    ("井盖缺失", ("路上的井盖不见了，骑车差点掉下去", "窨井没盖子，敞着口，小孩经过太危险"), "manhole-cover"),
    ("电梯故障", ("电梯三天两头坏，今天又停运了", "电梯老是卡住不动，把人困在里面"), "elevator-broken"),
    ("餐饮油烟", ("楼下饭店的油烟直往家里灌，窗户不敢开", "餐馆炒菜的烟味太呛人，天天熏得头疼"), "restaurant-fumes"),
    ("垃圾满溢", ("垃圾桶满了没人收，臭气熏天", "生活垃圾堆成山，苍蝇乱飞，三天没清运"), "compound-garbage"),
    ("占道经营", ("小贩把路占了，车都过不去", "流动摊贩摆满人行道，没法走路"), "street-vendors"),
    ("夜间施工", ("工地半夜还在打桩，吵得睡不着", "施工噪音响到凌晨，明天还要上班"), "construction-noise"),
    ("广场舞噪声", ("跳广场舞的音响太大，孩子写不了作业", "大妈跳舞音乐震天响，天天到十点"), "square-dance-noise"),
    ("违法停车", ("车乱停在路边，出口都堵住了", "违停的车占了人行道，轮椅过不去"), "illegal-parking"),
    ("飞线充电", ("有人从窗户拉电线下来给电动车充电", "飞线充电，插线板挂在外面，下雨多危险"), "ebike-stairwell"),
    ("路面坑洼", ("路面有个大坑，轮胎都硌爆了", "这条路坑坑洼洼，电动车过去就颠"), "road-pothole"),
    ("停水", ("家里从早上就没水，也没通知", "整栋都停水了，做不了饭"), "water-outage-home"),
)  # fmt: skip
HOT_SHARE: Final = 0.03


class Story:
    """One matter at one place."""

    def __init__(self, place: str, thing: int, dice: random.Random) -> None:
        self.place = place
        self.thing = thing % len(KINDS)
        if place == HOT:
            self.address = f"{HOT}{dice.randint(1, 300)}号摊"
        elif place.endswith(ROADS):
            self.address = f"{place}{dice.randint(1, 400)}号"
        else:
            self.address = f"{place}{dice.randint(1, 40)}栋{dice.randint(1, 4)}单元"

    def row(self, words: int = 0) -> dict[str, Any]:
        """The columns of an order that tell it, in the first or the second words."""
        title, told, card = KINDS[self.thing]
        return {
            "title": title,
            "content": f"{told[words]}，就在{self.address}那里。",
            "demand": "请尽快处理",
            "occurred_at": "这几天",
            "incident_address": self.address,
            "card_id": card,
            "decision": {"candidates": [{"card": card, "score": 0.9}]},
        }

    def again(self, dice: random.Random) -> dict[str, Any]:
        """The same matter as somebody else tells it."""
        told = self.row(1)
        address = self.address.replace("栋", dice.choice(("幢", "号楼", "栋")))
        return told | {"incident_address": f"{address}附近", "content": KINDS[self.thing][1][1]}


def stories(size: int, dice: random.Random) -> Iterator[Story]:
    """So many matters, three in a hundred of them at one market."""
    estates = [f"{one}{two}{tail}" for one in HEADS for two in HEADS[:5] for tail in TAILS if one != two]
    roads = [f"{one}{two}{road}" for one in HEADS for two in ("东", "西", "南", "北", "中") for road in ROADS]
    for _ in range(size):
        place = HOT if dice.random() < HOT_SHARE else dice.choice(estates if dice.random() < 0.6 else roads)  # noqa: PLR2004
        yield Story(place, dice.randrange(len(KINDS)), dice)
