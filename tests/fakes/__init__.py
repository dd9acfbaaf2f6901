"""Outside services, emulated on loopback for tests and proofs."""
