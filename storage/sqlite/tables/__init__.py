"""The tables, one module each: rows in, dataclasses out."""
