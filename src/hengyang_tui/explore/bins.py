"""How numbers are put into bins, so that reports of different plays can be added up."""

from __future__ import annotations

MOST_BINS = 128
"""Bins of a gauge: enough for a picture, few enough to keep a report small."""


def bin_width(span: int | float, whole: bool, most: int = MOST_BINS) -> int | float:
    """The smallest of 1, 2, 5, 10, 20, 50 … (or tenths and so on of these) of which `most` cover `span`.

    `whole` says that the values are whole numbers; a bin is then never narrower than one of them. Bin k holds the
    values from k * width to below (k + 1) * width.
    """
    tens, parts = 1, 1 if whole else 10**9
    while True:
        for step in (1, 2, 5):
            width = step * tens / parts if step * tens % parts else step * tens // parts
            if width * most >= span:
                return width
        tens *= 10
