"""XML from outside, read safely: no entities, no network, no schema, within limits."""

from collections.abc import Iterator

from lxml import etree

from yaluwatch.errors import ListError
from yaluwatch.text import clean_line

# lxml accepts a document type with entities that it does not resolve; no list has one.
_DOCTYPE = b"<!DOCTYPE"


def read_xml(content: bytes, origin: str) -> etree._Element:
    """The root element, all names without namespaces. Raises ListError for a file that is not whole."""
    if _DOCTYPE in content[:4096]:
        raise ListError(f"{origin} declares a document type, which no sanctions list has; it was not read")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ListError(f"{origin} is not whole, or no XML: {error}") from error
    for element in root.iter():
        element.tag = etree.QName(element).localname
    return root


def text_of(element: etree._Element, path: str) -> str:
    """The text at a path as one clean line; "" if there is none."""
    return clean_line(element.findtext(path) or "")


def texts(element: etree._Element, path: str) -> Iterator[str]:
    """The texts of all elements at a path, clean, without empty ones."""
    for found in element.findall(path):
        if text := clean_line(found.text or ""):
            yield text
