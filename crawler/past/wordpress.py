"""The past of a WordPress site, by its REST API."""

from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from crawler.discovery.wordpress import posts_address, read_posts
from crawler.past.listing import Cursor, Lister, Listing, Range
from yaluwatch.model import Outcome, Page, Source

#: Posts on a page, fewer for a server that fails to make larger ones. Each divides the one before, so that a
#: page of any size starts where the last one ended.
SIZES = (100, 50, 25, 5)
# Before WordPress 5.3, bounds are off by the site's offset from UTC (`posts_address`).
_MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the list is: which endpoint, and which of its posts."""

    endpoint: int = 0
    #: Posts of the endpoint that have been listed.
    offset: int = 0
    #: Posts on the next page.
    size: int = SIZES[0]
    #: Posts in the list when it was last read; -1 when unknown.
    total: int = -1

    @classmethod
    def of(cls, cursor: Cursor) -> "_Place":
        """The place in a cursor; the beginning for an empty one."""
        names = asdict(cls()).keys()
        return replace(cls(), **{name: int(str(cursor[name])) for name in names if name in cursor})

    @property
    def page(self) -> int:
        """The number of the next page, counted from 1."""
        return self.offset // self.size + 1


class PostsLister(Lister):
    """Lists the posts of each endpoint of a source, `SIZES[0]` a page."""

    def url(self, cursor: Cursor, source: Source, days: Range) -> str:
        """The address of the next page of posts, in the order of their ids."""
        place = _Place.of(cursor)
        return posts_address(
            source.urls[place.endpoint],
            page=place.page,
            per_page=place.size,
            after=days.start - _MARGIN,
            before=days.end + _MARGIN,
            order="asc",
            by="id",
        )

    def read(self, page: Page, cursor: Cursor, source: Source, days: Range) -> Listing:
        """The posts on a page that lie in the range.

        When posts were deleted since the last page, the others have moved forward: it steps back as far.
        """
        place, posts = _Place.of(cursor), read_posts(page, source)
        if posts.outcome not in {Outcome.OK, Outcome.EMPTY}:
            return Listing(next=cursor, outcome=posts.outcome, detail=posts.detail)
        total = -1 if posts.total is None else posts.total
        if lost := max(place.total - total, 0) if -1 not in {place.total, total} else 0:
            back = max(place.offset - lost, 0)
            return Listing(
                next=asdict(replace(place, offset=back - back % SIZES[0], total=total)), total=posts.total
            )
        is_last = posts.is_past_end or posts.total_pages == place.page
        ahead = replace(place, offset=place.offset + place.size, total=total)
        following = replace(_Place(), endpoint=place.endpoint + 1, size=place.size) if is_last else ahead
        wanted = [one for one in posts.candidates if one.published_at is None or one.published_at in days]
        return Listing(
            next=asdict(following) if following.endpoint < len(source.urls) else None,
            candidates=wanted,
            total=posts.total if len(source.urls) == 1 else None,
            detail=posts.detail,
        )

    def smaller(self, cursor: Cursor) -> Cursor | None:
        """The same posts on smaller pages."""
        place = _Place.of(cursor)
        smaller = [size for size in SIZES if size < place.size]
        return asdict(replace(place, size=smaller[0])) if smaller else None
