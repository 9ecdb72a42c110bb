"""From stories to a recipient's mailbox: what each is told, how it reads, and how it gets there."""
