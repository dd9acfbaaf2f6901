"""Proofs: Fenliu's promises, each tried by breaking things. `make prove CASE=telegram`, or all of them.

A case runs real processes of Fenliu over a real database, and a Bot API server on loopback. It prints one line of
figures and fails when a promise is broken. Nothing leaves this machine.
"""
