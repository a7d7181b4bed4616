"""Dated facts: what was true from a day to a day, who said so and when. Knows nobody."""
