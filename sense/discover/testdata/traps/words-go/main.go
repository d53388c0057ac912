// Command main sells a torch and mentions names of AI in plain strings; a trap for scanners.
package main

import (
	"fmt"

	"example.com/lamps/torch"
)

func main() { fmt.Println(torch.Torch{Lumen: 3}, "openai", "llama") }
