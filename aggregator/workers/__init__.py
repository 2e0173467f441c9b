"""The one pool of child processes: pool.py hands work out, child.py is their side, jobs.py is what they do."""
