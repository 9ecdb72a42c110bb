"""Raw pages in WARC files, where these are, and the hash chain that proves they are unchanged."""

from storage.pages.bucket import PageBucket, open_pages
from storage.pages.chain import START, link, linked
from storage.pages.folder import PageFolder
from storage.pages.store import PageStore
from storage.pages.warc import Capture, Content, pack_page, read_capture, to_record

__all__ = [
    "START",
    "Capture",
    "Content",
    "PageBucket",
    "PageFolder",
    "PageStore",
    "link",
    "linked",
    "open_pages",
    "pack_page",
    "read_capture",
    "to_record",
]
