"""From the archive to a reader's mailbox: stories, digests, rendering, delivery."""
