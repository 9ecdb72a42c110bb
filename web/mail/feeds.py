"""Subscriptions for feed readers, at URLs nobody can guess."""

import json
from datetime import UTC, datetime
from typing import Literal

from fastapi import APIRouter, HTTPException, Request, Response

from alerts.subscriptions import (
    as_atom,
    as_json_feed,
    feed_stories,
    read_feed_token,
)
from classifier.lexicon import place_names
from storage import parse_query
from web.context import Opened, Shown
from web.filters import filter_values

router = APIRouter()


@router.get("/feeds/{token}/{form}")
def feed(
    request: Request, site: Shown, archive: Opened, token: str, form: Literal["atom", "json"]
) -> Response:
    """A subscription's stories for feed readers, at a URL nobody can guess."""
    subscription_id = read_feed_token(site.secret, token)
    chosen = [item for item in archive.subscriptions.all() if item.id == subscription_id]
    if not chosen:
        raise HTTPException(404, "This subscription no longer exists.")
    now, address = datetime.now(UTC), str(request.url)
    values = filter_values(site, archive).lenient()
    stories = feed_stories(
        archive, chosen[0], site.read_sources(), now, lambda text: parse_query(text, place_names(), values)
    )
    if form == "json":
        web_url = str(request.base_url).rstrip("/")
        content = json.dumps(as_json_feed(chosen[0], stories, address, web_url), ensure_ascii=False)
        return Response(content, media_type="application/feed+json")
    return Response(as_atom(chosen[0], stories, address, now), media_type="application/atom+xml")
