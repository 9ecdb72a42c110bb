"""What all packages share: the data model, errors, settings, logging and text handling."""

__version__ = "0.1.0"
