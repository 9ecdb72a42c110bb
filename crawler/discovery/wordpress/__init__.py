"""The posts of a WordPress site by its REST API: URLs to ask, and reading the answers. Pure.

https://developer.wordpress.org/rest-api/reference/posts/ describes the endpoint `/wp/v2/posts`.
"""

from crawler.discovery.wordpress.addresses import (
    MOST_PER_PAGE,
    POSTS_PER_POLL,
    asks_for_changes,
    endpoint_of,
    is_poll_of,
    is_posts_endpoint,
    poll_addresses,
    posts_address,
)
from crawler.discovery.wordpress.reading import Posts, read_poll, read_posts

__all__ = [
    "MOST_PER_PAGE",
    "POSTS_PER_POLL",
    "Posts",
    "asks_for_changes",
    "endpoint_of",
    "is_poll_of",
    "is_posts_endpoint",
    "poll_addresses",
    "posts_address",
    "read_poll",
    "read_posts",
]
