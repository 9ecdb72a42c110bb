"""Captions among the lines of a body, where the markup does not tell them from its paragraphs."""

from collections.abc import Sequence

from lxml import etree

from crawler.extraction.captions.wording import (
    MAX_LINE,
    is_caption_line,
    is_credit,
    is_marked_line,
    without_shortcodes,
)

# Characters that two texts after a picture have in common if they are the same.
_BEGINNING = 40
# Shortest caption that is cut off a line it was glued to.
_MIN_GLUED = 15
_END = tuple(".!?。！？)]）】")


def split_captions(
    lines: Sequence[str], root: etree._Element | None, known: Sequence[str] = ()
) -> tuple[list[str], list[str]]:
    """The lines of a body without captions, and the captions.

    `root` is the element the lines are from, in which pictures are looked for; `known` are captions found
    elsewhere on the page, which are no lines of the body either. The only line is never a caption.
    """
    kept: list[str] = []
    captions: list[str] = []
    squeezed = {_squeezed(caption) for caption in known}
    glued = [caption for caption in known if len(caption) >= _MIN_GLUED]
    after_pictures: set[str] | None = None
    for line in lines:
        rest, found = without_shortcodes(line)
        captions += found
        rest = _without_glued(rest, glued)
        if is_marked_line(rest) and after_pictures is None:
            after_pictures = _texts_after_pictures(root)
        if _squeezed(rest) in squeezed:
            continue
        if is_caption_line(rest) or (
            is_marked_line(rest) and after_pictures and _squeezed(rest)[:_BEGINNING] in after_pictures
        ):
            captions.append(rest)
        elif rest and not is_credit(rest):
            kept.append(rest)
    return (kept, captions) if kept else (list(lines), [])


def _without_glued(line: str, captions: Sequence[str]) -> str:
    """The line without captions that begin where a sentence does and that nothing separates from the next.

    Excerpts and stated bodies are often made by removing all markup (github.com/TryGhost/Ghost issue 11532).
    """
    for caption in captions:
        before, found, after = line.partition(caption)
        is_own = not before.strip() or before.rstrip().endswith(_END)
        if found and is_own and after and (after[0].isalnum() or caption.endswith(_END)):
            line = f"{before.rstrip()} {after.strip()}".strip()
    return line


def _texts_after_pictures(root: etree._Element | None) -> set[str]:
    """The beginning of the text that follows each picture, without white space."""
    found: set[str] = set()
    is_after = False
    for event, element in etree.iterwalk(root, events=("start", "end")) if root is not None else ():
        is_start = event == "start"
        if element.tag in {"img", "picture", "video"}:
            is_after = True
        text = _squeezed((element.text if is_start else element.tail) or "")
        if text and is_after and element.tag not in {"script", "style"}:
            found.add(text[:_BEGINNING])
            is_after = False
    return found


def _squeezed(text: str) -> str:
    return "".join(text[: 2 * MAX_LINE].split())
