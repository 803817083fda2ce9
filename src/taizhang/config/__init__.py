"""Settings, addresses, the command line: the top of the product, nothing imports it."""
