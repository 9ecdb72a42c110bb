"""Commands that measure and train the classifier."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from classifier.training import Labelled, load_labelled
from cli.app import Force, data_folder
from yaluwatch.errors import ClassifierError
from yaluwatch.files import output_file

Folder = Annotated[Path, typer.Argument(help="Folder with labelled articles, *-dev.jsonl.")]

classifier_app = typer.Typer(no_args_is_help=True, help="Measure, compare and train the classifier.")


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(classifier_app, name="classifier")


@classifier_app.command()
def evaluate(
    context: typer.Context,
    folder: Folder,
    picture: Annotated[
        Path | None, typer.Option(help="SVG file for a chart of precision and recall.")
    ] = None,
    force: Force = False,
) -> None:
    """Cross-validate by story, next to three baselines: per language, per topic, with calibration.

    Example: [bold]yalu classifier evaluate labelled/ --picture curves.svg[/bold]
    """
    with _written(context, picture, force=force) as part:
        _run("classifier.training.evaluate", folder, "--picture", part)


@classifier_app.command()
def train(
    context: typer.Context,
    folder: Folder,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File for the weights (default: standard output).")
    ] = None,
    write: Annotated[Path | None, typer.Option(hidden=True)] = None,
    feedback: Annotated[
        Path | None, typer.Option(help="Output of `yalu feedback list --labels`, used as further examples.")
    ] = None,
    force: Force = False,
) -> None:
    """Learn the weights from labelled articles and the included training texts; needs no network.

    The weights are not activated: `yalu classifier use` shows what they would
    change, and activates them with --yes.

    Example: [bold]yalu classifier train labelled/ -o trained.toml[/bold]
    """
    with _written(context, output or write, force=force) as part:
        _run("classifier.training.train", folder, "--write", part, "--feedback", feedback)


@contextmanager
def _written(context: typer.Context, file: Path | None, *, force: bool) -> Iterator[Path | None]:
    """A file to write to, which gets its name when it is complete; None for none."""
    if file is None:
        yield None
        return
    with output_file(file, data=data_folder(context).data, force=force, make_folder=True) as stream:
        yield Path(stream.name)


def labelled_in(folder: Path) -> list[Labelled]:
    """The labelled articles in a folder. Raises ClassifierError if there are none."""
    if not any(folder.glob("*-dev.jsonl")):
        raise ClassifierError(f"there are no labelled articles (*-dev.jsonl) in {folder}")
    return load_labelled(folder)


def _run(module: str, folder: Path, *options: str | Path | None) -> None:
    labelled_in(folder)
    arguments = [str(folder)]
    for option, value in zip(options[::2], options[1::2], strict=True):
        arguments += [str(option), str(value)] if value else []
    try:
        import_module(module).main(arguments)
    except ModuleNotFoundError as error:
        raise ClassifierError(
            f"training needs {error.name}; run: pip install scikit-learn matplotlib"
        ) from error
