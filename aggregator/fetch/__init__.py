"""Addresses → bodies: the only room that speaks HTTP."""
