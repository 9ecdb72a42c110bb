"""Pages for operators: sources and their health."""

from fastapi import APIRouter

from web.operator import adding, editing, exchange, source, source_actions, sources

#: All of them.
router = APIRouter()
for page in (sources, source, source_actions, editing, adding, exchange):
    router.include_router(page.router)

__all__ = ["router"]
