"""Staff that joined with an invitation, as real ones do."""

from __future__ import annotations

from orders.staff import StaffBook
from orders.tables import Staff


async def hire(book: StaffBook, name: str, role: str = "worker") -> Staff:
    """Somebody who was invited and joined; the account is made of the name."""
    return await book.join(await book.invite(name, role), f"chat-{name}")
