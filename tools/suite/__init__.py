"""The steps of ./test: what they run (steps.py), how they are counted (counts.py) and scheduled (schedule.py)."""
