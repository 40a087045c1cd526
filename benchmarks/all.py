"""Every number that needs no data but the demo network's, measured again: `make bench`."""

from benchmarks import choosing, latency, peers, quality, slack, startup


def main() -> None:
    """Print every table and keep it in benchmarks/results."""
    for benchmark in (quality, peers, choosing, latency, startup, slack):
        benchmark.main()


if __name__ == "__main__":
    main()
