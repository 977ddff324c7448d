"""The story language: what an author writes, and what is wrong with it."""
