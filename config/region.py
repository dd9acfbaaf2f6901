"""A region: the numbers, units and places of one city or district, as data.

Files are `config/regions/<name>.yaml` and `config/regions/<name>/*.yaml`; `extends` names the region whose parts are
taken over. Cards refer to contacts by name and orders to units by code, so that another city is other files and no
other card and no other code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from config.catalogue import Catalogue, CommunityDuty
from config.catalogue_file import read_catalogue, read_duties
from config.contact import Contact
from config.errors import RegionError
from config.gazetteer import Gazetteer, Spot
from config.grades import Grades, read_grades
from config.limits import Limits, read_limits
from config.masking import digits_of
from config.places import read_places
from config.region_checks import wrong
from config.region_file import Pack, read_pack
from config.staffing import Staffing
from config.units import Unit, Units, read_units
from config.vocabulary import Language, name_of
from config.working_time import WorkCalendar, read_calendar

FOLDER = Path(__file__).parent / "regions"
DEFAULT_WORKING_DAYS = 5

__all__ = ["Contact", "Region", "load_region"]


@dataclass(frozen=True)
class Region:
    """A city or district. `sample` says that its places and local numbers are invented."""

    key: str
    name: str
    sample: bool
    contacts: dict[str, Contact]
    units: dict[str, str] = field(default_factory=dict)
    """Handler code -> name of the unit that gets its orders."""
    deadlines: dict[str, int] = field(default_factory=dict)
    """Type of appeal -> working days to answer."""
    staffing: Staffing = field(default_factory=Staffing)
    """When people answer handoffs, and how long each step may take."""
    places: Gazetteer = field(default_factory=Gazetteer)
    community_list: dict[str, CommunityDuty] = field(default_factory=dict)
    """What a community may lead."""
    catalogue: Catalogue = field(default_factory=Catalogue)
    limits: Limits = field(default_factory=Limits)
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    grades: Grades = field(default_factory=Grades)
    owners: Units = field(default_factory=lambda: Units({}, Gazetteer()))
    """The units with lawful names and telephones, by code and by place."""

    def contact(self, key: str) -> Contact:
        """The contact of that name.

        Raises:
            RegionError: the region has no such contact.
        """
        try:
            return self.contacts[key]
        except KeyError:
            msg = f"地区文件 {self.key}.yaml 里没有联系方式 {key}，请在 contacts 下补上"
            raise RegionError(msg, say=msg) from None

    @property
    def numbers(self) -> frozenset[str]:
        """The telephone numbers of its places, as digits: these are for everybody to read."""
        return frozenset(digits_of(contact.phone) for contact in self.contacts.values() if contact.phone)

    @property
    def streets(self) -> tuple[str, ...]:
        """The names of its streets."""
        return tuple(street.name for street in self.places.streets.values())

    @property
    def population(self) -> int:
        """People living here; 0 where the files do not tell."""
        return self.places.population

    def unit(self, handler: str | None, language: Language = "zh") -> str:
        """The unit that gets orders of this handler; the handler's general name where the region lists none, and in
        other languages than Chinese."""
        own = self.units.get(handler or "") if language == "zh" else ""
        return own or name_of("handlers", handler, language)

    def unit_at(self, handler: str, spot: Spot | None) -> Unit | None:
        """The unit of this handler at that place; None where a place is needed (street, community) and unknown.

        Raises:
            RegionError: no such handler.
        """
        return self.owners.at(handler, spot)

    def unit_by_code(self, code: str) -> Unit:
        """The unit of a code: a handler code, `street:<code>` or `community:<code>`.

        Raises:
            RegionError: there is no such unit.
        """
        return self.owners.by_code(code)

    def working_days(self, appeal_type: str) -> int:
        """Working days to answer an appeal of that type."""
        return self.deadlines.get(appeal_type, DEFAULT_WORKING_DAYS)

    def accept_by(self, start: datetime, urgency: str = "normal") -> datetime:
        """Until when a unit must sign for an order it got at `start`."""
        return self.limits.accept_by(start, urgency, self.calendar)

    def due(self, start: datetime, appeal_type: str, urgency: str = "normal") -> datetime:
        """Until when an appeal must be answered: within hours by the clock where it is urgent, else in working days."""
        hours = self.limits.answer_hours(urgency)
        if hours is not None:
            return start + timedelta(hours=hours)
        return self.calendar.due(start, self.working_days(appeal_type))

    def fill(self, text: str, language: Language = "zh") -> str:
        """`text` with each {contact} replaced by its name and number."""
        return text.format_map(_Shorts(self, language))


class _Shorts(dict[str, str]):
    def __init__(self, region: Region, language: Language) -> None:
        super().__init__()
        self.region = region
        self.language: Language = language

    def __missing__(self, key: str) -> str:
        return self.region.contact(key).short_in(self.language)


@lru_cache(maxsize=8)
def load_region(name: str = "sample", folder: Path = FOLDER) -> Region:
    """The region `name`, with all it extends.

    Raises:
        RegionError: no such file, no valid YAML, a field that is missing, unknown or of the wrong kind, or one that is
            at odds with another.
    """
    return _build(name, read_pack(name, folder))


def _build(name: str, pack: Pack) -> Region:
    places = read_places(pack.part("streets"), pack.part("communities"))
    owners = read_units(pack.part("units"), places)
    duties = read_duties(pack.part("community_list"))
    return Region(
        key=name,
        name=pack.head.get("name") or name,
        sample=bool(pack.head.get("sample")),
        contacts={key: Contact(key=key, **entry.value) for key, entry in pack.part("contacts").items()},
        units={handler: unit.name for handler, unit in owners.listed.items()},
        deadlines={code: entry.value for code, entry in pack.part("deadlines").items()},
        staffing=_staffing(pack),
        places=places,
        community_list=duties,
        catalogue=read_catalogue(pack.part("catalogue"), duties),
        limits=read_limits(pack.part("limits")),
        calendar=read_calendar(pack.part("calendar")),
        grades=read_grades(pack.part("grades")),
        owners=owners,
    )


def _staffing(pack: Pack) -> Staffing:
    """What the files say, the rest by default."""
    entries = pack.part("staffing")
    staffing = Staffing().changed({name: entry.value for name, entry in entries.items()})
    if staffing.opens >= staffing.closes:
        path = (entries.get("closes") or entries["opens"]).path
        raise wrong(path, "staffing.closes", f"比 opens（{staffing.opens:%H:%M}）晚的时间", f"{staffing.closes:%H:%M}")
    return staffing
