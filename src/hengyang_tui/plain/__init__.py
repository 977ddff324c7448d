"""The line mode: the same game for a screen reader, a pipe or a teletype. Text and numbers, no control codes."""
