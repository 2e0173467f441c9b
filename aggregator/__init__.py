"""A news desk that runs itself. Start reading at docs/architecture.md; the floors are listed there."""

__version__ = "0.1.0"
