from transformers import double

print(double(2))
