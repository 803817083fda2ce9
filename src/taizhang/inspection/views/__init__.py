"""Pages of campaigns, visits and notices."""
