"""A folder of judged questions, checked: what can be measured on it, and what had to be left out."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from matching.judged_files import FolderUnusable, Judgement, Text, judgements, texts
from matching.language import detect

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels.tsv"
BEIR_QRELS = Path("qrels", "test.tsv")  # where BEIR's own archives keep them
FEW = 10  # documents: with no more of them everything stands among the first ten


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question; `answerable` is None where nobody judged whether the corpus answers it.

    `language` is ISO 639-1, of the file or else detected; `relevances` has every document judged for it.
    """

    id: str
    text: str
    language: str
    domain: str
    answerable: bool | None
    relevances: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Warned:
    """Something in the files that was left out or that weakens the figures, and how often."""

    count: int
    text: str


@dataclass(frozen=True, slots=True)
class JudgedFolder:
    """Documents and questions in the order of their ids, none of them empty.

    `by_domain` says that each question is asked of the documents of its own domain alone.
    """

    documents: tuple[Text, ...]
    questions: tuple[JudgedQuestion, ...]
    by_domain: bool
    warnings: tuple[Warned, ...]


def read(folder: Path, limit: int | None = None) -> JudgedFolder:
    """Return the folder's documents and judged questions, of those the first `limit` by the hash of their id.

    Raises FolderUnusable.
    """
    if not folder.is_dir():
        raise FolderUnusable(f"{folder} is no folder. Name one with {CORPUS}, {QUERIES} and {QRELS}.")
    documents, asked = texts(folder / CORPUS), texts(folder / QUERIES)
    qrels = folder / QRELS
    if not qrels.exists() and (folder / BEIR_QRELS).exists():
        qrels = folder / BEIR_QRELS
    judged = judgements(qrels, {question.id for question in asked})
    there, askable = _not_empty(documents), _not_empty(asked)
    kept, unknown = _known(qrels, judged, askable, there)
    questions = _questions(_first(askable, limit), _by_question(qrels, kept), _lost(judged, kept))
    if not any(question.answerable for question in questions):
        raise FolderUnusable(
            f"None of the {len(questions)} questions taken has a relevant document. Raise the limit."
        )
    by_domain = all(text.domain for text in (*there, *askable))
    warnings = (
        *_of_empty(CORPUS, documents),
        *_of_empty(QUERIES, asked),
        *unknown,
        *_of_repeated(qrels, kept),
        *_of_questions(questions, asked, _lost(judged, kept)),
        *_of_documents(there, askable, by_domain=by_domain),
    )
    return JudgedFolder(tuple(there), tuple(questions), by_domain, warnings)


def _not_empty(found: Sequence[Text]) -> list[Text]:
    return sorted((text for text in found if text.text), key=lambda text: text.id)


def _ids(found: Iterable[Text]) -> set[str]:
    return {text.id for text in found}


def _first(asked: Sequence[Text], limit: int | None) -> list[Text]:
    """Return a sample that does not depend on the file's order, in the order given."""
    by_hash = sorted(asked, key=lambda text: sha256(text.id.encode(errors="surrogatepass")).digest())
    taken = {text.id for text in by_hash[:limit]}
    return [text for text in asked if text.id in taken]


def _known(
    qrels: Path, judged: Sequence[Judgement], askable: Sequence[Text], there: Sequence[Text]
) -> tuple[list[Judgement], list[Warned]]:
    """Return the judgements whose question and document are there, and warnings of the others."""
    questions, documents = _ids(askable), _ids(there)
    no_question = [each for each in judged if each.question not in questions]
    no_document = [each for each in judged if each.document not in documents]
    kept = [each for each in judged if each.question in questions and each.document in documents]
    if not any(each.relevance > 0 for each in kept):
        raise FolderUnusable(
            f"{qrels} gives no question a relevant document: of its {len(judged)} judgements "
            f"{len(no_question)} name a question that {QUERIES} lacks and {len(no_document)} a document that "
            f"{CORPUS} lacks{_example(no_document or no_question)}. Check that the three files "
            f"belong together.{_no_documents(there) if len(no_document) == len(judged) else ''}"
        )
    warnings = [
        Warned(len(each), f"Judgements of a {kind} that {file} lacks or has empty, left out{_example(each)}")
        for kind, file, each in (("question", QUERIES, no_question), ("document", CORPUS, no_document))
        if each
    ]
    return kept, warnings


def _no_documents(there: Sequence[Text]) -> str:
    """Say what a judgement names; documents that are experts are people in many data sets."""
    such_as = f", such as {there[0].id!r}," if there else ""
    return (
        f" None of them names a document: write ids of {CORPUS}{such_as} between question and relevance. "
        "Who can answer a question, judgements of people, cannot be measured."
    )


def _lost(judged: Iterable[Judgement], kept: Iterable[Judgement]) -> set[str]:
    """Return the questions that have relevant documents of which none is known: they have an answer."""
    relevant, left = ({each.question for each in some if each.relevance > 0} for some in (judged, kept))
    return relevant - left


def _example(judged: Sequence[Judgement]) -> str:
    """Name the first of the judgements."""
    if not judged:
        return ""
    return f" (line {judged[0].line}: {judged[0].question!r}, {judged[0].document!r})"


def _by_question(qrels: Path, judged: Iterable[Judgement]) -> dict[str, dict[str, float]]:
    """Return the relevances by question and document. Raises FolderUnusable for two that contradict."""
    first: dict[tuple[str, str], Judgement] = {}
    relevances: dict[str, dict[str, float]] = {}
    for each in judged:
        earlier = first.setdefault((each.question, each.document), each)
        if earlier.relevance != each.relevance:
            raise FolderUnusable(
                f"{qrels}, line {each.line} judges {each.document!r} for {each.question!r} otherwise than "
                f"line {earlier.line}. Remove one of the two."
            )
        relevances.setdefault(each.question, {})[each.document] = each.relevance
    return relevances


def _questions(
    asked: Sequence[Text], relevances: Mapping[str, Mapping[str, float]], lost: Container[str]
) -> list[JudgedQuestion]:
    says_so = any(question.answerable is not None for question in asked)
    return [
        JudgedQuestion(
            question.id,
            question.text,
            question.language or detect(question.text),
            question.domain,
            None
            if question.id in lost
            else _answerable(question, relevances.get(question.id, {}), says_so=says_so),
            relevances.get(question.id, {}),
        )
        for question in asked
    ]


def _answerable(question: Text, relevances: Mapping[str, float], *, says_so: bool) -> bool | None:
    """Say whether the corpus answers the question.

    Where some questions say so themselves, one that does not and that nobody judged has no answer.
    """
    if any(relevance > 0 for relevance in relevances.values()):
        return True
    if question.answerable is False or (says_so and question.answerable is None):
        return False
    return None


def _of_empty(file: str, found: Sequence[Text]) -> Iterator[Warned]:
    empty = [text for text in found if not text.text]
    if empty:
        first = empty[0]
        yield Warned(len(empty), f"Empty texts in {file}, left out (line {first.line}: {first.id!r})")


def _of_repeated(qrels: Path, kept: Sequence[Judgement]) -> Iterator[Warned]:
    repeated = len(kept) - len({(each.question, each.document) for each in kept})
    if repeated:
        yield Warned(repeated, f"Judgements that repeat another one of {qrels.name}, counted once")


def _of_questions(
    questions: Sequence[JudgedQuestion], asked: Sequence[Text], lost: Container[str]
) -> Iterator[Warned]:
    without = sum(question.id in lost for question in questions)
    if without:
        yield Warned(
            without, f"Questions whose relevant documents {CORPUS} all lacks or has empty, in no figure"
        )
    unjudged = sum(question.answerable is None and question.id not in lost for question in questions)
    if unjudged:
        yield Warned(unjudged, "Questions without a relevant document, in no figure")
    answered = {question.id for question in questions if question.answerable}
    contradicted = sum(text.answerable is False and text.id in answered for text in asked)
    if contradicted:
        yield Warned(
            contradicted, 'Questions with "answerable": false and a relevant document, taken as answerable'
        )


def _of_documents(there: Sequence[Text], askable: Sequence[Text], *, by_domain: bool) -> Iterator[Warned]:
    if len(there) <= FEW:
        yield Warned(len(there), "So few documents that all of them stand among the first ten")
    domains = {text.domain for text in there}
    if by_domain:
        strangers = sum(text.domain not in domains for text in askable)
        if strangers:
            yield Warned(strangers, "Questions of a domain that no document has; they find nothing")
    elif domains != {""} and any(text.domain for text in askable):
        without = sum(not text.domain for text in (*there, *askable))
        yield Warned(without, "Texts without a domain; so every question is asked of every document")
