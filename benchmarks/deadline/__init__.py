"""The parts of `benchmarks/deadline_hour.py`."""
