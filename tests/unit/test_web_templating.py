"""Texts of the catalogues in templates, and the beginning of links."""

import pytest
from jinja2 import UndefinedError

from web.root_path import _CURRENT
from web.templating import TEMPLATES


def rendered(source: str, language: str = "en", **values: object) -> str:
    return TEMPLATES.env.from_string(source).render(language=language, zone="UTC", **values)


def test_values_in_a_text_are_escaped_and_the_text_is_not() -> None:
    source = "{% trans text=title %}<b>{{ text }}</b> & 5 %{% endtrans %}"
    assert rendered(source, title="<i>'") == "<b>&lt;i&gt;&#39;</b> & 5 %"
    assert (
        rendered("{% trans one=title, number=2 %}{{ one }} {{ number }}{% endtrans %}", title="&")
        == "&amp; 2"
    )


def test_a_text_has_the_plural_form_of_its_number_and_language() -> None:
    source = "{% trans reports=many %}{{ reports }} report{% pluralize %}{{ reports }} reports{% endtrans %}"
    assert [rendered(source, many=number) for number in (1, 2)] == ["1 report", "2 reports"]
    assert rendered(source, "ko", many=1) == "보도 1건"


def test_a_value_that_is_missing_is_no_empty_text() -> None:
    with pytest.raises(UndefinedError):
        rendered("{% trans text=title %}{{ text }}{% endtrans %}")


def test_links_of_ours_begin_with_the_path_of_the_proxy() -> None:
    source = '<a href="/search">x</a><a href="//other.example/">y</a><img src="/static/mark.svg">'
    assert rendered(source) == source
    token = _CURRENT.set('/ya"lu')
    try:
        assert rendered('<a href="/search">') == '<a href="/ya&#34;lu/search">'
    finally:
        _CURRENT.reset(token)
