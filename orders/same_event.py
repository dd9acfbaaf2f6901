"""What the comparing of appeals gives to the follow-up: one cause told again."""

from __future__ import annotations

from orders.alike.hot import same_cause
from orders.alike.told import Told
from orders.follow_up import doubtful
from orders.tables import Order


def same_cause_told(earlier: Order, new: Order) -> bool:
    """Whether `new` tells again what `earlier` told: by what was said, or by card, place and respondent."""
    return same_cause(Told.of(earlier), Told.of(new)) or doubtful.same_cause(earlier, new)
