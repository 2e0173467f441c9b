"""Telling people: letters as messages of the outbox (written.py), and mail through a server (mail.py)."""
