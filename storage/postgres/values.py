"""How values of Python are sent and come back: integers, numbers and texts, as the tables have them."""

from typing import Any

from psycopg import Connection
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.types.numeric import Int8BinaryDumper, Int8Dumper
from typing_extensions import override


class _FlagDumper(Int8Dumper):
    """True as 1: the tables have no booleans."""

    @override
    def dump(self, obj: Any) -> Any:
        return super().dump(int(obj))


class _FlagBinaryDumper(Int8BinaryDumper):
    """True as 1, in binary."""

    @override
    def dump(self, obj: Any) -> Any:
        return super().dump(int(obj))


class _SumLoader(Loader):
    """A sum of integers, which PostgreSQL gives as a decimal number, as an integer."""

    @override
    def load(self, data: Buffer) -> int | float:
        text = bytes(data).decode("ascii")
        return float(text) if "." in text else int(text)


def adapt(connection: Connection[Any]) -> None:
    """Send integers and booleans as bigint; texts take the type of what they are compared with."""
    for number in (Int8Dumper, Int8BinaryDumper):
        connection.adapters.register_dumper(int, number)
    for flag in (_FlagDumper, _FlagBinaryDumper):
        connection.adapters.register_dumper(bool, flag)
    connection.adapters.register_loader("numeric", _SumLoader)
