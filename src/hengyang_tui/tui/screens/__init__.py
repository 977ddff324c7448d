"""The screens of the game, each with its stylesheet beside it."""
