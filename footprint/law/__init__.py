"""The law: rules and dated values, each with its source. Plain Python: no framework, no clock, no database."""
