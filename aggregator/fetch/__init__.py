"""Addresses → bodies: the only room that speaks HTTP.

client.py    Fetcher: one request from address to outcome     policy.py   what is allowed, what is asked for
exchange.py  one request on one connection                    guard.py    which addresses may be dialled
hosts.py     politeness: turns, gaps, pauses                  robots.py   robots.txt, fetched and kept for a day
redirects.py where a redirect leads                           headers.py  what is sent, what the answer's headers say
metered.py   what a server may send beside the body
decode.py    bounded decompression                            addresses.py, lookup.py  reading addresses, finding hosts
causes.py    every cause of failure, in one table             faults.py   foreign exceptions → causes
"""
