"""What the comparing of appeals gives to the follow-up: one event told by many, and one cause told again."""

from __future__ import annotations

from sqlalchemy import ColumnElement
from sqlmodel import col

from orders.alike.hot import cluster_key, same_cause
from orders.alike.told import Told
from orders.alike.traits import traits
from orders.follow_up import doubtful
from orders.follow_up.clusters import KEY_LENGTH, CardAndPlace
from orders.tables import Order


class ThingAndPlace(CardAndPlace):
    """The same thing at the same place, in whatever words and on whatever card; by the card where no thing is named.

    Matters of one's own (a refund, a pension) are no event, however many tell of theirs.
    """

    def key(self, order: Order) -> str:
        """Thing and place; empty where it is no event."""
        told = Told.of(order)
        if traits(told).thing is None:
            return super().key(order)
        return (cluster_key(told) or "")[:KEY_LENGTH]

    def narrow(self, order: Order) -> ColumnElement[bool]:
        """Orders of the same street and community, whatever the card."""
        return (col(Order.community) == order.community) & (col(Order.street) == order.street)


def same_cause_told(earlier: Order, new: Order) -> bool:
    """Whether `new` tells again what `earlier` told: by what was said, or by card, place and respondent."""
    return same_cause(Told.of(earlier), Told.of(new)) or doubtful.same_cause(earlier, new)
