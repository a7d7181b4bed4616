"""A demonstration service of made-up children, whose counts are those that a council's report published."""
