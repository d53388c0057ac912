class Torch:
    """A hand lamp."""

    def __init__(self, lumen):
        self.lumen = lumen
