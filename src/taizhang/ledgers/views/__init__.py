"""Thin views of ledgers: parse, authorise, call one service or query, render."""
