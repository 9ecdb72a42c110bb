"""Teasers for other articles are cut from the end of a body."""

from crawler.extraction.markup import parse_html
from crawler.extraction.teasers import without_teasers

LINES = [f"Paragraph {number} of the article says what happened at the bridge." for number in range(1, 4)]
CARDS = [f"OTHER {number}: An official said that something else went on elsewhere." for number in range(1, 5)]


def trimmed(
    cards: int, before: str = '<h3><a href="/o">A headline of another story</a></h3>'
) -> tuple[str, ...]:
    text = "".join(f"<p>{line}</p>" for line in LINES)
    more = "".join(f'<div class="card">{before}<p>{card}</p></div>' for card in CARDS[:cards])
    tree = parse_html(f"<html><body><article>{text}</article><div>{more}</div></body></html>")
    assert tree is not None
    return without_teasers([*LINES, *CARDS[:cards]], tree)


def test_a_list_of_cards_is_cut() -> None:
    assert trimmed(3) == tuple(LINES)
    assert trimmed(4) == tuple(LINES)


def test_cards_that_are_links_are_cut() -> None:
    text = "".join(f"<p>{line}</p>" for line in LINES)
    more = "".join(f'<a class="card" href="/{card[6]}"><p>{card}</p></a>' for card in CARDS)
    tree = parse_html(f"<html><body>{text}{more}</body></html>")
    assert tree is not None
    assert without_teasers([*LINES, *CARDS], tree) == tuple(LINES)


def test_few_cards_or_cards_without_a_headline_are_kept() -> None:
    assert trimmed(2) == (*LINES, *CARDS[:2])
    assert trimmed(3, before="<h3>A headline of another story</h3>") == (*LINES, *CARDS[:3])
    assert trimmed(3, before='<a href="/o">More</a>') == (*LINES, *CARDS[:3])


def test_paragraphs_with_links_are_kept() -> None:
    linked = [f'{line[:-1]}, <a href="/x">as reported before</a>.' for line in LINES]
    tree = parse_html(
        "<html><body><div>" + "".join(f"<p>{line}</p>" for line in linked) + "</div></body></html>"
    )
    assert tree is not None
    told = [f"{line[:-1]}, as reported before." for line in LINES]
    assert without_teasers(told, tree) == tuple(told)


def test_an_article_is_never_cut_to_nothing() -> None:
    cards = "".join(f'<a class="c" href="/{card[6]}"><p>{card}</p></a>' for card in CARDS)
    tree = parse_html(f"<html><body>{cards}</body></html>")
    assert tree is not None
    assert without_teasers(CARDS, tree) == (CARDS[0],)
