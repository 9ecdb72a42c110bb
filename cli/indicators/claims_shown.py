"""Claims and promises as text, as rows of CSV and as JSON."""

from typing import Any, Final

from indicators import Evidence, Judged
from storage import ReportedClaim
from yaluwatch.text import counted
from yaluwatch.times import optional_time_text

#: Columns of the CSV.
CSV_FIELDS: Final = (
    "kind", "subject", "mode", "state", "date", "inferred", "fate", "late_days", "hedge", "removed",
    "speaker", "is_anonymous", "role", "speaker_place", "actor", "publishers", "day", "sentence", "because",
    "because_publisher", "because_day", "because_article", "article", "publisher", "language", "url",
)  # fmt: skip
_HOW: Final = {
    "confirmed": "confirmed by",
    "said": "said by",
    "reportedly": "reportedly, from",
    "rumoured": "rumour, from",
    "denied": "denied by",
}

_HANDS: Final = {2: "at second hand", 3: "at third hand"}
_FARTHER: Final = "from farther away"


def subject_text(claim: ReportedClaim) -> str:
    """What it is about, for people: "new-yalu-bridge, road: open 2024-10"; "" of any other claim."""
    if not claim.subject:
        return ""
    what = claim.subject + (f", {claim.mode}" if claim.mode else "")
    if claim.hedge == "denied" and claim.kind == "outcome":
        return f"{what}: not {claim.state}"
    day = f" {claim.date.replace('/', ' to ')}" if claim.date and claim.kind == "promise" else ""
    return f"{what}: {claim.state}{day}"


def fate_text(judged: Judged) -> str:
    """What became of it, with how many publishers report it."""
    words = judged.fate
    if judged.late_days:
        words += f", {counted(judged.late_days, 'day')} late"
    if judged.is_single_source and judged.fate not in {"single", "unchecked"}:
        words += ", one publisher"
    elif len(judged.publishers) > 1:
        words += f", {len(judged.publishers)} publishers"
    return words


def who_text(claim: ReportedClaim) -> str:
    """Who says it, how sure, and from how far away."""
    if not claim.speaker:
        return "nobody named"
    who = f"{_HOW[claim.hedge]} {claim.speaker}" + (" (unnamed)" if claim.is_anonymous else "")
    return who + (f", {_HANDS.get(claim.removed, _FARTHER)}" if claim.removed > 1 else "")


def csv_row(judged: Judged) -> tuple[Any, ...]:
    """The values of CSV_FIELDS."""
    claim = judged.claim
    why = judged.because[0] if judged.because else None
    return (
        claim.kind, claim.subject, claim.mode, claim.state, claim.date, claim.inferred, judged.fate,
        judged.late_days, claim.hedge, claim.removed, claim.speaker, int(claim.is_anonymous), claim.role,
        claim.speaker_place, claim.actor, len(judged.publishers), claim.day, " ".join(claim.sentence.split()),
        " ".join(why.sentence.split()) if why else "", why.publisher if why else "", why.day if why else "",
        why.article_id if why else "", claim.article_id, claim.publisher, claim.language, claim.url,
    )  # fmt: skip


def claim_row(judged: Judged) -> dict[str, Any]:
    """The claim for programs; keys are the same whatever it is."""
    claim = judged.claim
    return {
        "kind": claim.kind,
        "subject": claim.subject,
        "mode": claim.mode,
        "state": claim.state,
        "date": claim.date,
        "inferred": claim.inferred,
        "due": [day.isoformat() for day in judged.due] if judged.due else None,
        "fate": judged.fate,
        "late_days": judged.late_days,
        "hedge": claim.hedge,
        "removed": claim.removed,
        "speaker": claim.speaker,
        "is_anonymous": claim.is_anonymous,
        "role": claim.role,
        "speaker_place": claim.speaker_place,
        "actor": claim.actor,
        "publishers": list(judged.publishers),
        "sentence": claim.sentence,
        "because": [_evidence_row(each) for each in judged.because],
        "against": [_evidence_row(each) for each in judged.against],
        "day": claim.day,
        "article": claim.article_id,
        "version": claim.version,
        "number": claim.number,
        "title": claim.title,
        "url": claim.url,
        "publisher": claim.publisher,
        "language": claim.language,
        "published_at": optional_time_text(claim.published_at),
    }


def _evidence_row(evidence: Evidence) -> dict[str, Any]:
    return {
        "kind": evidence.kind,
        "state": evidence.state,
        "mode": evidence.mode,
        "hedge": evidence.hedge,
        "day": evidence.day,
        "speaker": evidence.speaker,
        "sentence": evidence.sentence,
        "article": evidence.article_id,
        "url": evidence.url,
        "publisher": evidence.publisher,
        "language": evidence.language,
    }
