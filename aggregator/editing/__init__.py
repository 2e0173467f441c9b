"""What a person at the desk does over the machine's work, from the command line or at /desk.

acts.py    hide, pin, keep, approve, edit, correct, take back      posting.py   an entry by hand
wording.py   the text of such an entry
storying.py  stories put together and taken apart
removal.py   take-downs and releases      doors.py   accounts, log-ins and sessions
mailing.py   the next newsletter      people.py   accounts, as admins look after them at the desk

Each act is one transaction with its line in the audit: who, when, before, after. Published ids never change, and
`updated` moves only where a reader should notice.
"""
