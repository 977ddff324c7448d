"""A story as Twee 3, for SugarCube in Twine."""
