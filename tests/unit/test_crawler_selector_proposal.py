from crawler.health.selector_proposal import propose

TEXTS = (
    "Coal barges left Nampo on Monday, three traders said.",
    "The bridge at Dandong was shut for repairs until noon.",
    "Customs officers counted two hundred trucks in a week.",
)
PAGE = """<html><body class="page"><header class="top">News of the border and all the rest of it</header>
<div id="story-48201" class="wrap css-1x2y3z"><h1 class="headline">{title}</h1>
<div class="story text"><p>{text}</p></div></div>
<footer class="text">All rights reserved by everybody who has ever written here</footer></body></html>"""


def pages(known: str = "{text}") -> list[tuple[str, str]]:
    return [
        (PAGE.format(title=f"Headline {n}", text=text), known.format(text=text, title=f"Headline {n}"))
        for n, text in enumerate(TEXTS)
    ]


def test_the_element_with_the_text_on_all_pages_is_proposed() -> None:
    proposal = propose(pages())
    assert proposal is not None
    # `div.wrap` holds the headline, too, `.text` the footer; an id with a number is of one article.
    assert (proposal.selector, proposal.tried, proposal.found) == ("div.text", 3, 3)
    assert str(proposal) == "'div.text' finds it on 3 of 3 stored pages (100% similar)"


def test_a_headline_has_a_selector_too() -> None:
    proposal = propose(pages("{title}"))
    assert proposal is not None
    assert proposal.selector == "h1"


def test_a_selector_that_works_on_one_page_or_none_is_not_proposed() -> None:
    assert propose(pages()[:1]) is None
    assert propose([(markup, "Something else altogether was printed here.") for markup, _ in pages()]) is None
    other = ("<html><body><p class='other'>x</p></body></html>", TEXTS[0])
    assert propose([pages()[0], other, other]) is None
