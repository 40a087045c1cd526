"""What reading a folder of judged questions promises, above all where its files are not as they should be."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.judged import JudgedFolder, read
from matching.judged_files import FolderUnusable

TREES = {"id": "d1", "text": "Planting trees along avenues"}
SNOW = {"id": "d2", "text": "Clearing snow"}
ABOUT_TREES = {"id": "q1", "text": "Who plants trees?", "lang": "en"}
ABOUT_SNOW = {"id": "q2", "text": "Who clears snow?", "lang": "en"}
QRELS = "q1\td1\t1\nq2\td2\t1\n"


def lines(*rows: dict) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def folder(path: Path, corpus: str = "", queries: str = "", qrels: str = "") -> Path:
    """Write a folder whose files are fine unless given."""
    (path / "corpus.jsonl").write_text(corpus or lines(TREES, SNOW), encoding="utf-8")
    (path / "queries.jsonl").write_text(queries or lines(ABOUT_TREES, ABOUT_SNOW), encoding="utf-8")
    (path / "qrels.tsv").write_text(qrels or QRELS, encoding="utf-8")
    return path


def relevances(judged: JudgedFolder) -> dict[str, dict[str, float]]:
    return {question.id: dict(question.relevances) for question in judged.questions}


def warned(judged: JudgedFolder, part: str) -> int:
    """Return the count of the one warning whose text contains the part."""
    (count,) = [each.count for each in judged.warnings if part in each.text]
    return count


def complaint(path: Path) -> str:
    """Return what reading the folder says it cannot use, "" if it is read."""
    try:
        read(path)
    except FolderUnusable as unusable:
        return str(unusable)
    return ""


@pytest.mark.parametrize(
    "qrels",
    [
        QRELS,
        "query-id\tcorpus-id\tscore\n" + QRELS,
        "q1 d1 1\nq2 d2 1\n",
        "q1 0 d1 1\nq2 0 d2 1\n",
        "q1\tQ0\td1\t1\r\nq2\tQ0\td2\t1",
        "\ufeffq1\td1\t1\n\nq2\td2\t1.0\n",
    ],
    ids=["plain", "header", "spaces", "TREC", "TREC with tabs", "byte order mark and blank line"],
)
def test_judgements_are_read_in_every_usual_form(tmp_path: Path, qrels: str):
    judged = read(folder(tmp_path, qrels=qrels))

    assert relevances(judged) == {"q1": {"d1": 1}, "q2": {"d2": 1}}


def test_judgements_are_found_where_beirs_own_archives_keep_them(tmp_path: Path):
    folder(tmp_path)
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels.tsv").rename(tmp_path / "qrels" / "test.tsv")

    assert relevances(read(tmp_path)) == {"q1": {"d1": 1}, "q2": {"d2": 1}}


def test_a_title_stands_before_its_text_and_either_id_field_will_do(tmp_path: Path):
    titled = {"_id": 1, "title": "Trees", "text": "along avenues"}

    judged = read(folder(tmp_path, corpus=lines(titled, SNOW), qrels="q1\t1\t1\n"))

    assert [(each.id, each.text) for each in judged.documents] == [
        ("1", "Trees\nalong avenues"),
        ("d2", "Clearing snow"),
    ]


def test_a_questions_language_is_the_files_or_else_detected(tmp_path: Path):
    spanish = {"id": "q1", "text": "¿Quién ha plantado árboles en las avenidas de la ciudad?"}
    brazilian = {"id": "q2", "text": "neve", "lang": "pt-BR"}

    judged = read(folder(tmp_path, queries=lines(spanish, brazilian)))

    assert [question.language for question in judged.questions] == ["es", "pt"]


@pytest.mark.parametrize("missing", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_is_named_with_what_belongs_there(tmp_path: Path, missing: str):
    (folder(tmp_path) / missing).unlink()

    with pytest.raises(FolderUnusable, match=rf"{missing} does not exist\. .* corpus\.jsonl, queries"):
        read(tmp_path)


def test_a_path_that_is_no_folder_is_named(tmp_path: Path):
    with pytest.raises(FolderUnusable, match="nowhere is no folder"):
        read(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"corpus": lines(TREES, SNOW, TREES)}, "corpus.jsonl, line 3: the id 'd1' stands in line 1 already"),
        ({"queries": lines(ABOUT_TREES) + "{'id': 1}\n"}, "queries.jsonl, line 2 is not JSON"),
        ({"queries": '["q1"]\n'}, "queries.jsonl, line 1 is JSON but no object"),
        ({"corpus": "[" * 100_000}, "corpus.jsonl, line 1 is not JSON"),
        ({"corpus": "\n\n"}, "corpus.jsonl is empty"),
        ({"corpus": lines({"text": "Trees"})}, "corpus.jsonl, line 1 has no id"),
        ({"corpus": lines({"id": True, "text": "Trees"})}, "corpus.jsonl, line 1 has no id"),
        ({"corpus": lines({"id": 1, "body": "Trees"})}, "its fields are 'id', 'body'"),
        ({"corpus": lines({"id": 1, "text": ["Trees"]})}, 'corpus.jsonl, line 1: "text" is "[\'Trees\']"'),
        ({"qrels": "question\tdocument\tgrade\nq1\td1\thigh\n"}, "qrels.tsv, line 2: 'q1\\td1\\thigh' is no"),
        ({"qrels": "q1\td1\thigh\n"}, "qrels.tsv, line 1: 'q1\\td1\\thigh' is no judgement"),
        ({"qrels": "q1\td1\t1\nq1\td1\t0\n"}, "qrels.tsv, line 2 judges 'd1' for 'q1' otherwise than line 1"),
        ({"qrels": "q1\td1\tnan\n"}, "is no judgement"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(tmp_path: Path, files: dict[str, str], sentence: str):
    with pytest.raises(FolderUnusable) as raised:
        read(folder(tmp_path, **files))

    assert sentence in str(raised.value)


def test_a_line_in_another_encoding_is_named_with_its_byte(tmp_path: Path):
    in_two_encodings = lines(TREES).encode() + '{"id": "d2", "text": "Écoles"}\n'.encode("cp1252")
    (folder(tmp_path) / "corpus.jsonl").write_bytes(in_two_encodings)

    with pytest.raises(FolderUnusable, match=r"line 2: byte 23 of the line \(0xC9\) is not UTF-8\. Save"):
        read(tmp_path)


def test_judgements_that_fit_nothing_are_an_error_that_shows_one(tmp_path: Path):
    with pytest.raises(
        FolderUnusable, match=r"its 1 judgements 0 name a question .* and 1 a document .*'u7'"
    ):
        read(folder(tmp_path, qrels="q1\tu7\t1\n"))


def test_judgements_of_unknown_ids_are_left_out_and_counted(tmp_path: Path):
    judged = read(folder(tmp_path, qrels=QRELS + "q1\td7\t1\nq2\td8\t1\nq9\td1\t1\n"))

    assert relevances(judged) == {"q1": {"d1": 1}, "q2": {"d2": 1}}
    assert warned(judged, "document that corpus.jsonl lacks") == 2
    assert warned(judged, "question that queries.jsonl lacks") == 1


def test_empty_texts_are_left_out_and_counted(tmp_path: Path):
    nothing = {"id": "d0", "text": " \u0000 "}

    judged = read(folder(tmp_path, corpus=lines(nothing, TREES, SNOW), qrels=QRELS + "q1\td0\t1\n"))

    assert [document.id for document in judged.documents] == ["d1", "d2"]
    assert warned(judged, "Empty texts in corpus.jsonl, left out (line 1: 'd0')") == 1
    assert relevances(judged)["q1"] == {"d1": 1}


def test_a_repeated_judgement_counts_once_and_is_counted(tmp_path: Path):
    judged = read(folder(tmp_path, qrels=QRELS + "q1\td1\t1\n"))

    assert warned(judged, "repeat") == 1
    assert relevances(judged)["q1"] == {"d1": 1}


def test_a_negative_relevance_is_none(tmp_path: Path):
    judged = read(folder(tmp_path, qrels=QRELS + "q1\td2\t-2\n"))

    assert relevances(judged)["q1"] == {"d1": 1, "d2": 0}


def test_a_question_that_nobody_judged_counts_in_no_figure(tmp_path: Path):
    judged = read(folder(tmp_path, qrels="q1\td1\t1\nq2\td2\t0\n"))

    assert [question.answerable for question in judged.questions] == [True, None]
    assert warned(judged, "Questions without a relevant document") == 1


def test_a_question_whose_relevant_documents_are_unknown_is_neither_answerable_nor_unanswerable(
    tmp_path: Path,
):
    asked: list[dict[str, object]] = [
        {"id": "q1", "text": "trees?", "answerable": True},
        {"id": "q2", "text": "jets?", "answerable": False},
        {"id": "q3", "text": "ships?"},
        {"id": "q4", "text": "ice?", "answerable": False},
    ]
    qrels = "q1\td1\t1\nq1\td8\t1\nq3\td8\t1\nq4\td9\t1\nq2\td9\t0\n"

    judged = read(folder(tmp_path, queries=lines(*asked), qrels=qrels))

    assert [question.answerable for question in judged.questions] == [True, False, None, None]
    assert warned(judged, "Questions whose relevant documents corpus.jsonl all lacks or has empty") == 2
    assert warned(judged, "document that corpus.jsonl lacks") == 4


def test_a_folder_that_judges_people_is_told_what_a_judgement_names(tmp_path: Path):
    said = complaint(folder(tmp_path, qrels="query_id\tdoc_id\trelevance\nq1\tu7\t2\nq2\tu8\t1\n"))

    assert "2 a document that corpus.jsonl lacks (line 2: 'q1', 'u7')" in said
    assert said.endswith(
        "None of them names a document: write ids of corpus.jsonl, such as 'd1', between question and "
        "relevance. Who can answer a question, judgements of people, cannot be measured."
    )


def test_where_questions_say_so_silence_without_a_judgement_means_no_answer(tmp_path: Path):
    asked: list[dict[str, object]] = [
        {"id": "q1", "text": "trees?"},
        {"id": "q2", "text": "jets?", "answerable": False},
        {"id": "q3", "text": "ships?"},
        {"id": "q4", "text": "snow?", "answerable": True},
        {"id": "q5", "text": "ice?", "answerable": False},
    ]

    judged = read(folder(tmp_path, queries=lines(*asked), qrels="q1\td1\t1\nq5\td2\t1\n"))

    assert [question.answerable for question in judged.questions] == [True, False, False, None, True]
    assert warned(judged, '"answerable": false and a relevant document') == 1


def test_domains_count_only_where_every_text_has_one(tmp_path: Path):
    mixed = lines({**TREES, "domain": "parks"}, SNOW)
    asked = lines({**ABOUT_TREES, "domain": "parks"}, {**ABOUT_SNOW, "domain": "streets"})

    judged = read(folder(tmp_path, corpus=mixed, queries=asked))

    assert not judged.by_domain
    assert warned(judged, "Texts without a domain") == 1


def test_questions_of_a_domain_without_documents_are_counted(tmp_path: Path):
    parks = lines({**TREES, "domain": "parks"}, {**SNOW, "domain": "parks"})
    asked = lines({**ABOUT_TREES, "domain": "parks"}, {**ABOUT_SNOW, "domain": "streets"})

    judged = read(folder(tmp_path, corpus=parks, queries=asked))

    assert judged.by_domain
    assert warned(judged, "domain that no document has") == 1


def test_a_corpus_of_one_document_is_read_and_warned_of(tmp_path: Path):
    judged = read(folder(tmp_path, corpus=lines(TREES), qrels="q1\td1\t1\n"))

    assert warned(judged, "So few documents") == 1


def test_a_limit_takes_the_same_questions_in_whatever_order_they_stand(tmp_path: Path):
    asked = [{"id": f"q{number}", "text": "trees?"} for number in range(20)]
    qrels = "".join(f"q{number}\td1\t1\n" for number in range(20))

    taken = [
        [question.id for question in read(folder(tmp_path, queries=lines(*order), qrels=qrels), 5).questions]
        for order in (asked, asked[::-1])
    ]

    assert taken[0] == taken[1]
    assert len(taken[0]) == 5


def test_a_limit_that_leaves_no_answerable_question_is_an_error(tmp_path: Path):
    asked = [{"id": f"q{number}", "text": "trees?"} for number in range(20)]
    (taken,) = read(
        folder(tmp_path, queries=lines(*asked), qrels="".join(f"q{n}\td1\t1\n" for n in range(20))), 1
    ).questions
    other = next(row["id"] for row in asked if row["id"] != taken.id)

    with pytest.raises(FolderUnusable, match="None of the 1 questions taken"):
        read(folder(tmp_path, queries=lines(*asked), qrels=f"{other}\td1\t1\n"), 1)


@given(st.binary(max_size=300), st.sampled_from(["corpus.jsonl", "queries.jsonl", "qrels.tsv"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
def test_any_bytes_are_read_or_named_as_unusable(tmp_path: Path, data: bytes, file: str):
    (folder(tmp_path) / file).write_bytes(data)

    said = complaint(tmp_path)

    assert said == "" or str(tmp_path / file) in said or "qrels.tsv gives no question" in said
