"""docs/add-a-source.md is kept true."""

import dataclasses
import re
from pathlib import Path

from crawler.sources.source_list import parse_sources
from yaluwatch.model import JsonFields, Selectors, Source, SourceKind

TEXT = (Path(__file__).parents[2] / "docs" / "add-a-source.md").read_text(encoding="utf-8")


def test_the_example_is_a_valid_entry() -> None:
    entry, _, _, selectors, earlier = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    (source,) = parse_sources(entry + selectors + earlier)
    assert source.id == "dailynk-en"
    assert source.selectors.body
    assert source.earlier[0].selectors.body


def test_the_examples_of_apis_are_valid_entries() -> None:
    entry, wordpress, api, _, _ = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    head = re.sub(r"(?m)^(?:kind|urls) = .*\n", "", entry)
    for example, kind in ((wordpress, SourceKind.WORDPRESS), (api, SourceKind.JSON)):
        (source,) = parse_sources(head + example)
        assert source.kind is kind


def test_every_field_is_explained() -> None:
    fields = {field.name for field in dataclasses.fields(Source)}
    fields |= {field.name for field in dataclasses.fields(Selectors)}
    fields |= {field.name for field in dataclasses.fields(JsonFields)}
    assert {name for name in fields if f"`{name}`" not in TEXT} == set()
