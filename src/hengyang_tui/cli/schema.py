"""`hengyang schema`: the format of the story files, for editors and other programs."""

from __future__ import annotations

import json

import click


@click.command(
    epilog="""\b
Examples:
  hengyang schema > hengyang.schema.json
  # yaml-language-server: $schema=hengyang.schema.json     (first line of a YAML file)
"""
)
def command() -> None:
    """Print the JSON Schema of the story files.

    An editor that knows the schema completes keys and marks mistakes while you write.
    """
    from hengyang_tui.language.files import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
