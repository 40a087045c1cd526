"""The quick ones of the tables that need no data but the demonstration's, measured again: `make bench`.

The other tables of benchmarks/results are of the modules beside this one, which say what they need."""

from benchmarks import choosing, latency, peers, quality, slack, startup


def main() -> None:
    """Print these tables and keep them in benchmarks/results."""
    for benchmark in (quality, peers, choosing, latency, startup, slack):
        benchmark.main()


if __name__ == "__main__":
    main()
