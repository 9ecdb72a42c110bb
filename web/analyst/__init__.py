"""Pages for analysts: what is new, story by story; places and actors; subscriptions."""

from web.analyst import entity, judging, marking, story, today
from web.analyst.subscriptions import own, subscribing

#: The routers; routes with a name come before those with an id in the same place.
PAGES = tuple(page.router for page in (today, story, entity, marking, judging, subscribing, own))

__all__ = ["PAGES"]
