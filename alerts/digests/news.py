"""What new articles add to a story that was reported before. Pure."""

from collections.abc import Iterable, Sequence

from alerts.digests.batch import DueArticle
from alerts.digests.story_view import Member, News, StoryView


def news(view: StoryView, due: Sequence[DueArticle]) -> list[News]:
    """Another independent publisher, otherwise figures not reported before; old articles add nothing."""
    new_ids = {item.id for item in due if not item.reported_version}
    fresh = [view.members[item.id] for item in due if not item.reported_version and not item.is_old]
    seen = [member for member in view.members.values() if member.id not in new_ids]
    known = {member.origin for member in seen}
    found: dict[tuple[str, str], News] = {}
    for member in sorted(fresh, key=lambda member: member.id):
        if member.origin not in known:
            found.setdefault(("publisher", member.origin), _new_publisher(member))
        elif figures := _new_figures(member, seen):
            found.setdefault(("figures", figures), News("figures", figures, member.quote, member.outlet))
    return list(found.values())


def _new_publisher(member: Member) -> News:
    return News("publisher", member.origin, member.quote, member.outlet)


def _new_figures(member: Member, seen: Iterable[Member]) -> str:
    """Figures in the quoted sentence that no earlier article in its language has; "" for none."""
    earlier = [other for other in seen if other.outlet.language == member.outlet.language]
    if not earlier or member.quote is None:
        return ""
    printed = frozenset[str]().union(*(other.figures for other in earlier))
    new = [figure for figure in sorted(member.figures - printed) if figure in member.quote.span.text]
    return ", ".join(new)
