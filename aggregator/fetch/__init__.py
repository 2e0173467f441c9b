"""Addresses → bodies: the only room that speaks HTTP.

client.py     Fetcher: a request and its outcome          policy.py   what is allowed, what can be asked for
exchange.py   one hop on one connection                   hop.py      its question and its answer
guard.py      which addresses may be dialled              lookup.py   names → addresses
hosts.py      politeness: turns, gaps, pauses             robots.py   robots.txt, kept for a day
addresses.py  reading an address                          redirects.py  where a redirect leads
headers.py    what is sent, what an answer's headers say  answers.py  answer → outcome
body.py       a body within its bounds                    decode.py   unpacking it
metered.py    what may be sent beside the body            clock.py    time, as politeness needs it
causes.py     every cause of failure, in one table        faults.py   foreign exceptions → causes
"""
