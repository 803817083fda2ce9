"""Template tags of inspection."""
