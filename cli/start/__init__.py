"""Commands to start with: the demo, the data folder and the service."""
