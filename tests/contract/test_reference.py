"""The shipped events speak of places and topics the classifier knows."""

import csv
from importlib.resources import files

from classifier import Classifier


def test_events_name_known_places_and_topics() -> None:
    classifier = Classifier.load(None)
    known = {"", *classifier.places, *classifier.topics}
    with files("storage.reference").joinpath("events.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 117
    for row in rows:
        assert {*row["places"].split(";"), *row["topics"].split(";")} <= known, row
