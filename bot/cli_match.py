"""`fenliu orders`: what belongs together: the same matter, opposing demands, hot events, numbers of other platforms."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy import select
from sqlmodel import col

from bot.cli_open import reading, writing
from bot.cli_table import show
from bot.cli_words import Number, Who, number_of, role_of
from config.errors import BadInput
from config.masking import mask
from config.region import Region
from orders.actor import Actor
from orders.alike.lookup import Alike
from orders.alike.told import Told
from orders.book import OrderBook
from orders.case_tables import Cluster, Conflict
from orders.dispatch.conflicts import Conflicts
from orders.external import ExternalRefs
from orders.joining import Joining
from orders.status import OPEN, STATUS_ZH
from orders.tables import Order

VERDICTS_ZH = {"same": "同一件事", "opposing": "诉求相反", "ambiguous": "拿不准"}
DESK = ("dispatcher", "supervisor")
System = Annotated[str, typer.Argument(metavar="平台", help="例如 省平台")]
Ref = Annotated[str, typer.Argument(metavar="编号", help="那边的编号")]
Why = Annotated[str, typer.Option("--why", help="理由")]
Row = tuple[str, ...]


def show_alike(number: Number) -> None:
    """和这张工单像同一件事的：结论和理由，拿不准的由人看了再并。"""

    async def read(book: OrderBook) -> tuple[Order, list[Row]]:
        order = await book.get(number)
        refs = tuple(f"{one.system}:{one.ref}" for one in await ExternalRefs(book).of(order))
        found = await Alike(book.session).judged(Told.of(order, refs=refs))
        rows: list[Row] = []
        for one in found:
            other = await book.session.get(Order, one.order_id)
            if other is not None and other.id != order.id:
                verdict, status = VERDICTS_ZH.get(one.verdict, one.verdict), STATUS_ZH[other.status]
                why = "；".join(one.reasons)
                rows.append((other.number, verdict, f"{one.score:.2f}", mask(why), status, mask(other.title)))
        return order, rows

    order, rows = reading(read)
    if not rows:
        typer.echo(f"没有找到和 {order.number} 像同一件事的在办工单。")
        return
    show(("工单编号", "结论", "把握", "理由", "状态", "标题"), rows)
    if order.status in OPEN:
        typer.echo(f"看过是同一件的：fenliu orders merge {order.number} 主单编号 --as 姓名 --why 理由")


def merge(number: Number, into: Annotated[str, typer.Argument(metavar="主单编号")], who: Who, why: Why) -> None:
    """并单：把一张工单并到同一件事的主单里。"""

    async def join(book: OrderBook) -> Order:
        voice, lead = await book.get(number), await book.get(into)
        return await Joining(book.life).merge(voice, lead, Actor(who, "dispatcher"), why)

    lead = writing(join)
    typer.echo(f"已并到 {lead.number}（共 {lead.voices} 份诉求）。原来的工单号和查询码仍然能查。")


def unmerge(number: Number, who: Who, why: Why) -> None:
    """拆单：撤销并单，恢复成单独的一张。"""

    async def part(book: OrderBook) -> Order:
        return await Joining(book.life).unmerge(await book.get(number), Actor(who, "dispatcher"), why)

    order = writing(part)
    typer.echo(f"工单 {order.number} 已拆出来，现在是“{STATUS_ZH[order.status]}”。")


def show_conflicts() -> None:
    """同一个地方相反的诉求，等着商议，旧的在前。"""

    async def read(book: OrderBook) -> list[Row]:
        rows: list[Row] = []
        for pair in await Conflicts(book.life).open():
            both = [await book.session.get(Order, one) for one in (pair.one_id, pair.other_id)]
            shown = [f"{one.number}《{mask(one.title)}》{STATUS_ZH[one.status]}" for one in both if one]
            rows.append((str(pair.id), *shown, f"{pair.found_at:%m-%d %H:%M}"))
        return rows

    rows = reading(read)
    if not rows:
        typer.echo("没有等着商议的相反诉求。")
        return
    show(("编号", "一边", "另一边", "从何时起"), rows)


def end_conflict(
    number: Annotated[str, typer.Argument(metavar="编号", help="fenliu orders conflicts 里的编号")],
    who: Who,
    outcome: Annotated[str, typer.Option(help="商议的结果")],
    role: Annotated[str, typer.Option("--role", help="dispatcher 派单员；supervisor 主管")] = "dispatcher",
) -> None:
    """商议完了：写下结果，两张工单各自接着办。"""
    actor = Actor(who, role_of(role, DESK))

    async def end(book: OrderBook) -> Conflict:
        pair = await book.session.get(Conflict, number_of(number, "相反诉求"))
        if pair is None:
            raise BadInput(say=f"没有编号 {number} 的相反诉求；fenliu orders conflicts 列出等着商议的。")
        await Conflicts(book.life).end(pair, actor, outcome)
        return pair

    pair = writing(end)
    typer.echo(f"相反诉求 {pair.id} 商议结束：{pair.outcome}。还在会商的工单，用 fenliu orders assign 定由谁办。")


def add_ref(number: Number, system: System, ref: Ref) -> None:
    """记下同一件事在别的平台的编号，不用再录一遍。"""

    async def note(book: OrderBook) -> tuple[Order, list[str]]:
        order, refs = await book.get(number), ExternalRefs(book)
        await refs.add(order, system, ref)
        return order, [f"{one.system} {one.ref}" for one in await refs.of(order)]

    order, refs = writing(note)
    typer.echo(f"工单 {order.number} 的外部编号：{'；'.join(refs)}")


def find_ref(system: System, ref: Ref) -> None:
    """按别的平台的编号查工单。"""
    order = reading(lambda book: ExternalRefs(book).find(system, ref))
    if order is None:
        raise BadInput(say=f"没有工单登记过{system}的编号 {ref}；核对编号，或用 fenliu orders ref 登记。")
    typer.echo(f"{order.number}　{STATUS_ZH[order.status]}　{mask(order.title)}　{order.lead_unit}")


def show_hot() -> None:
    """热点事件（未诉先办）：几位居民、在哪里、建议怎么办，旧的在前。"""

    async def read(book: OrderBook) -> list[Row]:
        wanted = select(Cluster).where(col(Cluster.ended_at).is_(None)).order_by(col(Cluster.id))
        rows: list[Row] = []
        for hot in (await book.session.execute(wanted)).scalars():
            mine = select(Order).where(col(Order.cluster_id) == hot.id).order_by(col(Order.id))
            orders = (await book.session.execute(mine)).scalars().all()
            numbers = "\n".join(order.number for order in orders)
            place = _place(book.region, orders[-1]) if orders else ""
            title = f"{mask(hot.title)}（{hot.voices} 位居民）"
            rows.append((title, place, f"{hot.opened_at:%m-%d %H:%M}", hot.proposal, numbers))
        return rows

    rows = reading(read)
    if not rows:
        typer.echo("现在没有热点事件。")
        return
    show(("什么事", "在哪里", "从何时起", "主动治理建议", "工单编号"), rows)


def _place(region: Region, order: Order) -> str:
    places = (region.places.streets.get(order.street), region.places.communities.get(order.community))
    return "".join(one.name for one in places if one is not None)


def add_commands(app: typer.Typer) -> None:
    """Puts them under `fenliu orders`."""
    app.command("alike")(show_alike)
    app.command("merge")(merge)
    app.command("unmerge")(unmerge)
    app.command("conflicts")(show_conflicts)
    app.command("conflict-end")(end_conflict)
    app.command("ref")(add_ref)
    app.command("find-ref")(find_ref)
    app.command("hot")(show_hot)
