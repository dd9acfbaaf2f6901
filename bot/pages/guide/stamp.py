"""What a region's data comes down to, for the ETag of pages that show it."""

from __future__ import annotations

import hashlib

from config.region import Region


def stamp(region: Region) -> str:
    """Digest of everything of a region that the guide shows: name, contacts, units, communities."""
    parts = (region.key, region.name, region.sample, region.contacts, region.units, dict(region.places.communities))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
