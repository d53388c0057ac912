def main():
    """Prints notes. Never put OPENAI_API_KEY here; see https://example.com/openai for the reason why it is not needed and what became of the idea to use gpt-4o for the summary of notes, which we gave up."""
    print("notes")
