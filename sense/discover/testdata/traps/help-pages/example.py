SOURCE = "hf://your-org/your-model"
