"""Articles on several pages: situations from public reports, rebuilt with other words."""

import pytest

from crawler.extraction.several_pages import PageLinks
from tests.unit.test_crawler_extract import SENTENCES, html
from tests.unit.test_crawler_several_pages import FIRST, MORE, SITE, WIDE, body, links, pager, read


@pytest.mark.parametrize(
    ("next_article", "why"),
    [
        (
            '<a class="next" href="/ct/2026-6-ferry-3636637.html">Nächster Artikel</a>',
            "ftr-site-config, PR 274",
        ),
        ('<a class="next" rel="next" href="/2026/coal-ships">Next</a>', "ftr-site-config, PR 169"),
        ('<a href="/2026/coal-ships">下一篇：下一页的故事</a>', "hoothin/UserScripts, issue 263"),
    ],
)
def test_a_next_article_beside_the_pager_is_left_out(next_article: str, why: str) -> None:
    second = f"{FIRST}?page=2"
    after = f'{next_article}<div class="pages"><a href="{second}">2</a></div>'
    pages = {FIRST: html(SENTENCES, after=after), second: html(MORE, after=next_article)}
    article, asked = read(pages)
    assert (body(article), asked) == ([*SENTENCES, *MORE], [second]), why


def test_a_view_named_in_the_query_is_the_whole_article() -> None:
    # RSS-Bridge, issue 1545.
    whole = f"{FIRST}?seite=all"
    after = f'<a href="?seite=2">2</a> <a href="{whole}">Auf einer Seite lesen</a>'
    article, asked = read({FIRST: html(SENTENCES, after=after), whole: html([*SENTENCES, *MORE])})
    assert (body(article), asked) == ([*SENTENCES, *MORE], [whole])


def test_a_note_on_every_page_is_kept_once() -> None:
    # wallabag, pull request 751.
    note = "The author covers the river for a newspaper in Seoul and crosses it twice a year with traders."
    second = f"{FIRST}?page=2"
    pages = {FIRST: html([note, *SENTENCES], after=pager(FIRST, second)), second: html([note, *MORE])}
    assert body(read(pages)[0]) == [note, *SENTENCES, *MORE]


@pytest.mark.parametrize("canonical", [FIRST, f"{FIRST}/", f"{FIRST}/2/", SITE])
def test_further_pages_name_themselves_or_the_first_as_canonical(canonical: str) -> None:
    # Yoast/wordpress-seo, issue 8270, and perladvent/perldotcom, issue 519.
    second = f"{FIRST}/2/"
    pages = {
        FIRST: html(SENTENCES, after=f'<p class="page-links"><a href="{second}">2</a></p>'),
        second: html(MORE, f'<link rel="canonical" href="{canonical}">'),
    }
    assert body(read(pages)[0]) == [*SENTENCES, *MORE]


def test_numbers_that_pile_up_in_the_address_are_not_followed() -> None:
    # Yoast/wordpress-seo, issue 2026.
    second = f"{FIRST}/page/2/"
    third = f"{second}page/3/"
    pages = {FIRST: html(SENTENCES, f'<link rel="next" href="{second}">')}
    pages[second] = html(MORE, f'<link rel="next" href="{third}">')
    assert read(pages)[1] == [second]


def test_a_number_for_each_of_several_pagers_is_read() -> None:
    # j0k3r/graby, issue 81.
    second = f"{FIRST}?page=0,1"
    pages = {FIRST: html(SENTENCES, after=f'<a href="{second}">next ›</a>'), second: html(MORE)}
    assert body(read(pages)[0]) == [*SENTENCES, *MORE]


def test_links_that_set_the_length_of_a_list_are_no_pages() -> None:
    # TeamHG-Memex/autopager, issue 2.
    markup = (
        'Show <a href="?page_size=2">2</a> <a href="?per_page=20">20</a> <a href="?limit=2">2</a> comments'
    )
    assert links(markup) == PageLinks()


def test_a_label_for_the_rest_may_lead_to_the_next_page() -> None:
    second = f"{FIRST}?from=home&page=2"
    pages = {FIRST: html(SENTENCES, after=f'<a href="{second}#rest">余下全文</a>'), second: html(MORE)}
    assert body(read(pages)[0]) == [*SENTENCES, *MORE]


def test_a_line_of_date_and_source_on_every_page_is_left_out() -> None:
    def shown(lines: list[str], after: str) -> str:
        text = "".join(f"<p>{line}</p>" for line in lines)
        return f"""<html><head><title>鸭绿江渡船复航-边境网</title></head><body><div><h1>鸭绿江渡船复航</h1>
        <div class="info">2026-11-28 09:12 来源：边境网</div>
        <div class="content">{text}</div>{after}</div></body></html>"""

    first, second = f"{SITE}/c_88121.htm", f"{SITE}/c_88121_2.htm"
    pages = {
        first: shown([WIDE[0] * 2, WIDE[0] * 3], f'<a href="{second}">2</a>'),
        second: shown([WIDE[1]], ""),
    }
    assert body(read(pages, first)[0])[-2:] == [WIDE[0] * 3, WIDE[1]]


def test_a_further_page_without_a_headline_is_read() -> None:
    second = f"{FIRST}?page=2"
    text = "".join(f"<p>{line}</p>" for line in MORE)
    bare = f'<html><body><nav><a href="/">Home</a></nav><div class="text">{text}</div></body></html>'
    article, _ = read({FIRST: html(SENTENCES, after=pager(FIRST, second)), second: bare})
    assert body(article) == [*SENTENCES, *MORE]


def test_a_list_below_an_article_whose_pager_names_the_article_is_not_joined() -> None:
    def shown(start: int) -> str:
        rows = "".join(
            f'<li><a href="?id={n}">Notice {n} of the office</a></li>' for n in range(start, start + 9)
        )
        return html(SENTENCES, after=f'<ul>{rows}</ul><a href="{first}&page=2">2</a>')

    first = f"{SITE}/view.php?id=5512"
    article, asked = read({first: shown(90), f"{first}&page=2": shown(80)}, first)
    assert (body(article), len(asked)) == (SENTENCES, 1)
