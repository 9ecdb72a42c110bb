"""Backfilling from web archives: WARC files of others, such as Common Crawl's CC-NEWS."""

from scheduler.web_archives.backfill import Progress, backfill_files, enlist
from scheduler.web_archives.downloads import Downloader
from scheduler.web_archives.listing import ccnews_files, files_in, months
from scheduler.web_archives.reading import FileReader

__all__ = [
    "Downloader",
    "FileReader",
    "Progress",
    "backfill_files",
    "ccnews_files",
    "enlist",
    "files_in",
    "months",
]
