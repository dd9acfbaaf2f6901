"""The doors: each channel turns what it receives into an Incoming and writes Reply in its own way."""
