"""What a message already says of time, place, people and demand."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import corrections, people, places
from handlers.extract import extract, leftover, residue, says_more

NOW = datetime.fromisoformat("2026-11-22T10:00+08:00")


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("昨天晚上10点多楼上又跳操", "昨天晚上10点多（2026-11-21）"),
        ("大前天丢的", "大前天（2026-11-19）"),
        ("每天凌晨两三点打桩，持续一个月了", "每天凌晨两三点，持续一个月了"),
        ("天天半夜施工，从上周三开始", "天天半夜，从上周三开始"),
        ("上个月交的钱", "上个月"),
        ("11月20号晚上八点", "11月20号晚上八点"),
        ("路灯坏了三个月没人修", "三个月"),
        ("22:30还在响", "22:30"),
        ("阳光花园2号楼", ""),
        ("在18号正门口", ""),
        ("建国路8号", ""),
        ("买了七天无理由退货的鞋", ""),
    ],
)
def test_time(said: str, time: str) -> None:
    """Times keep the resident's words; a spoken day gets its date; a house number is no date."""
    assert extract(said, NOW).get("occurred_at", "") == time


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("幸福小区3栋502", "幸福小区3栋502"),
        ("我家住在朝阳区建国路88号，天天半夜施工", "朝阳区建国路88号"),
        ("人民路和解放路交叉口井盖没了", "人民路和解放路交叉口"),
        ("住在金色家园3-2-502，楼下烧烤店油烟太大", "金色家园3-2-502"),
        ("阳光花园2号楼楼道里电瓶车充电", "阳光花园2号楼"),
        ("东环大道公交站旁边有个大坑", "东环大道公交站旁边"),
        ("老板跑路了", ""),
        ("出租车绕路", ""),
        ("我们小区路灯坏了", ""),
        ("52路公交不停站", ""),
        ("李家庄村口", "李家庄村口"),
        ("12号对面那盏灯", ""),
        ("五盏路灯都灭了", ""),
        ("一楼搭阳光房", ""),
    ],
)
def test_place(said: str, place: str) -> None:
    """A place has a name of its own; verbs that end like a road name none."""
    assert extract(said, NOW).get("incident_address", "") == place


@pytest.mark.parametrize(
    ("said", "phone"),
    [
        ("电话13912345678", "13912345678"),
        ("139 1234 5678", "13912345678"),
        ("１３９１２３４５６７８", "13912345678"),
        ("一三九一二三四五六七八", "13912345678"),
        ("0512-65223456打这个", "0512-65223456"),
        ("店家电话是0512-65223456，我的电话是13912345678", "13912345678"),
        ("对方电话13912345678", ""),
        ("老板叫张大强 电话13912345678", ""),
        ("我们厂里电话0512-65223456", ""),
        ("房东姓李，手机是13912345678", ""),
        ("老板不给钱，我电话13912345678", "13912345678"),
        ("1391234567", ""),
        ("工单20261122-00017-4", ""),
    ],
)
def test_phone(said: str, phone: str) -> None:
    """The resident's own valid number, however it is written; never the other side's."""
    assert people.phone(said) == phone


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("我姓王，电话13912345678", "requester_name", "王"),
        ("王女士 13912345678", "requester_name", "王女士"),
        ("我是业主", "requester_name", ""),
        ("老伴叫我别说了", "requester_name", ""),
        ("孩子被张老师打了", "requester_name", ""),
        ("王师傅 13912345678", "requester_name", "王师傅"),
        ("沪A12345的出租车绕路", "respondent", "出租车，沪A12345"),
        ("楼上半夜装修", "respondent", "楼上"),
        ("老板叫张大强", "respondent", "老板张大强"),
        ("强哥烧烤油烟太大", "respondent", "强哥烧烤"),
        ("路灯坏了，请修好", "demand", "请修好"),
        ("水管爆了，把它修好", "demand", "把它修好"),
        ("示例青禾科技有限公司拖欠工资", "respondent", "示例青禾科技有限公司"),
        ("油烟太大，要求关停", "demand", "要求关停"),
        ("能不能派人来管管", "demand", "能不能派人来管管"),
        ("我找过物业，物业说管不了", "prior_contact", "我找过物业,物业说管不了"),
    ],
)
def test_people_and_wishes(said: str, field: str, value: str) -> None:
    """Names, the other side with a plate number, the demand, and who was asked before."""
    assert extract(said, NOW).get(field, "") == value


FIELDS = {
    "occurred_at": "昨天晚上10点多（2026-11-21）",
    "incident_address": "幸福小区2幢502",
    "contact_phone": "13912345678",
    "demand": "请核实处理，并答复我",
    "requester_name": "王女士",
    "respondent": "楼上邻居",
}


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("地址错了，是3幢", "incident_address", "幸福小区3幢502"),
        ("不是2幢，是3幢", "incident_address", "幸福小区3幢502"),
        ("不对，是3幢", "incident_address", "幸福小区3幢502"),
        ("我的地址错了，不是502是503", "incident_address", "幸福小区2幢503"),
        ("地址不对，应该是阳光花园5栋", "incident_address", "阳光花园5栋"),
        ("不是昨天是前天", "occurred_at", "前天晚上10点多（2026-11-20）"),
        ("应该是前天晚上", "occurred_at", "前天晚上（2026-11-20）"),
        ("电话改成13812345678", "contact_phone", "13812345678"),
        ("手机号不对，改成一三八一二三四五六七八", "contact_phone", "13812345678"),
        ("电话改成123", "contact_phone", ""),
        ("把诉求改成让他们停工", "demand", "让他们停工"),
        ("姓写错了，我姓汪", "requester_name", "汪"),
        ("对象不是楼上，是楼下", "respondent", "楼下邻居"),
        ("幸福小区错了，是幸福新村", "incident_address", "幸福新村2幢502"),
        ("时间也不对，上礼拜就坏了", "occurred_at", "上礼拜"),
        ("小区名字也错了叫阳光花园", "incident_address", "阳光花园"),
        ("名字写我老伴的 王秀英", "requester_name", "王秀英"),
        ("电话后面是8不是5", "contact_phone", "13912348678"),
        ("地方写错咯，是幸福新村不是幸福小区", "incident_address", "幸福新村2幢502"),
        ("门牌错了，是28号", "incident_address", "幸福小区2幢28号"),
        ("电话错了", "contact_phone", ""),
        ("改一下时间", "occurred_at", ""),
    ],
)
def test_corrections(said: str, field: str, value: str) -> None:
    """A correction names a field, or its value tells which; an empty value asks for it."""
    found = corrections.find(said, FIELDS, NOW)
    assert found is not None
    assert (found.field, found.value) == (field, value)


@pytest.mark.parametrize("said", ["不是的", "要多久", "不是我要赔钱，是要他停工", "楼上那家", "好的", ""])
def test_what_is_no_correction(said: str) -> None:
    """Ordinary answers correct nothing."""
    assert corrections.find(said, FIELDS, NOW) is None


def test_a_house_number_alone_is_known_for_what_it_is() -> None:
    """3栋502 says which house and not where."""
    assert places.is_house_only("3栋502")
    assert not places.is_house_only("幸福小区3栋502")
    assert places.house("就在3栋502") == "3栋502"


def test_what_is_left_without_names_and_numbers() -> None:
    """A message that is all name and number states no matter."""
    assert residue("我姓王，电话13912345678") == ""
    assert residue("路灯坏了") == "路灯坏了"
    assert residue("中山路12号") == ""
    assert not says_more("力健健身城南店")
    assert says_more("力健健身城南店不退钱")


def test_what_no_field_takes_is_left_over() -> None:
    """The clauses of an answer beyond its values, without empty ones."""
    assert leftover("17路，昨天傍晚六点，他没停", ["昨天傍晚六点"]) == "17路，他没停"
    assert leftover("上个月就开始了", ["上个月"]) == ""


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_searched(text: str) -> None:
    """Nothing that can be typed stops extraction or correction."""
    assert all(extract(text, NOW).values())
    corrections.find(text, FIELDS, NOW)
