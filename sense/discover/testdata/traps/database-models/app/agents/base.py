class Agent:
    """An estate agent."""
