"""A story as ink, the scripting language of inkle."""
