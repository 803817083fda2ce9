"""Targets (目标) and tasks: plans, who leads what until when, what proves it; meetings, visits and basis documents."""
