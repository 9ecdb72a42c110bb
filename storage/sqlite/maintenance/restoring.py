"""Restoring a backup: everything is copied and checked beside its place, and then moved there."""

from contextlib import ExitStack
from pathlib import Path

from storage.contract import Backup
from storage.sqlite.connection import translated
from storage.sqlite.maintenance import backup_files
from storage.sqlite.maintenance.backup import read_back
from storage.sqlite.maintenance.backup_files import ARCHIVE, DATA, PAGES, Manifest, Unreadable
from yaluwatch.errors import ArchiveCorrupt, ArchiveError
from yaluwatch.files import work_folder


def restore(folder: Path, path: Path) -> Backup:
    """See `storage.restore`."""
    made = read_back(folder)
    manifest = backup_files.read_manifest(folder)
    data = path.parent
    tops = sorted({_top(name) for name in manifest.files} - {ARCHIVE})
    targets = {top: data / top for top in tops} | {ARCHIVE: path}
    _check_targets(path, targets)
    with translated(f"restoring {path}"), ExitStack() as created:
        for missing in reversed([one for one in (data, *data.parents) if not one.exists()]):
            missing.mkdir()
            created.callback(missing.rmdir)
        with work_folder(data, ".restoring.") as stage, ExitStack() as moved:
            _copy(folder, manifest, stage)
            # The archive comes last: it exists with everything that belongs to it, or not at all.
            for top in [*tops, ARCHIVE]:
                moved.callback(_move, targets[top], stage / top)
                (stage / top).rename(targets[top])
            moved.pop_all()
        created.pop_all()
    return made


def _check_targets(path: Path, targets: dict[str, Path]) -> None:
    log = [path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm")]
    for target in (path, *log, path.parent / PAGES, *targets.values()):
        is_empty_folder = target.is_dir() and not target.is_symlink() and not any(target.iterdir())
        if not is_empty_folder and (target.exists() or target.is_symlink()):
            raise ArchiveError(
                f"{target} exists; move it away before restoring, or restore to another folder with --data"
            )


def _copy(folder: Path, manifest: Manifest, stage: Path) -> None:
    for name, listed in manifest.files.items():
        target = stage / _place(name)
        backup_files.make_folders(target, stage)
        try:
            copied, reason = backup_files.copy(folder / name, target)
        except Unreadable as error:
            raise ArchiveCorrupt(f"{folder / name} can't be read: {error}") from error
        if copied != listed:
            raise ArchiveCorrupt(f"{folder / name} {reason or 'has changed since it was checked'}")


def _place(name: str) -> Path:
    """Where a file of a backup belongs, relative to the data folder."""
    first, _, inner = name.partition("/")
    return Path(inner if first == DATA else name)


def _top(name: str) -> str:
    return _place(name).parts[0]


def _move(placed: Path, back: Path) -> None:
    if placed.exists() and not back.exists():
        placed.rename(back)
