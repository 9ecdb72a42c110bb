"""Pages for operators: sources and their health."""

from fastapi import APIRouter

from web.operator import sources

#: All of them.
router = APIRouter()
for page in (sources,):
    router.include_router(page.router)

__all__ = ["router"]
