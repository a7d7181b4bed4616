"""What can be wrong with a document. Each message says what to mend."""


class DocumentError(ValueError):
    """A document that cannot be rendered as it stands."""


class UnresolvedReference(DocumentError):
    """A reference to a table, chart, section or definition that the document does not hold."""


class DuplicateKey(DocumentError):
    """Two tables, charts or sections with one key or one number."""


class UnknownFormat(DocumentError):
    """A format that no renderer makes."""
