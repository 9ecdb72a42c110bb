"""What a page says after a change: the address carries its name, never a text."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import RedirectResponse

#: Name in the address → what is said; shown in the visitor's language.
SAID = {
    "paused": "Paused. Its articles stay in the archive.",
    "resumed": "Resumed. It is polled as soon as it is due.",
    "poll-asked": "The service was asked to poll it and begins within seconds. Reload to see the result.",
    "poll-asked-idle": "It is due now, but no service runs: `yalu run` starts one, `yalu crawl` polls it.",
    "changed": "Saved. It applies from the next poll.",
    "unchanged": "Nothing was changed.",
    "added": "Added to the source list. It is polled soon; until then, try how its articles are read.",
    "removed": "Removed from the source list. Its articles stay in the archive.",
    "imported": "Imported. The new sources are polled soon.",
    "imported-none": "Every source of the file was already listed, so nothing was added.",
    "job-asked": "The service was asked to run the job; it begins within seconds.",
    "job-asked-idle": "Noted, but no service runs: `yalu run` starts one, `yalu jobs run` runs it now.",
    "retried": "The message will be sent again in the next delivery run.",
    "dropped": "The message will not be sent.",
    "none-chosen": "No source was chosen, so nothing was changed.",
}

#: The argument of pages that say something; what is not in the list is not said.
Said = Annotated[str, Query(max_length=40)]


def said(name: str) -> str:
    """The text for a name in the address; "" for names that are not in the list."""
    return SAID.get(name, "")


def to(address: str, name: str) -> RedirectResponse:
    """To a page of ours, after POST, which says something; `address` may have arguments."""
    assert name in SAID
    mark = "&" if "?" in address else "?"
    return RedirectResponse(f"{address}{mark}said={name}", 303)
