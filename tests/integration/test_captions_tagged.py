"""A place that an article names only in the caption of a picture is mentioned."""

from pathlib import Path

from classifier import Classifier
from scheduler import jobs
from storage import open_archive, parse_query
from tests.samples import NOW, article


def test_a_place_in_a_caption_is_found_by_its_filter_and_not_twice(tmp_path: Path) -> None:
    body = (
        "Smugglers carried rice and fuel across the river from China into North Korea, two traders said.\n\n"
        "North Korean customs officers took bribes to let trucks from China pass at night, they added."
    )
    captions = ("Trucks wait at the customs house in Dandong.", "Trucks in Dandong, seen from Sinuiju.")
    made = article(title="Smuggling across the border grows", body=body, captions=captions)
    with open_archive(tmp_path / "yalu.db") as archive:
        added = archive.articles.add(made, None, publisher="p")
        jobs.tag(archive, Classifier.load(None), NOW)
        assert archive.search.count(parse_query("place:dandong")) == 1
        stored = archive.articles.get(added.id)
    assert stored is not None
    assert stored.verdict is not None
    spans = [one.span for one in stored.verdict.mentions if one.id == "dandong"]
    assert spans
    text = "\n\n".join(captions)
    assert all(one.part == "captions" and text[one.start : one.end] == one.text for one in spans)
