"""Import and export of the source list."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, File, HTTPException, Query, Request, Response, UploadFile

from crawler.autodiscovery import read_list
from crawler.sources import append_sources, exported_toml, to_csv, to_opml
from web.access import Right, changing_file, needs
from web.context import AtDesk, Shown
from web.operator.said import Said, said, to
from web.templating import TEMPLATES
from yaluwatch.errors import SourceListError
from yaluwatch.model import Source
from yaluwatch.sentence import Sentence, sentence_of

router = APIRouter(dependencies=[needs(Right.OPERATE)])

#: Largest file that is read, bytes.
MAX_FILE = 4_000_000


class Form(StrEnum):
    """File formats of an exported list."""

    CSV = "csv"
    OPML = "opml"
    TOML = "toml"


_WRITERS: Mapping[Form, tuple[Callable[[Sequence[Source]], str], str]] = {
    Form.CSV: (to_csv, "text/csv"),
    Form.OPML: (to_opml, "text/x-opml"),
    Form.TOML: (exported_toml, "application/toml"),
}


@router.get("/source-list")
def exchange(request: Request, said_name: Annotated[Said, Query(alias="said")] = "") -> Response:
    """Where lists are imported and exported."""
    return _page(request, said(said_name))


@router.get("/source-list/export")
def export(site: Shown, form: Annotated[Form, Query(alias="format")] = Form.CSV) -> Response:
    """The source list as a file; keys and tokens in addresses are masked."""
    write, media_type = _WRITERS[form]
    headers = {"Content-Disposition": f'attachment; filename="sources.{form}"'}
    return Response(write(site.read_sources()), media_type=media_type, headers=headers)


@router.post("/source-list/import")
def import_(
    request: Request, site: Shown, desk: AtDesk, file: Annotated[UploadFile | None, File()] = None
) -> Response:
    """Add the sources of a file that are not listed yet; all or none."""
    content = file.file.read(MAX_FILE + 1) if file is not None else b""
    if file is None or not content:
        return _page(request, is_empty=True, status=400)
    if len(content) > MAX_FILE:
        raise HTTPException(413, Sentence("The file is larger than %(size)s MB.", size=MAX_FILE // 1_000_000))
    try:
        read = read_list((file.filename or "the file")[-80:], content, site.read_sources())
        if not read.new:
            return to("/source-list", "imported-none")
        names = [source.id for source in read.new]
        with changing_file(request, "source added", *names, after="from a file"):
            append_sources(desk.sources, read.new)
    except SourceListError as error:
        return _page(request, mistake=sentence_of(error), status=400)
    return to("/sources?sort=name", "imported")


def _page(
    request: Request, said_text: str = "", mistake: str = "", *, is_empty: bool = False, status: int = 200
) -> Response:
    words = {
        "page": "sources",
        "said": said_text,
        "mistake": mistake,
        "is_empty": is_empty,
        "forms": list(Form),
    }
    return TEMPLATES.TemplateResponse(request, "operator/exchange.html", words, status)
