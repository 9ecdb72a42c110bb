"""The lines beside a story or article about sanctions lists and official figures, as digests have them."""

from collections.abc import Sequence

from alerts.indicators import lines_beside
from alerts.rendering import indicator_text, labels_in
from storage import Archive


def lines(
    archive: Archive, article_ids: Sequence[int], language: str, *, has_links: bool
) -> list[tuple[str, int]]:
    """Each line with the number of the article it is about; 0 if that is several, or without `has_links`."""
    labels = labels_in(language)
    return [
        (indicator_text(labels, line), line.article_id if has_links else 0)
        for line in lines_beside(archive, {0: article_ids})[0]
    ]
