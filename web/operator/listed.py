"""What routes take: the source that an address names, the fields of a form."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from web.context import Shown
from yaluwatch.errors import SourceListError
from yaluwatch.model import Source
from yaluwatch.sentence import Sentence, sentence_of
from yaluwatch.shown import shown_url


def _source(site: Shown, source_id: str) -> Source:
    for source in site.read_sources():
        if source.id == source_id:
            return source
    raise HTTPException(
        404, Sentence("There is no source %(id)s; it may have been removed.", id=repr(source_id[:64]))
    )


#: The source named by `{source_id}` in a route.
Listed = Annotated[Source, Depends(_source)]


async def _texts(request: Request) -> Mapping[str, str]:
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


#: The fields of a form, apart from files.
Texts = Annotated[Mapping[str, str], Depends(_texts)]


@contextmanager
def writing() -> Iterator[None]:
    """Turns what the source list's file is not changed for into an answer with the reason."""
    try:
        yield
    except SourceListError as error:
        raise HTTPException(409, sentence_of(error)) from error


def masked(source: Source) -> Mapping[str, str]:
    """Each polled address of a source as it is shown."""
    return {url: shown_url(url) for url in source.urls}
