"""Pages for researchers: search, one article with its evidence and versions, exports, the tables."""

from fastapi import APIRouter

from web.research import article, export, facets, search, timeline
from web.research.tables import TABLES_PATH, Tables

#: All routes of this package.
router = APIRouter()
for _page in (search, facets, timeline, export, article):
    router.include_router(_page.router)

__all__ = ["TABLES_PATH", "Tables", "router"]
