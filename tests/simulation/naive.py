"""Every promise computed again from the lines of a journal: slowly, and with none of the program's code."""

import json
import math
from datetime import datetime, timedelta

YES = {"accepted", "introduced", "met", "useful", "adapted", "adopted", "not_useful"}


def read(text):
    """The rows of a journal, their times as moments."""
    rows = [json.loads(line) for line in text.splitlines()]
    for row in rows:
        row["time"] = datetime.fromisoformat(row["time"])
    return rows


def requests(rows):
    """One row for each introduction that was asked: its first."""
    numbers = {row["introduction"] for row in rows if row["state"] == "asked"}
    return [
        min(
            (row for row in rows if row["introduction"] == number and row["state"] == "asked"),
            key=lambda row: row["time"],
        )
        for number in sorted(numbers)
    ]


def introductions(rows):
    """One row for each introduction that was agreed to, with the moment of the yes."""
    found = []
    for request in requests(rows):
        agreed = [
            row["time"]
            for row in rows
            if row["introduction"] == request["introduction"] and row["state"] in YES
        ]
        if agreed:
            found.append({**request, "agreed": min(agreed)})
    return sorted(found, key=lambda row: row["agreed"])


def pairs_too_soon(rows):
    """How many requests came within 90 days after the same two were asked, agreed or were introduced."""
    heard = [row for row in rows if row["state"] in ("asked", "accepted", "introduced")]
    return sum(
        any(
            {earlier["asker"], earlier["official"]} == {later["asker"], later["official"]}
            and earlier["introduction"] != later["introduction"]
            and timedelta(0) <= later["time"] - earlier["time"] < timedelta(days=90)
            for earlier in heard
        )
        for later in requests(rows)
    )


def above_capacity(rows):
    """How many officials agreed, within thirty days, to more introductions than they offered."""
    made = introductions(rows)
    above = 0
    for official in (row for row in rows if row["state"] == "official"):
        times = [row["agreed"] for row in made if row["official"] == official["official"]]
        windows = [sum(first <= time < first + timedelta(days=30) for time in times) for first in times]
        above += max(windows, default=0) > official["capacity"]
    return above


def matched_officials(rows):
    """Who held the office of a record that matched some question while they were there."""
    found = set()
    for question in (row for row in rows if row["state"] == "question"):
        for record in question["matches"]:
            office = next(
                row["office"] for row in rows if row["state"] == "record" and row["record"] == record
            )
            for row in rows:
                if row["state"] == "official" and row["office"] == office:
                    left = [
                        gone["time"]
                        for gone in rows
                        if gone["state"] == "left" and gone["official"] == row["official"]
                    ]
                    if not left or question["time"] < left[0]:
                        found.add(row["official"])
    return found


def loads(rows):
    """How many introductions each of the matched officials carried, the most first."""
    made = introductions(rows)
    counts = [sum(row["official"] == each for row in made) for each in matched_officials(rows)]
    return sorted(counts, reverse=True)


def busiest(rows, hundredths):
    """The share of all introductions that this many hundredths of the matched officials carried."""
    carried = loads(rows)
    return sum(carried[: math.ceil(len(carried) * hundredths / 100)]) / len(introductions(rows))


def gini(rows):
    """The mean difference between two officials' loads over twice the mean load."""
    carried = loads(rows)
    differences = sum(abs(one - other) for one in carried for other in carried)
    return differences / (2 * len(carried) * sum(carried))


def served_share(rows):
    """Of all questions, those that led to an introduction."""
    asked = {row["question"] for row in rows if row["state"] == "question"}
    return len({row["question"] for row in introductions(rows)}) / len(asked)


def acceptance(rows):
    """Of all requests, those that somebody agreed to."""
    return len(introductions(rows)) / len(requests(rows))


def hours(rows):
    """From each served question to its first yes, the one in the middle."""
    waited = []
    for question in (row for row in rows if row["state"] == "question"):
        agreed = [made["agreed"] for made in introductions(rows) if made["question"] == question["question"]]
        if agreed:
            waited.append((min(agreed) - question["time"]).total_seconds() / 3600)
    waited.sort()
    middle = len(waited) // 2
    return waited[middle] if len(waited) % 2 else (waited[middle - 1] + waited[middle]) / 2


def repeats(rows):
    """How many introductions brought two together who had been before, whoever asked."""
    made = [{row["asker"], row["official"]} for row in introductions(rows)]
    return sum(pair in made[:number] for number, pair in enumerate(made))


def unserved(rows):
    """How many questions had a match and led to no introduction."""
    served = {row["question"] for row in introductions(rows)}
    return sum(
        row["state"] == "question" and bool(row["matches"]) and row["question"] not in served for row in rows
    )


def gains(rows):
    """The relevance of each served question's first introduction over the best that there is."""
    found = {}
    for made in introductions(rows):
        question = next(
            row for row in rows if row["state"] == "question" and row["question"] == made["question"]
        )
        if question["best"] and made["question"] not in found:
            relevance = [
                relevance
                for record, relevance in zip(question["matches"], question["relevance"], strict=True)
                if record == made["record"]
            ]
            found[made["question"]] = sum(relevance) / question["best"]
    return found


def lost(rows, baseline):
    """By which share the gains are lower than the baseline's where both introduce somebody."""
    ours, theirs = gains(rows), gains(baseline)
    both = [each for each in ours if each in theirs]
    return 1 - sum(ours[each] for each in both) / sum(theirs[each] for each in both)
