"""Words for children: how easy a letter is to read, and advice on its words. It advises and never blocks.

Plain Python: no framework, no clock, no database, no council.
"""

from .check import Advice, advice
from .ease import Ease, measure
from .terms import Term

__all__ = ["Advice", "Ease", "Term", "advice", "measure"]
