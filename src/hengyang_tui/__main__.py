"""`python -m hengyang_tui` is `hengyang`."""

from __future__ import annotations

from hengyang_tui.cli.main import main

if __name__ == "__main__":
    main()
