package main

import (
	"fmt"

	"example.com/lamps/torch"
)

func main() { fmt.Println(torch.Torch{Lumen: 3}, "openai", "llama") }
