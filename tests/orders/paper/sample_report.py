"""A report with every kind of section, ordinary numbers, missing ones, and texts that a spreadsheet could run."""

from __future__ import annotations

from datetime import date

from orders.paper.report import Chart, ChartKind, Figure, Figures, Grid, Report, Section, Series, Show

FORMULAS = ("=1+1", "+86 138", "-2+3", "@SUM(A1)", "=HYPERLINK(B1)", "\t=1", "＝1+1")
MARKUP = "<script>alert('标记')</script> & \"引号\""
MONTHS = tuple(f"2026-{month:02d}" for month in range(1, 13))
STREETS = ("湖滨街道", "柳园街道", "东关街道", "西河镇", "名称特别特别特别长的经济技术开发区管理委员会街道")
UNITS = ("社区", "街道", "城市管理", "生态环境", "住房和城乡建设", "公安", "市场监督管理", "水务水利")

FIGURES = Figures(
    (
        Figure("受理工单", 20_417, unit="件", compared="上期 19,006 件", explain="本期立单，合并的另计"),
        Figure("社区主办占比", 0.1174, Show.PERCENT, compared="上期 12.4%", explain="社区主办 ÷ 全部派单"),
        Figure("派单准确率", 0.9321, Show.PERCENT, explain="1 − 退单数 ÷ 派单数"),
        Figure("7 天不反弹率", 0.884, Show.PERCENT, explain="办结后 7 天内没有再提的"),
        Figure("每万人诉求", 83.417, Show.TWO, unit="件/万人", explain="只供研判，不用于排名"),
        Figure("剔除率", None, Show.PERCENT, explain="本期没有申请"),
    )
)
ROWS = tuple((f"第{n}类 {MARKUP if n == 3 else '餐饮油烟'}", n * 131, n / 37, date(2026, 10, n)) for n in range(1, 29))
REPORT = Report(
    title="12345 热线月度分析报告",
    period="2026年10月",
    region="示例市",
    note="率都写明分子分母；社区占比按派单时的主办单位算。",
    made="分流 0.1.0 生成于 2026-11-01 08:00，种子 1",
    sections=(
        Section("总体", FIGURES, "本期与上期相比。"),
        Section(
            "社区主办占比逐月变化",
            Chart(
                ChartKind.LINE,
                MONTHS,
                (
                    Series("社区", (0.44, 0.45, 0.43, 0.4, 0.31, 0.22, 0.18, 0.15, 0.13, 0.12, 0.1174, None)),
                    Series("街道", (0.3, 0.29, 0.31, 0.33, 0.36, 0.4, 0.41, None, 0.42, 0.42, 0.43, 0.43)),
                    Series("部门", (0.26, 0.26, 0.26, 0.27, 0.33, 0.38, 0.41, 0.43, 0.45, 0.46, 0.45, 0.46)),
                ),
                Show.PERCENT,
                "月份",
            ),
            "清单 2026 年 4 月起施行。",
        ),
        Section(
            "各街道诉求量",
            Chart(ChartKind.BAR, STREETS, (Series("件数", (5230, 4120, 3981, 902, 7)),), Show.COUNT, "街道"),
        ),
        Section(
            "办结与反弹",
            Chart(
                ChartKind.BAR,
                STREETS,
                (Series("办结", (4900, 4000, None, 880, 7)), Series("反弹", (320, 250, 201, 44, 0))),
                Show.COUNT,
                "街道",
            ),
        ),
        Section(
            "办结类型",
            Chart(
                ChartKind.STACKED,
                STREETS,
                tuple(
                    Series(name, tuple(base // (place + 1) for base in (3000, 2500, 2100, 500, 3)))
                    for place, name in enumerate(("已解决", "解释说明", "转法定途径", "暂无法解决", "终止办理"))
                ),
                Show.COUNT,
                "街道",
            ),
        ),
        Section(
            "派错矩阵",
            Chart(
                ChartKind.HEAT,
                UNITS,
                tuple(
                    Series(name, tuple((37 * row * column) % 23 if row != column else None for column in range(8)))
                    for row, name in enumerate(UNITS)
                ),
                Show.COUNT,
                "派给 \\ 最后主办",
            ),
            "每一行是第一次派给谁，每一列是最后谁主办。",
        ),
        Section(
            "热点事项",
            Grid(("事项", "件数", "占比", "首次出现"), ROWS, (Show.TEXT, Show.COUNT, Show.PERCENT, Show.DAY)),
        ),
        Section("难点问题/会商[议题]", Grid(("议题", "说明"), tuple((one, "原话") for one in FORMULAS))),
        Section("解释说明公开清单", Grid(("事项", "答复"), ())),
    ),
)
