"""The loader: an error names file, line, field, and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.errors import KnowledgeError
from config.region import load_region
from config.vocabulary import vocabulary
from knowledge_base.library import Library, load_library

PHRASES = "\n".join(
    f"- 借钱不还的第{n}种说法" for n in ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
)
CARD = f"""id: loan
title: 私人借款不还
destination: court
phrases:
{PHRASES}
why: 只有法院能判
next_steps:
- 带上借条到法院
law:
- {{name: 民法典, article: "667"}}
reviewed_on: 2026-11-22
"""
LAWS = "民法典: {version: '2020-05-28', effective_from: 2021-01-01, verified_on: 2026-11-22, source: L}\n"
TWIN = "card: loan\nquestions: [甲问句, 乙问句, 丙问句, 丁问句]\n"


def write(folder: Path, card: str = CARD, twin: str | None = TWIN, name: str = "loan") -> Path:
    (folder / "cards" / "money").mkdir(parents=True)
    (folder / "questions" / "money").mkdir(parents=True)
    (folder / "laws.yaml").write_text(LAWS, encoding="utf-8")
    path = folder / "cards" / "money" / f"{name}.yaml"
    path.write_text(card, encoding="utf-8")
    if twin is not None:
        (folder / "questions" / "money" / f"{name}.yaml").write_text(twin, encoding="utf-8")
    return path


def load(folder: Path) -> Library:
    return load_library(load_region("sample"), folder)


def test_a_good_card_is_loaded_with_its_law_completed(tmp_path: Path) -> None:
    """Version, date and source of a citation come from the law table."""
    write(tmp_path)
    law = load(tmp_path)["loan"].law[0]
    assert (law.article, law.version, law.source, law.verified) == ("667", "2020-05-28", "L", True)


@pytest.mark.parametrize(
    ("change", "line", "wanted"),
    [
        (("destination: court", "destination: kourt"), 3, "destination: 应当是"),
        (("destination: court", "destination: order"), 1, "needs a `handler`"),
        (("title: 私人借款不还\n", ""), 1, "title: 这一项必须填写"),
        (("why:", "whyy:"), 17, "whyy: 没有这个字段"),
        (("- 借钱不还的第十种说法\n", ""), 4, "phrases: 至少要 12 条"),
        (("第十种", "第九种"), 4, "the same phrase stands twice"),
        (("name: 民法典", "name: 民法点"), 21, "laws.yaml 里没有《民法点》"),
        (("id: loan", "id: lone"), 1, "应当与文件名相同"),
        (("带上借条到法院", "打12368问问"), 18, "号码 12368 属于地区数据"),
        (("带上借条到法院", "打{kourt}问问"), 18, "地区文件里没有 {kourt}"),
        (("只有法院能判", "这不属于我们的范围"), 17, "像拒绝"),
        (('law:\n- {name: 民法典, article: "667"}\n', ""), 1, "no_law"),
        (('article: "667"', 'article: "667", source: G'), 21, "unverified"),
        (("next_steps:\n- 带上借条到法院", "next_steps: 带上借条"), 18, "应当是一个列表"),
        (("title: 私人", "title: : 私人"), 2, "不是正确的 YAML"),
    ],
)
def test_a_broken_card_is_explained(tmp_path: Path, change: tuple[str, str], line: int, wanted: str) -> None:
    """Every kind of mistake is told with file, line and what would be right."""
    assert change[0] in CARD
    write(tmp_path, CARD.replace(*change))
    with pytest.raises(KnowledgeError) as caught:
        load(tmp_path)
    assert "loan.yaml" in caught.value.say
    assert wanted in caught.value.say
    assert f"loan.yaml:{line}:" in caught.value.say


def test_a_missing_twin_is_named(tmp_path: Path) -> None:
    """A card without test questions is refused."""
    write(tmp_path, twin=None)
    with pytest.raises(KnowledgeError, match="缺少测试问句"):
        load(tmp_path)


def test_a_lone_twin_is_named(tmp_path: Path) -> None:
    """Test questions whose card is gone are not silently forgotten."""
    write(tmp_path)
    (tmp_path / "questions" / "money" / "gone.yaml").write_text(TWIN, encoding="utf-8")
    with pytest.raises(KnowledgeError, match="却没有卡片 gone"):
        load(tmp_path)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """An admin mends a file once, not once per mistake."""
    write(tmp_path, CARD.replace("destination: court", "destination: kourt").replace("title: 私人借款不还\n", ""))
    with pytest.raises(KnowledgeError) as caught:
        load(tmp_path)
    assert "destination" in caught.value.say
    assert "title" in caught.value.say


@pytest.fixture(scope="module")
def library() -> Library:
    return load(Path("knowledge_base"))


def test_the_real_library_is_large_enough(library: Library) -> None:
    """At least 180 cards, over all destinations, each with ten phrases and four questions."""
    assert len(library) >= 180
    assert {card.destination for card in library} == set(vocabulary()["destinations"])
    assert all(len(card.phrases) >= 10 for card in library)
    assert all(len(library.questions[card.id]) >= 4 for card in library)


def test_questions_never_feed_the_matcher(library: Library) -> None:
    """No test question stands among the phrases of any card, nor inside one."""
    phrases = {phrase for card in library for phrase in card.phrases}
    inside = "\n".join(phrases)
    asked = [question for questions in library.questions.values() for question in questions]
    assert len(asked) > 700
    assert [question for question in asked if question in inside] == []


def test_no_unverified_article_is_ever_shown(library: Library) -> None:
    """An article number stands only where the text was read, with version and source."""
    citations = [law for card in library for law in card.law]
    assert len(citations) > 100
    for law in citations:
        if law.article:
            assert law.verified
            assert law.version
            assert law.effective_from


def test_orders_ask_for_the_five_elements(library: Library) -> None:
    """Time, place, object, event and demand stand on every order card."""
    five = {"occurred_at", "incident_address", "respondent", "content", "demand"}
    lacking = [card.id for card in library if card.destination == "order" and not five <= {f.name for f in card.fields}]
    assert lacking == []
