def verify(figures, say):
    return 0
