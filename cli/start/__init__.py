"""Commands to get started: set up an installation, run the service, try the demo."""
