"""Work that takes longer than a request: asking sites for pages. Started by POST, watched on a page."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_urlsafe
from time import monotonic
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from yaluwatch.errors import YaluError
from yaluwatch.sentence import Sentence, sentence_of
from yaluwatch.shown import sentence_without_secrets

log = logging.getLogger(__name__)

#: So many at once; each has workers of its own.
MOST_AT_ONCE = 2
# So many results are kept.
_KEPT = 30


@dataclass(slots=True)
class Task:
    """One piece of work, and what came of it."""

    #: Part of its page's address.
    token: str
    #: What it is about, such as "try courier"; while one is under way, asking again gives the same one.
    subject: str
    #: What came of it; None while it is under way, or when it failed.
    result: object = None
    #: Why it failed, in one sentence.
    error: str = ""
    is_done: bool = False
    started: float = field(default_factory=monotonic)

    @property
    def seconds(self) -> int:
        """How long ago it was started."""
        return int(monotonic() - self.started)


class Tasks:
    """The work of one application; results are kept in memory until newer ones take their place."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tasks: dict[str, Task] = {}

    def start(self, subject: str, work: Callable[[], object]) -> Task:
        """Start work in a thread. Raises HTTPException 503 while too much is under way."""
        with self._lock:
            under_way = [task for task in self._tasks.values() if not task.is_done]
            for task in under_way:
                if task.subject == subject:
                    return task
            if len(under_way) >= MOST_AT_ONCE:
                raise HTTPException(503, "Other sites are being asked just now; try again in a minute.")
            task = Task(token_urlsafe(9), subject)
            self._tasks[task.token] = task
            for old in list(self._tasks)[:-_KEPT]:
                del self._tasks[old]
        # Ends with the program, however long a site takes.
        threading.Thread(target=_do, args=(task, work), name="web task", daemon=True).start()
        return task

    def get(self, token: str) -> Task:
        """Raises HTTPException 404 for work that is not known any more."""
        with self._lock:
            task = self._tasks.get(token)
        if task is None:
            raise HTTPException(404, "The result of this is not kept any more. Please start it again.")
        return task


def _do(task: Task, work: Callable[[], object]) -> None:
    try:
        task.result = work()
    except YaluError as error:
        task.error = sentence_without_secrets(sentence_of(error))
    except Exception as error:
        # The thread's last resort: whoever waits must see an end.
        log.exception("work for a page failed subject=%s", task.subject)
        task.error = Sentence("%(error)s; the log has more", error=type(error).__name__)
    finally:
        task.is_done = True


def _tasks(request: Request) -> Tasks:
    if not hasattr(request.app.state, "tasks"):
        request.app.state.tasks = Tasks()
    found: Tasks = request.app.state.tasks
    return found


#: The work of the application.
Work = Annotated[Tasks, Depends(_tasks)]
