"""The routes of the API, by subject."""

from web.api.routes import articles, documents, exports, indicators, operation, personal, research, stories

#: In the order of the documentation.
ROUTERS = (
    articles.router,
    research.router,
    indicators.router,
    stories.router,
    exports.router,
    operation.router,
    personal.reading,
    personal.judging,
    documents.router,
)

__all__ = ["ROUTERS"]
