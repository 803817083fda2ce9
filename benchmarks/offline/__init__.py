"""Parts of benchmarks/offline_visits.py and benchmarks/visits_arriving.py."""
