"""A body that stands on other pages of the site, too, is no article."""

from crawler.spiders.repeated_text import RepeatedText

FOOTER = (
    "Courier Press, 12 Harbour Road. All rights reserved.\n\nTel. 02-123-4567. Youth protection officer: Kim."
)
OWN = "The ferry sailed again on Friday.\n\nTickets cost twice as much as before."


def test_a_text_on_two_other_pages_with_other_titles_is_the_sites() -> None:
    seen = RepeatedText([("Ferry sails", FOOTER), ("Coal prices", FOOTER)])
    assert not seen.is_informed
    seen.add("Onions", FOOTER)
    assert seen.is_informed
    assert seen.is_all_of("Onions", FOOTER)


def test_a_text_seen_once_before_or_under_the_same_title_is_not() -> None:
    assert not RepeatedText([("Ferry sails", FOOTER)]).is_all_of("Onions", FOOTER)
    assert not RepeatedText([("Onions", FOOTER), ("Ferry sails", FOOTER)]).is_all_of("Onions", FOOTER)


def test_an_article_with_a_footer_of_its_site_keeps_it() -> None:
    seen = RepeatedText([("Coal prices", FOOTER), ("Onions", FOOTER)])
    assert not seen.is_all_of("Ferry sails", f"{OWN}\n\n{FOOTER}")


def test_a_body_without_text_is_not_judged() -> None:
    assert not RepeatedText([("A", ""), ("B", "")]).is_all_of("C", "")


def test_headline_date_and_reader_count_make_a_footer_no_article() -> None:
    seen = RepeatedText([("Ferry sails", FOOTER), ("Coal prices", FOOTER)])
    assert seen.is_all_of("Onions are cheap again", f"Onions are cheap again\n\n2026-11-28 09:12\n\n{FOOTER}")


def test_a_brief_above_a_long_note_about_its_publisher_is_an_article() -> None:
    seen = RepeatedText([("Ferry sails", FOOTER * 9), ("Coal prices", FOOTER * 9)])
    assert not seen.is_all_of("Bridge", f"The bridge was closed on Monday.\n\n{FOOTER * 9}")
