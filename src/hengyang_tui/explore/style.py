"""The page's style: light or dark as the reader's system is, colours never alone in what they say."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --ink: #222; --paper: #fdfcf9; --soft: #6b675f; --rule: #dcd8cf;
  --bar: #4a6fa5; --pale: #c9d6e8; --paler: #e6edf6; --record: #b3261e; --allowed: #f6dfdc; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e3dc; --paper: #1b1b1d; --soft: #a29d92; --rule: #3a3a3d;
  --bar: #8fb0dc; --pale: #3d5473; --paler: #2b394c; --record: #ff8a80; --allowed: #4a2c2a; } }
body { background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 70rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; margin: 0.5rem 0; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { text-align: left; padding: 0.15rem 0.8rem 0.15rem 0; border-bottom: 1px solid var(--rule);
  vertical-align: top; font-variant-numeric: tabular-nums; }
th, small { color: var(--soft); font-weight: normal; }
figure { margin: 0; max-width: 24rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1rem; }
article p { margin: 0.2rem 0; color: var(--soft); font-size: 0.9rem; }
.problem { border-left: 4px solid var(--record); padding-left: 1rem; }
svg.picture { width: 100%; height: auto; display: block; }
svg text { font-size: 11px; fill: var(--soft); }
.bar { fill: var(--bar); } .ground { fill: var(--paler); } .floor { stroke: var(--rule); }
.outer { fill: var(--paler); } .inner { fill: var(--pale); }
.median { fill: none; stroke: var(--bar); stroke-width: 2; }
.allowed { fill: var(--allowed); }
.record, .record line { stroke: var(--record); stroke-width: 2; } .record circle { fill: var(--record); }
"""
