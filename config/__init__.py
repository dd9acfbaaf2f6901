"""Settings, errors, clock, regions and the vocabulary: what every other part may know."""
