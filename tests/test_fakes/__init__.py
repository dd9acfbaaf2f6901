"""The fakes are tested too."""
