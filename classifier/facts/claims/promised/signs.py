"""The words of promises in one language, as regular expressions."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PromiseSigns:
    """The signs of one language; all but `split` are asked of one clause or its sentence."""

    #: One of these stands in every sentence that can promise something.
    stems: tuple[str, ...]
    #: Ends a clause.
    split: re.Pattern[str]
    #: What opens, resumes, is delivered · what closes, stops, is banned.
    opening: re.Pattern[str]
    closing: re.Pattern[str]
    #: Announces an action that is to come.
    plan: re.Pattern[str]
    #: It has happened, in the clause of the action.
    done: re.Pattern[str]
    #: A plan of an earlier time: "was to have opened", 예정이었으나.
    history: re.Pattern[str]
    #: Put off, or given up.
    put_off: re.Pattern[str]
    #: Somebody denies it, or it is not planned.
    denied: re.Pattern[str]
    #: Depends on something, may be, is wished, asked or rumoured: nothing is promised.
    nothing: re.Pattern[str]
    #: What is opened is an event, an office or a plant, or lies at another border.
    elsewhere: re.Pattern[str]
    #: What can be open: crossings, bridges, trains, tours.
    about: re.Pattern[str]
    #: By kind of traffic; the first that applies.
    modes: tuple[tuple[str, re.Pattern[str]], ...]
    #: The border as a whole.
    border: re.Pattern[str]
    #: Goods go to the North: it buys, China sells.
    to_north: re.Pattern[str]
    from_north: re.Pattern[str]
    #: Words of commerce: the clause is about goods.
    trade: re.Pattern[str]
