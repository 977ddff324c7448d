"""The engine: what happens. Pure, apart from the play log."""
