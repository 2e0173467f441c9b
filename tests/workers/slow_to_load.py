"""A library that takes its time to load."""

import time

time.sleep(0.7)
LOADED = "loaded"
