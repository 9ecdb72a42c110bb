"""Raw pages in WARC files, and the hash chain that proves they are unchanged."""

from storage.pages.chain import START, link, linked
from storage.pages.warc import Capture, Content, pack_page, read_capture, sync, to_record, write_at

__all__ = [
    "START",
    "Capture",
    "Content",
    "link",
    "linked",
    "pack_page",
    "read_capture",
    "sync",
    "to_record",
    "write_at",
]
