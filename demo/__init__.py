"""The demo network as data: practice records, places, judged questions, vectors; README.md tells more."""
