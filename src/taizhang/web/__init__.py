"""Site shell: frame, navigation, Today, search, language and large type, error pages, static files."""
