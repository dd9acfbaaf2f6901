"""`fenliu orders`: what waits for whom, and who has dealt with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from sqlalchemy import select
from sqlmodel import col

from bot.cli_open import reading, writing
from bot.cli_table import show
from bot.cli_words import UnitCode, Who, number_of, unit_name, unit_of
from config.errors import BadInput
from config.masking import mask
from config.region import Region
from orders.actor import ROLES_ZH
from orders.book import OrderBook
from orders.case_tables import Alert
from orders.follow_up.alerts import Alerts, kinds
from orders.follow_up.denials import DENIED
from orders.tables import Order

MOST = 30
"""Alerts that are listed at once; the rest is counted."""
WHO_ZH = ROLES_ZH | {"duty": "值班"}
NOT_ENDED_BY_HAND = dict.fromkeys(DENIED, "fenliu orders decide 工单编号") | {
    "rating_doubtful": "fenliu orders review 编号"
}
"""Alerts that end with the decision for which they ask, never by themselves."""
Id = Annotated[str, typer.Argument(metavar="编号")]


def show_alerts(
    unit: UnitCode = "",
    kind: Annotated[str, typer.Option(help="只看一种，例如 due_late")] = "",
) -> None:
    """提醒：什么事在等谁，旧的在前。"""

    async def read(book: OrderBook) -> tuple[int, list[tuple[str, ...]]]:
        if kind:
            await _known(book, kind)
        code = unit_of(book.region, unit) if unit else ""
        found = await Alerts(book.session, book.clock).open_(kind=kind, unit=code)
        return len(found), [_line(book.region, alert, await _number(book, alert)) for alert in found[:MOST]]

    count, rows = reading(read)
    if not rows:
        typer.echo("没有等着处理的提醒。")
        return
    show(("编号", "从何时起", "种类", "等谁", "工单编号", "内容"), rows)
    if count > len(rows):
        typer.echo(f"还有 {count - len(rows)} 条。处理完上面的，或用 --unit、--kind 挑着看。")


def end_alert(number: Id, who: Who) -> None:
    """一条提醒处理完了。要人拿主意的（没有解决、评价核实）由各自的命令结束。"""

    async def done(book: OrderBook) -> Alert:
        alert = await book.session.get(Alert, number_of(number, "提醒"))
        if alert is None:
            raise BadInput(say=f"没有编号 {number} 的提醒；fenliu orders alerts 列出等着处理的。")
        if alert.ended_at is None and alert.kind in NOT_ENDED_BY_HAND:
            way = NOT_ENDED_BY_HAND[alert.kind]
            raise BadInput(say=f"这条提醒要有人拿主意、写明依据：用 {way}；定了以后它自己结束。")
        await Alerts(book.session, book.clock).end(alert, who)
        return alert

    typer.echo(f"提醒 {writing(done).id} 已由{who}处理。")


def people(region: Region, alert: Alert) -> str:
    """For whom an alert waits."""
    to: Sequence[str] = (alert.data or {}).get("to", ())
    named = [unit_name(region, alert.unit) if one == "unit" and alert.unit else WHO_ZH.get(one, one) for one in to]
    return "、".join(named) or unit_name(region, alert.unit) or WHO_ZH["supervisor"]


def _line(region: Region, alert: Alert, order: str) -> tuple[str, ...]:
    since = f"{alert.created_at:%m-%d %H:%M}"
    return str(alert.id), since, alert.kind, people(region, alert), order, mask(alert.text)


async def _number(book: OrderBook, alert: Alert) -> str:
    order = await book.session.get(Order, alert.order_id) if alert.order_id else None
    return order.number if order else ""


async def _known(book: OrderBook, kind: str) -> None:
    there = set((await book.session.execute(select(col(Alert.kind)).distinct())).scalars()) | set(kinds())
    if kind not in there:
        raise BadInput(say=f"没有“{kind}”这种提醒。可以写：{'、'.join(sorted(there))}。")


def add_commands(app: typer.Typer) -> None:
    """Puts them under `fenliu orders`."""
    app.command("alerts")(show_alerts)
    app.command("alert-done")(end_alert)
