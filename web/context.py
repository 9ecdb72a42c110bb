"""What every page needs: the archive, the source list, the key of signed links."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi import Path as PathPart

from alerts.delivery import MessageDefaults
from monitoring import Watch
from storage import Archive, open_archive
from web.access import Identifier, Provider
from web.archives import OpenArchives
from web.desk import Desk
from web.recent import Recent
from yaluwatch.model import Source

#: Largest integer in SQLite.
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class WebContext:
    """What every page needs."""

    archive: Path
    #: Reads the source list as it is now.
    read_sources: Callable[[], Sequence[Source]]
    #: Verifies the links in e-mails; "" = e-mails have none.
    secret: str
    #: The facts that monitors ask for.
    watch: Watch
    #: Lets monitors on other computers in; "" = nobody has it.
    monitor_token: str
    #: The archive, open for reading.
    archives: OpenArchives
    #: Who makes a request.
    identifier: Identifier
    #: Of every mail; without a secret, nobody can be asked to confirm.
    mail: MessageDefaults
    #: Logs people in; None = only we do.
    provider: Provider | None = None
    #: What the operator's pages need to change things; None = they only show them.
    read_desk: Callable[[], Desk] | None = None
    #: Which service made the translations that are shown; "" = none are.
    read_translation_engine: Callable[[], str] = str
    #: What pages need often and is costly to find.
    recent: Recent = field(default_factory=Recent)

    def names(self) -> Mapping[str, str]:
        """Names of sources by id."""
        return {source.id: source.name for source in self.read_sources()}


# Asynchronous, as are the checks of rights: each dependency that is not costs a switch to a thread and back.
async def _context(request: Request) -> WebContext:
    site: WebContext = request.app.state.site
    return site


async def _opened(site: Annotated[WebContext, Depends(_context)]) -> AsyncIterator[Archive]:
    async with site.archives.borrowed_here() as archive:
        yield archive


def _writable(site: Annotated[WebContext, Depends(_context)]) -> Iterator[Archive]:
    with open_archive(site.archive) as archive:
        yield archive


def _desk(site: Annotated[WebContext, Depends(_context)]) -> Desk:
    if site.read_desk is None:
        raise HTTPException(403, "Nothing can be changed from these pages; use the command `yalu`.")
    return site.read_desk()


Shown = Annotated[WebContext, Depends(_context)]
#: The archive, for routes that write; the transaction ends with each method.
Writable = Annotated[Archive, Depends(_writable)]
Opened = Annotated[Archive, Depends(_opened)]
#: A row id in a path.
Id = Annotated[int, PathPart(ge=0, le=LARGEST_ID)]
#: What the operator's pages need to change things, for routes that do.
AtDesk = Annotated[Desk, Depends(_desk)]
