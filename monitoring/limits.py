"""From when on something counts as wrong, and why."""

from datetime import timedelta

#: The service says every few seconds that it runs, and its lease ends after 45 s: by now another could run.
HEARTBEAT_LATE = timedelta(seconds=60)
#: Two or three of those in a row are missing: it can't write, or hangs.
HEARTBEAT_SLOW = timedelta(seconds=25)

#: A job starts a few seconds after its time; another that uses the same process may delay it for minutes.
JOB_LATE = timedelta(minutes=15)
#: A job that failed once may have met a locked archive; the second time, it is something else.
JOB_FAILURES = 2
#: Runs at least daily and weekly, each with a day or two for a machine that was off.
BACKUP_OLD, INTEGRITY_OLD = timedelta(days=2), timedelta(days=9)

#: Tagging and grouping run three times a minute and take seconds. Ten minutes is a re-classification under
#: way; after an hour readers miss news.
QUEUE_OLD, QUEUE_STUCK = timedelta(minutes=10), timedelta(hours=1)
#: Sources are polled within minutes of the time they are due; a round over a hundred takes half an hour.
DUE_OLD, DUE_STUCK = timedelta(minutes=30), timedelta(hours=3)
#: Messages are tried three times a minute; a slow server takes minutes for a hundred of them.
OUTBOX_OLD, OUTBOX_STUCK = timedelta(minutes=15), timedelta(hours=2)

#: A source that has failed for a day does not recover by itself; most failures are over within hours.
SOURCE_FAILING = timedelta(days=1)
#: A source that never answered has no such day: this many failures by weight (two wrong addresses, or eight
#: time-outs).
SOURCE_FAILURE_WEIGHT = 2.0
#: Shares of sources that can be read. A fifth of any list of news sites fails now and then; when half of it
#: does, the fault is ours.
SOURCES_FEW, SOURCES_TOO_FEW = 0.8, 0.5
#: With fewer sources than this, shares say little.
MIN_SOURCES = 3

#: A day's pages are some ten megabytes, the write-ahead log up to 64: a hundred last for hours.
DISK_LOW, DISK_FULL = 2_000_000_000, 200_000_000
#: Share of the files a process may have open. SQLite, sockets and pipes fail when the last one is taken.
FILES_MANY, FILES_TOO_MANY = 0.8, 0.95

#: Clocks are corrected by seconds all the time; after five minutes, due times and leases are wrong.
CLOCK_MOVED = timedelta(minutes=5)
