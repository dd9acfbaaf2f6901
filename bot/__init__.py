"""The running application: wiring, command line, inbox and outbox, channels."""
