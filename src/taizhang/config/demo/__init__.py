"""The demo county 青禾市: fictional names, a year and a half of records from which every shipped figure is computed."""
