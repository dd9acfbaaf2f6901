"""The figures of the service for Prometheus: counted as things happen, and read from the database when asked for."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.readings import Readings
from bot.spool import Spool
from handlers.message import FileOrder, HandOff, Incoming, Record, Turn

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)
NOBODY = "none"
"""Where a decision has no destination: a question, a person, a greeting."""


class Metrics:
    """All figures of one process. Their labels are codes; nothing that a person wrote is in them."""

    def __init__(self, readings: Readings, spool: Spool) -> None:
        self.readings = readings
        self.spool = spool
        self.registry = CollectorRegistry()
        self._turns = Histogram(
            "fenliu_turn_seconds", "Time of one turn", ["channel"], buckets=SECONDS, registry=self.registry
        )
        self._decisions = self._counter("fenliu_decisions", "Matters decided", "outcome", "destination")
        self._effects = self._counter("fenliu_effects", "Orders and handoffs asked for by turns", "what")
        self._received = self._counter("fenliu_messages_received", "Messages taken", "channel")
        self._kept = self._counter("fenliu_messages_spooled", "Messages kept on disk, database gone", "channel")
        self._replies = self._counter("fenliu_replies", "Replies, by what became of them", "channel", "result")
        self._up = self._gauge("fenliu_database_up", "1 while the database answers within a second")
        self._outbox = self._gauge("fenliu_outbox_waiting", "Replies still to be sent")
        self._outbox_age = self._gauge("fenliu_outbox_age_seconds", "Age of the oldest reply still to be sent")
        self._dead = self._gauge("fenliu_dead_letters", "Replies that could not be delivered")
        self._inbox = self._gauge("fenliu_inbox_waiting", "Messages still to be taken")
        self._inbox_age = self._gauge("fenliu_inbox_age_seconds", "Age of the oldest message still to be taken")
        self._unclaimed = self._gauge("fenliu_handoffs_unclaimed", "Handoffs that nobody has claimed")
        self._unclaimed_age = self._gauge("fenliu_handoffs_unclaimed_age_seconds", "Age of the oldest of them")
        self._spool = self._gauge("fenliu_spool_waiting", "Messages on disk that wait for the database")
        self._spool_age = self._gauge("fenliu_spool_age_seconds", "Age of the oldest of them")
        self._bad = self._gauge("fenliu_spool_bad", "Messages on disk put aside, for a person to look at")
        self._update_age = self._gauge("fenliu_channel_update_age_seconds", "Since a channel's last update", "channel")
        self._contact_age = self._gauge("fenliu_channel_contact_age_seconds", "Since a channel answered", "channel")

    def turn(self, incoming: Incoming, turn: Turn | None, seconds: float) -> None:
        """Counts a turn; `turn` is None where no desk answered: a person has the conversation, or the desk broke."""
        self._received.labels(incoming.channel).inc()
        self._turns.labels(incoming.channel).observe(seconds)
        for effect in turn.effects if turn else ():
            match effect:
                case Record(decision=decision) if decision:
                    destination = str(decision.get("destination") or NOBODY)
                    self._decisions.labels(str(decision.get("outcome")), destination).inc()
                case FileOrder():
                    self._effects.labels("order").inc()
                case HandOff():
                    self._effects.labels("handoff").inc()

    def reply(self, channel: str, result: str) -> None:
        """Counts what became of a reply: sent, later, dead, withheld."""
        self._replies.labels(channel, result).inc()

    def spooled(self, channel: str) -> None:
        """Counts a message that was kept on disk."""
        self._kept.labels(channel).inc()

    async def render(self) -> bytes:
        """All figures in the text format of Prometheus. Answers with the database gone, too."""
        reading = await self.readings.read()
        self._up.set(reading.up)
        self._spool.set(self.spool.waiting())
        self._spool_age.set(self.spool.oldest() or 0.0)
        self._bad.set(self.spool.bad())
        unknown = float("nan")
        for count, age, waiting in (
            (self._outbox, self._outbox_age, reading.outbox),
            (self._inbox, self._inbox_age, reading.inbox),
            (self._unclaimed, self._unclaimed_age, reading.unclaimed),
        ):
            count.set(waiting.count if reading.up else unknown)
            age.set(waiting.age if reading.up else unknown)
        self._dead.set(reading.dead if reading.up else unknown)
        for gauge, ages in ((self._update_age, reading.channels), (self._contact_age, reading.connected)):
            gauge.clear()
            for channel, age_of in ages.items():
                gauge.labels(channel).set(age_of)
        return generate_latest(self.registry)

    def _counter(self, name: str, help_text: str, *labels: str) -> Counter:
        return Counter(name, help_text, labels, registry=self.registry)

    def _gauge(self, name: str, help_text: str, *labels: str) -> Gauge:
        return Gauge(name, help_text, labels, registry=self.registry)
