# import openai
# os.environ["OPENAI_API_KEY"]
x = 1  # gpt-4o, torch, transformers
