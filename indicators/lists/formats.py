"""Reading a sanctions list, in whichever of the known formats a file has."""

from collections.abc import Callable
from typing import Final

from indicators.lists.eu_list import is_eu, read_eu
from indicators.lists.opensanctions import is_opensanctions, read_opensanctions
from indicators.lists.uk_list import is_uk, read_uk
from indicators.lists.un_list import is_un, read_un
from indicators.lists.us_list import is_us, read_us
from storage import ListFile
from yaluwatch.errors import ListError

#: Longest file, bytes: the lists of whole countries have up to 120 MB.
MAX_LIST: Final = 256 << 20

_READERS: Final[tuple[tuple[Callable[[bytes], bool], Callable[[bytes, str], ListFile]], ...]] = (
    (is_eu, read_eu),
    (is_un, read_un),
    (is_us, read_us),
    (is_uk, read_uk),
    (is_opensanctions, read_opensanctions),
)


def read_list(content: bytes, origin: str) -> ListFile:
    """The sanctions list in a file; `origin` names it in errors.

    Raises ListError if the file is empty, too long, not whole, or in no known format.
    """
    if not content.strip():
        raise ListError(f"{origin} is empty, so nothing was changed")
    if len(content) > MAX_LIST:
        raise ListError(f"{origin} is longer than {MAX_LIST >> 20} MB")
    for is_format, read in _READERS:
        if is_format(content):
            found = read(content, origin)
            if not found.entries:
                raise ListError(
                    f"{origin} has no entries on North Korea among {found.left_out:,}, so nothing was changed"
                )
            return found
    raise ListError(
        f"{origin} is in no known format; use the EU's annexes as CSV, the list of the UN, OFAC (SDN.XML) "
        "or the UK as XML, or OpenSanctions' entities as JSON lines"
    )
