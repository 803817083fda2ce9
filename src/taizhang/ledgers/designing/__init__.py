"""A ledger while a clerk designs it: from a workbook or a ledger of a pack, corrected on a page, to files of a pack.

No database and no requests: `services.designing` keeps designs and publishes them.
"""
