"""Proposes a ledger from an office's own workbook: where its tables are, what each column is called and holds.

Nothing here touches the database. `propose` (proposal.py) is the way in; `ledger_file` (ledger_file.py) turns one
proposed sheet into what a pack's ledgers/*.yaml holds. How the rules work: docs/algorithms/proposing-a-ledger.md.
"""
