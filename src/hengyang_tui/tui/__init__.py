"""The terminal game. A screen renders what the engine says and posts messages; it decides nothing."""
