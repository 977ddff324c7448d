"""Stories told in other languages: ink, and Twee 3 for SugarCube."""
