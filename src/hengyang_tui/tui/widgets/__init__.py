"""The few widgets the screens share."""
