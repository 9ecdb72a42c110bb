"""The tables no visitor may see."""

#: Tables with readers' addresses, mail and opinions, in an order that violates no foreign key when they are
#: emptied one after another.
PRIVATE_TABLES = (
    "deliveries",
    "digest_articles",
    "digest_spikes",
    "digest_carried",
    "digest_removals",
    "digests",
    "recipients",
    "subscriptions",
    "feedback",
    "story_edits",
)
