"""Many plays of one story: what can happen in it, how often, and what never does."""
