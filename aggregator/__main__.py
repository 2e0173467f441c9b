"""`aggregator` and `python -m aggregator`."""


def main() -> None:
    """Run what was typed, and leave with its exit code."""
    from aggregator.cli.app import app

    app()


if __name__ == "__main__":
    main()
