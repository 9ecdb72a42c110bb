"""Pages for operators: sources and their health, the service's state, the outbox."""

from fastapi import APIRouter

from web.operator import adding, editing, exchange, outbox, source, source_actions, sources, status

#: All of them.
router = APIRouter()
for page in (sources, source, source_actions, editing, adding, exchange, status, outbox):
    router.include_router(page.router)

#: Bytes of the body that a form with a file may have, by path.
LARGER_BODIES = {"/source-list/import": exchange.MAX_FILE + 100_000}

__all__ = ["LARGER_BODIES", "router"]
