"""What the dispatch catalogue asks of an order: its matter and its place."""

from __future__ import annotations

from config.catalogue import CatalogueItem, MatterKey
from config.clock import Clock
from config.gazetteer import Spot
from config.region import Region
from orders.tables import Order

BY_PLACE = ("community", "street")


def matter_of(order: Order) -> MatterKey:
    """The key of the catalogue. Where a worker named the community or the street, but the card knows a department,
    the department is looked up: who has the power comes before who was thought of."""
    named, known = order.handler or "", str((order.decision or {}).get("handler") or "")
    by_power = known if named in BY_PLACE and known not in ("", *BY_PLACE) else named
    return MatterKey(
        card_id=order.card_id,
        topic=order.topic,
        handler=by_power,
        appeal_type=order.appeal_type,
        level=named if named == "community" else order.level or "",
    )


def spot_of(order: Order) -> Spot | None:
    """The place of an order, if it is known."""
    return Spot(order.street or None, order.community or None, "") if order.street or order.community else None


def item_of(order: Order, region: Region, clock: Clock) -> CatalogueItem | None:
    """The item of the catalogue that holds for this order today."""
    return region.catalogue.find(matter_of(order), clock.today())
