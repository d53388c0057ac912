// Command help turns the comments on kinds and their fields into help_gen.go, so
// that forms, OpenAPI and the source say the same. It runs by go generate in
// package aims.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	dir := flag.String("dir", ".", "directory of the package that registers kinds")
	out := flag.String("out", "help_gen.go", "file to write, in that directory")
	flag.Parse()
	text, err := Generate(*dir, *out)
	if err == nil {
		err = os.WriteFile(*dir+"/"+*out, text, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "help:", err)
		os.Exit(1)
	}
}
