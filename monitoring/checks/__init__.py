"""Checks by name, each a pure function of the facts."""

from collections.abc import Callable, Sequence

from monitoring.checks import archive, machine, mail, service, sources
from monitoring.facts import Facts
from monitoring.levels import Check

__all__ = ["check_all", "machine", "service"]

#: In the order in which people read them: what stops everything comes first.
_CHECKS: Sequence[Callable[[Facts], Check]] = (
    archive.readable,
    service.running,
    service.settings,
    service.jobs,
    service.workers,
    sources.connection,
    sources.reachable,
    sources.failing,
    sources.polling,
    service.tagging,
    service.grouping,
    mail.server,
    mail.outbox,
    mail.recipients,
    machine.disk,
    machine.files,
    machine.clock,
    archive.integrity,
    archive.backup,
)
#: Checks that say nothing while the archive can't be read.
_NEED_ARCHIVE = frozenset(_CHECKS) - {archive.readable, machine.disk, machine.files}


def check_all(facts: Facts) -> list[Check]:
    """The result of every check, in a fixed order.

    Without those that need an archive that can't be read, or workers where there never were any.
    """
    left_out = _NEED_ARCHIVE if facts.archive_error else frozenset()
    if facts.queue is None:
        left_out |= {service.workers}
    return [check(facts) for check in _CHECKS if check not in left_out]
