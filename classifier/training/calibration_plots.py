"""Precision and recall as a curve, in numbers and as a picture. The picture needs matplotlib."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

#: (probability, whether it is true) of each article.
Answers = Sequence[tuple[float, bool]]


def curve(answers: Answers) -> list[tuple[float, float]]:
    """(recall, precision) as the threshold falls, one point for each probability that occurs."""
    total = sum(true for _, true in answers)
    points = []
    right = 0
    ordered = sorted(answers, key=lambda answer: -answer[0])
    for said, (probability, true) in enumerate(ordered, start=1):
        right += true
        is_last = said == len(ordered) or ordered[said][0] < probability
        if is_last and total:
            points.append((right / total, right / said))
    return points


def draw_curves(ways: Mapping[str, Answers], file: Path) -> None:
    """An SVG with a curve for each way of judging, or a mark for one that only says yes or no."""
    matplotlib = import_module("matplotlib")
    matplotlib.use("Agg")
    # The same numbers give the same file: no date, no random ids, letters as paths.
    matplotlib.rcParams["svg.hashsalt"] = "yaluwatch"
    pyplot = import_module("matplotlib.pyplot")
    figure, axes = pyplot.subplots(figsize=(6, 4.5))
    for name, answers in ways.items():
        points = curve(answers)
        if len(points) > 2:
            axes.step(*zip(*points, strict=True), where="post", label=name, linewidth=1.4)
        elif points:
            axes.plot(*points[0], "o", label=name)
    axes.set(xlabel="recall", ylabel="precision", xlim=(0, 1.02), ylim=(0, 1.02))
    axes.grid(alpha=0.3)
    axes.legend(loc="lower left", fontsize="small")
    figure.tight_layout()
    figure.savefig(file, format="svg", metadata={"Date": None})
    pyplot.close(figure)
