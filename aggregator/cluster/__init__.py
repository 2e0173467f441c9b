"""The workers of many machines, over one PostgreSQL database and Procrastinate's queue in it.

running.py  a worker, from start to stop       queue.py   the queue: what is deferred, under which locks; Procrastinate
worker.py   what each job does                 rights.py  the right to ask a host, held by one worker at a time
clock.py    the time, by the database's clock           beside.py  what web processes share with workers

Procrastinate lives in queue.py alone, so that web processes, which need the clock and the rights, do without it. A poll
is the same as on one machine (pipeline.Intake).
"""
