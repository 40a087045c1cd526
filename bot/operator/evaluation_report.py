"""What `counterpart evaluate` prints: JSON for machines, tables of at most 100 columns for people."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from matching.bootstrap import RESAMPLES
from matching.comparison import FIRST_MEASURE, MATCHER, Answers, Comparison, Estimate, Measured, Slice
from matching.evaluation import MEASURES
from matching.judged import JudgedFolder
from matching.rankings import Model

WIDTH = 100
LONGEST_NAME = 14  # characters of a model's name in a table, so that four figures stand beside it
TITLES = {"ndcg@10": "nDCG@10", "mrr@10": "MRR@10", "recall@10": "recall@10", "hit@1": "hit@1"}
LEGEND = f"""\
nDCG@10    gain of the first ten places, higher ones counting more, over the best possible
MRR@10     1 over the place of the first relevant document, 0 behind the tenth
recall@10  share of the relevant documents among the first ten
hit@1      share of the questions whose first document is relevant
[low high] where 95% of {RESAMPLES:,} resamples of the questions lie (percentile bootstrap)"""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A folder, the model it was measured with, and the figures."""

    folder: str
    model: Model
    judged: JudgedFolder
    comparison: Comparison


def json_text(evaluated: Evaluated) -> str:
    """Return one JSON object; figures are plain floats, their intervals [low, high]."""
    judged, comparison = evaluated.judged, evaluated.comparison
    slices = comparison.by_language
    document = {
        "folder": evaluated.folder,
        "model": evaluated.model.name,
        "documents": len(judged.documents),
        "questions": _counts(judged),
        "bm25_language": comparison.words_language,
        MATCHER: _system(comparison.overall, {name: each.matcher for name, each in slices.items()}),
        "baselines": {
            name: _figures(measured)
            | {"by_language": {each: _figures(of.baselines[name]) for each, of in slices.items()}}
            for name, measured in comparison.overall.baselines.items()
        },
        "difference": _difference(comparison.overall)
        | {"by_language": {name: _difference(each) for name, each in slices.items()}},
        "answers": _answers(comparison),
        "warnings": [{"count": warned.count, "text": warned.text} for warned in judged.warnings],
    }
    return json.dumps(document, indent=2)


def table(evaluated: Evaluated) -> str:
    """Return the figures as aligned text, by language where there are several."""
    comparison = evaluated.comparison
    out = Console(
        file=io.StringIO(), width=WIDTH, color_system=None, highlight=False, markup=False, emoji=False
    )
    for line in _heading(evaluated):
        out.print(line)
    out.print(_overall(comparison.overall))
    if len(comparison.by_language) > 1:
        out.print(f"\n{TITLES[FIRST_MEASURE]} by language")
        out.print(_languages(comparison))
    out.print()
    out.print(LEGEND)
    out.print(f"difference the matcher less the best baseline, which is {comparison.overall.best}, in pairs")
    if len(comparison.by_language) > 1:
        out.print("           for a language, less the baseline that is the best in it")
    out.print("\nHow sure the answers are (share of the questions)")
    out.print(_bands(comparison))
    if comparison.auroc:
        out.print(
            f"AUROC {_cell(comparison.auroc)}  how often an answerable question is closer to its best\n"
            "document than a question without an answer; .500 is chance"
        )
    assert isinstance(out.file, io.StringIO)
    return "\n".join(line.rstrip() for line in out.file.getvalue().rstrip().splitlines())


def _heading(evaluated: Evaluated) -> tuple[str, ...]:
    counts, documents = _counts(evaluated.judged), len(evaluated.judged.documents)
    return (
        f"{evaluated.folder}: {documents:,} documents, {counts['total']:,} questions",
        f"{counts['ranked']:,} questions with a relevant document, {counts['unanswerable']:,} known to have "
        f"none, {counts['left_out']:,} left out",
        f"model {evaluated.model.name}; BM25 for documents in {evaluated.comparison.words_language!r}\n",
    )


def _counts(judged: JudgedFolder) -> dict[str, int]:
    kinds = [question.answerable for question in judged.questions]
    return {
        "total": len(kinds),
        "ranked": kinds.count(True),
        "unanswerable": kinds.count(False),
        "left_out": kinds.count(None),
    }


def _figures(measured: Measured) -> dict[str, Any]:
    return {name: estimate.value for name, estimate in measured.items()} | {
        f"{name}_interval": [estimate.low, estimate.high] for name, estimate in measured.items()
    }


def _system(overall: Slice, by_language: Mapping[str, Measured]) -> dict[str, Any]:
    return _figures(overall.matcher) | {
        "by_language": {name: _figures(measured) for name, measured in by_language.items()}
    }


def _difference(of: Slice) -> dict[str, Any]:
    return {"questions": of.questions, "best_baseline": of.best} | _figures(of.difference)


def _answers(comparison: Comparison) -> dict[str, Any]:
    auroc = comparison.auroc
    return {
        "answerable": _shares(comparison.answerable),
        "unanswerable": _shares(comparison.unanswerable) if comparison.unanswerable else None,
        "auroc": auroc.value if auroc else None,
        "auroc_interval": [auroc.low, auroc.high] if auroc else None,
    }


def _shares(answers: Answers) -> dict[str, Any]:
    return {"questions": answers.questions} | {band.value: share for band, share in answers.shares.items()}


def _overall(overall: Slice) -> Table:
    grid = _grid("", *(TITLES[name] for name in MEASURES))
    for name, measured in {MATCHER: overall.matcher, **overall.baselines}.items():
        grid.add_row(_short(name), *(_cell(measured[each]) for each in MEASURES))
    grid.add_row("difference", *(_cell(overall.difference[each], sign="+") for each in MEASURES))
    return grid


def _languages(comparison: Comparison) -> Table:
    names = list(comparison.overall.baselines)
    grid = _grid("", "questions", MATCHER, *map(_short, names), "difference")
    commonest_first = sorted(comparison.by_language.items(), key=lambda each: -each[1].questions)
    for language, of in commonest_first:
        figures = (_figure(of.baselines[name][FIRST_MEASURE].value) for name in names)
        difference = _cell(of.difference[FIRST_MEASURE], sign="+")
        grid.add_row(language, f"{of.questions:,}", _cell(of.matcher[FIRST_MEASURE]), *figures, difference)
    return grid


def _bands(comparison: Comparison) -> Table:
    grid = _grid("", "questions", *(band.value for band in comparison.answerable.shares))
    rows = {"with an answer": comparison.answerable, "without one": comparison.unanswerable}
    for name, answers in rows.items():
        if answers:
            shares = (_figure(share) for share in answers.shares.values())
            grid.add_row(name, f"{answers.questions:,}", *shares)
    return grid


def _grid(first: str, *columns: str) -> Table:
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    grid.add_column(first, no_wrap=True)
    for column in columns:
        grid.add_column(column, justify="right", no_wrap=True)
    return grid


def _cell(estimate: Estimate, sign: str = "") -> str:
    return f"{_figure(estimate.value, sign)} [{_figure(estimate.low, sign)} {_figure(estimate.high, sign)}]"


def _figure(value: float, sign: str = "") -> str:
    """Return three decimals without the zero before them, so that a row of intervals fits."""
    return f"{value:{sign}.3f}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:{sign}.3f}"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}~"
