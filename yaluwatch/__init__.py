"""The words everyone shares: the data between rooms, errors, settings, logging, and the command."""

__version__ = "0.1.0"
