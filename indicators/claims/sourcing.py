"""What a story rests on: how many speakers, named or not, how many publishers, and who denies it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators.claims.fates import Evidence
from storage import ReportedClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourcing:
    """The sources of a story."""

    #: Different speakers who are named, or only described.
    named: int
    unnamed: int
    #: Publisher families that heard somebody themselves; of a story told at second hand, all that tell it.
    publishers: int
    #: Whether nobody in it was heard first hand.
    is_second_hand: bool
    #: The newest denial: who denies, else the publisher that says so; "" if nobody does.
    denied_by: str = ""
    denial: Evidence | None = None
    #: Who confirms it; "" if nobody does.
    confirmed_by: str = ""

    @property
    def is_single(self) -> bool:
        """Whether it rests on one speaker heard by one publisher."""
        return self.named + self.unnamed == 1 and self.publishers == 1


def sourcing_of(claims: Sequence[ReportedClaim], denials: Iterable[Evidence] = ()) -> Sourcing | None:
    """The sourcing of a story by the claims in its articles; None if nobody is named as a speaker.

    `denials` are denials of what it claims, from whatever article.
    """
    spoken = [each for each in claims if each.kind != "outcome" and each.speaker and each.hedge != "denied"]
    if not spoken:
        return None
    first_hand = [each for each in spoken if each.removed <= 1]
    counted = first_hand or spoken
    newest = max(denials, key=lambda each: each.day, default=None)
    confirming = next((each for each in spoken if each.hedge == "confirmed" and not each.is_anonymous), None)
    return Sourcing(
        named=len({_key(each) for each in counted if not each.is_anonymous}),
        unnamed=len({_key(each) for each in counted if each.is_anonymous}),
        publishers=len({each.publisher for each in counted}),
        is_second_hand=not first_hand,
        denied_by=(newest.speaker or newest.publisher) if newest else "",
        denial=newest,
        confirmed_by=confirming.speaker if confirming else "",
    )


def _key(claim: ReportedClaim) -> tuple[str, ...]:
    """The same speaker in whatever words: the actor; role and place; or the last word of a name."""
    if claim.actor:
        return (claim.actor,)
    if claim.is_anonymous and claim.role:
        return (claim.role, claim.speaker_place)
    words = claim.speaker.casefold().split()
    return (words[-1] if claim.language == "en" and words else claim.speaker.casefold(),)
