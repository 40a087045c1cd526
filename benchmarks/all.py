"""Every number we claim, measured again: `make bench`."""

from benchmarks import latency, quality, startup


def main() -> None:
    """Print every table and keep it in benchmarks/results."""
    for benchmark in (quality, latency, startup):
        benchmark.main()


if __name__ == "__main__":
    main()
