"""What every demonstration person shares. Public, so it opens nothing but demonstrations."""

DEMO_PASSWORD = "demonstration-only"
