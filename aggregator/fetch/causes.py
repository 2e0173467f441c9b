"""Every cause that fetching can give, in one table: a stable code and the sentence that a volunteer reads.

The codes are part of the interface (`poll --json`, `status --json`); the sentences may be worded better any day.
"""

from __future__ import annotations

from typing import Final

from aggregator.outcomes import Cause

SENTENCES: Final[dict[str, str]] = {
    # The address itself
    "address_invalid": "The address {url} can't be read as a web address. Is it typed correctly?",
    "address_scheme": "Only http and https addresses are fetched, and this one begins with {scheme}:.",
    "address_port": "The address asks for port {port}, where no web site lives (80, 443 and 1024 upwards are allowed).",
    "address_private": (
        "The address leads into a private network ({address}). If it should, name it under polling.allow_private."
    ),
    "header_invalid": "The header {name} set for this source can't be sent. Check its spelling and its value.",
    # Finding and reaching the server
    "name_not_found": "The address does not exist (the name {host} can't be found).",
    "name_lookup_failed": "The name {host} could not be looked up just now. Perhaps there is no internet connection.",
    "name_lookup_slow": "Looking up the name {host} took too long.",
    "connection_refused": "The server {host} is there but takes no connections.",
    "connection_failed": "The server {host} can't be reached.",
    "connection_slow": "The server {host} did not take our call in time.",
    "certificate_invalid": "The server {host} could not prove who it is (its security certificate is not valid).",
    "tls_failed": "No secure connection to {host} could be made.",
    # The conversation
    "connection_lost": "The server {host} hung up in the middle.",
    "answer_slow": "The server {host} stopped answering for {seconds} seconds.",
    "too_slow": "The server {host} sends so slowly that we gave up.",
    "timeout": "The whole visit took longer than {seconds} seconds, so we gave up.",
    "answer_garbled": "The server {host} answered with something that is not HTTP.",
    "answer_padded": "The server {host} sends much that is no part of an answer, so we gave up.",
    "headers_too_large": "The server {host} sends more header lines than any honest answer needs.",
    "body_too_large": "The document is larger than {limit}, so it was not read.",
    "body_cut_short": "The document broke off before its end.",
    "compression_unknown": "The document is packed as {coding}, which we did not offer to unpack.",
    "compression_broken": "The document is packed in a damaged way and can't be unpacked.",
    "not_modified_unasked": "The server says that nothing changed, which we hadn't asked: a fault on its side.",
    # Redirects
    "redirect_loop": "The address leads round in a circle.",
    "redirects_too_many": "The address leads on and on ({limit} redirects), so we gave up.",
    "redirect_hosts_too_many": "The address leads on through more than {limit} different servers, so we gave up.",
    "redirect_in_the_open": "The server leads on to an address without encryption, where what we send could be read.",
    "redirect_nowhere": "The server says that the document moved, but not where to.",
    # What the server answered
    "refused": "Refused, perhaps a bot wall: the server answers {status} to us. A browser may still see the page.",
    "not_found": "There is nothing at this address (any more): the server answers 404.",
    "gone": "The document is gone for good: the server says so (410).",
    "too_many_requests": "The server says that we ask too often (429).",
    "unavailable": "The server is out of service for the moment (503).",
    "server_error": "The server has a fault of its own ({status}).",
    "status_unexpected": "The server answered {status}, which is no answer to our question.",
    # Not asked
    "short_of_files": "The program has too many files and connections open just now; it tries again in a minute.",
    "host_busy": "Another of our machines is asking {host}, so it is asked again in a minute.",
    "host_paused": "{host} asked us to stay away until {until}.",
    "robots_disallowed": "The site's robots.txt asks programs like ours not to read this page.",
    "robots_unreachable": "The site's robots.txt can't be read just now, so we keep out until it can. ({reason})",
}


def cause(code: str, **details: object) -> Cause:
    """The cause of this code, with its sentence filled in."""
    return Cause(code, SENTENCES[code].format(**details))
