"""The words of promises in one language, as regular expressions."""

from dataclasses import dataclass

from classifier.facts.prefilter import Pattern


@dataclass(frozen=True, slots=True)
class PromiseSigns:
    """The signs of one language; all but `split` are asked of one clause or its sentence."""

    #: One of these stands in every sentence that can promise something.
    stems: tuple[str, ...]
    #: Ends a clause.
    split: Pattern
    #: What opens, resumes, is delivered · what closes, stops, is banned.
    opening: Pattern
    closing: Pattern
    #: Announces an action that is to come.
    plan: Pattern
    #: It has happened, in the clause of the action.
    done: Pattern
    #: A plan of an earlier time: "was to have opened", 예정이었으나.
    history: Pattern
    #: Put off, or given up.
    put_off: Pattern
    #: Somebody denies it, or it is not planned.
    denied: Pattern
    #: Depends on something, may be, is wished, asked or rumoured: nothing is promised.
    nothing: Pattern
    #: What is opened is an event, an office or a plant, or lies at another border.
    elsewhere: Pattern
    #: What can be open: crossings, bridges, trains, tours.
    about: Pattern
    #: By kind of traffic; the first that applies.
    modes: tuple[tuple[str, Pattern], ...]
    #: The border as a whole.
    border: Pattern
    #: Goods go to the North: it buys, China sells.
    to_north: Pattern
    from_north: Pattern
    #: Words of commerce: the clause is about goods.
    trade: Pattern
