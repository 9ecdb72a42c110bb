"""Evidence and facts marked in an article's text, and versions side by side."""

from storage import ChangeKind, FoundFact, compare
from tests.samples import article, verdict
from web.research import marking
from web.research.comparing import side_by_side
from yaluwatch.model import Evidence, Fact, StoredArticle, Tag

BODY = "Coal went north. Trucks came back.\n\nNobody said 40 tonnes were lost."


def stored(*tags: Tag, body: str = BODY, **changes: object) -> StoredArticle:
    return StoredArticle(
        id=1,
        article=article(title="Coal", body=body, **changes),
        publisher="p",
        version=1,
        first_seen_at=article().fetched_at,
        verdict=verdict(tags=tags),
    )


def evidence(text: str, part: str = "body", body: str = BODY) -> Evidence:
    start = body.index(text)
    return Evidence(part, start, start + len(text), text, "asserted")


def fact(number: int, text: str, kind: str = "volume") -> FoundFact:
    start = f"Coal\n\n{BODY}".index(text)
    end = start + len(text)
    return FoundFact(
        article_id=1, version=1, number=number, rules=1,
        fact=Fact(kind=kind, start=start, end=end, sentence_start=start, sentence_end=end),
        text=text, sentence=text, speaker="", url="", title="", language="en", publisher="",
        published_at=None,
    )  # fmt: skip


def plain(paragraphs: list[list[marking.Stretch]]) -> str:
    return "\n\n".join(
        "".join(piece.text for stretch in stretches for piece in stretch.pieces) for stretches in paragraphs
    )


def test_every_character_is_shown_once_whatever_is_marked() -> None:
    tags = (
        Tag("trade", 0.9, (evidence("Coal went north."), evidence("Nobody said 40 tonnes were lost."))),
        Tag("border", 0.8, (evidence("Coal went north. Trucks came back."),)),
    )
    facts = [fact(1, "40 tonnes"), fact(2, "Nobody said 40 tonnes were lost.", "claim"), fact(3, "40")]
    assert plain(marking.paragraphs(stored(*tags), facts)) == BODY


def test_sentences_for_several_topics_have_all_their_names() -> None:
    tags = (
        Tag("trade", 0.9, (evidence("Coal went north."),)),
        Tag("border", 0.8, (evidence("Coal went north. Trucks came back."),)),
    )
    first, second, *_ = marking.paragraphs(stored(*tags))[0]
    assert (first.topics, second.topics) == (("trade", "border"), ("border",))
    assert marking.hues(stored(*tags)) == {"trade": 1, "border": 2}


def test_a_fact_is_marked_and_a_claim_only_has_its_place() -> None:
    facts = [fact(1, "Nobody said 40 tonnes were lost.", "claim"), fact(2, "40 tonnes")]
    ((stretch,),) = marking.paragraphs(stored(), facts)[1:]
    assert [(piece.text, piece.is_fact, piece.begins) for piece in stretch.pieces] == [
        ("Nobody said ", False, (1,)),
        ("40 tonnes", True, (2,)),
        (" were lost.", False, ()),
    ]


def test_titles_and_captions_are_marked_as_the_body_is() -> None:
    tag = Tag("trade", 0.9, (Evidence("title", 0, 4, "Coal"), Evidence("captions", 7, 12, "Coal.")))
    made = stored(tag, captions=("Pier.", "Coal."))
    (title,) = marking.title(made, [])
    assert title.topics == ("trade",)
    assert [stretches[0].topics for stretches in marking.captions(made)] == [(), ("trade",)]
    assert marking.captions(stored()) == []


def test_both_versions_stand_side_by_side_by_paragraph() -> None:
    rows = side_by_side(compare("Coal\n\nOne went.\n\nTwo came.", "Coal\n\nOne left.\n\nNew.\n\nTwo came."))
    olds = ["".join(piece.text for piece in row.old).strip() for row in rows]
    news = ["".join(piece.text for piece in row.new).strip() for row in rows]
    assert "".join(olds) == "CoalOne went.Two came."
    assert news[0] == "Coal"
    assert news[-1] == olds[-1] == "Two came."
    assert not rows[0].is_changed
    assert all(piece.kind is not ChangeKind.ADDED for row in rows for piece in row.old)
    assert all(piece.kind is not ChangeKind.REMOVED for row in rows for piece in row.new)
    assert side_by_side(compare("", "")) == []
