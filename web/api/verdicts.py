"""A verdict as the API's model."""

from web.api.models import EvidenceModel, MentionModel, TagModel, VerdictModel
from yaluwatch.model import Evidence, Tag, Verdict


def verdict_model(verdict: Verdict) -> VerdictModel:
    """The verdict with its evidence."""
    return VerdictModel(
        relevance=verdict.relevance,
        is_relevant=verdict.is_relevant,
        is_history=verdict.is_history,
        classifier=verdict.version,
        tags=tuple(_tag(tag) for tag in verdict.tags),
        mentions=tuple(
            MentionModel(id=mention.id, kind=mention.kind, text=mention.span.text, gloss=mention.gloss)
            for mention in verdict.mentions
        ),
    )


def _tag(tag: Tag) -> TagModel:
    return TagModel(
        topic=tag.topic,
        probability=tag.probability,
        evidence=tuple(_evidence(sentence) for sentence in tag.evidence),
    )


def _evidence(sentence: Evidence) -> EvidenceModel:
    return EvidenceModel(
        part=sentence.part,
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
        polarity=sentence.polarity,
    )
