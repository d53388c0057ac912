// Command strip prepares the ATLAS case studies for the accuracy protocol. By
// default it prints what an author of environments may see: id, name, kind,
// target and summary of every case, with the procedure, references and
// descriptions of steps left out. With -truth it prints the other half, the
// facts that predictions are scored against: the sequence of tactic and
// technique ids of every case, and nothing else.
//
//	go run ./engine/attack/accuracy/strip ATLAS.yaml > cases.yaml
//	go run ./engine/attack/accuracy/strip -truth ATLAS.yaml > truth.yaml
package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"go.yaml.in/yaml/v4"
)

type atlas struct {
	Cases []study `yaml:"case-studies"`
}

type study struct {
	ID        string `yaml:"id"`
	Name      string `yaml:"name"`
	Kind      string `yaml:"case-study-type"`
	Target    string `yaml:"target"`
	Summary   string `yaml:"summary"`
	Procedure []struct {
		Tactic    string `yaml:"tactic"`
		Technique string `yaml:"technique"`
	} `yaml:"procedure"`
}

func main() {
	truth := flag.Bool("truth", false, "print the technique sequences instead of the summaries")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "strip: name one ATLAS file")
		os.Exit(2)
	}
	if err := run(os.Stdout, flag.Arg(0), *truth); err != nil {
		fmt.Fprintln(os.Stderr, "strip:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, file string, truth bool) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var a atlas
	if err := yaml.Unmarshal(b, &a); err != nil {
		return fmt.Errorf("read %s: %w", file, err)
	}
	for _, c := range a.Cases {
		if err := write(w, c, truth); err != nil {
			return err
		}
	}
	return nil
}

func write(w io.Writer, c study, truth bool) error {
	if !truth {
		out, err := yaml.Marshal([]map[string]string{{"id": c.ID, "name": c.Name, "kind": c.Kind, "target": c.Target, "summary": c.Summary}})
		if err != nil {
			return err
		}
		_, err = w.Write(out)
		return err
	}
	if _, err := fmt.Fprintf(w, "- id: %s\n  steps:\n", c.ID); err != nil {
		return err
	}
	for _, s := range c.Procedure {
		if _, err := fmt.Fprintf(w, "    - {tactic: %s, technique: %s}\n", s.Tactic, s.Technique); err != nil {
			return err
		}
	}
	return nil
}
