package storetest

import (
	"slices"
	"strconv"
	"strings"

	"github.com/plimsoll-aims/plimsoll/kernel"
)

func names(list []*kernel.Record) string {
	var out []string
	for _, r := range list {
		out = append(out, r.Name)
	}
	return strings.Join(out, " ")
}

func ranking(s *story) {
	s.put("ship", "a", &Ship{Title: "Gullwing of the north", State: "planned"})
	s.put("ship", "b", &Ship{Title: "Gull of the north", State: "planned"})
	s.put("ship", "c", &Ship{Title: "Gulliver", State: "planned"})
	s.put("crew", "d", &Crew{Title: "Gull, the younger"})
	s.put("crew", "e", &Crew{Title: "Anna \u00dcberwasser"})
	last := s.put("ship", "gull", &Ship{Title: "North", State: "planned"})
	s.put("ship", "f", &Ship{Title: "Petrel", State: "planned"})
	for _, at := range []kernel.At{{}, {Seq: last.Seq}} {
		for q, want := range map[string]string{"gull": "gull d b a c", "NORTH gull": "b gull a", "uberwasser": "e", "\u00dcBERWASSER": "e"} {
			s.view(at, func(v kernel.View) error {
				list, err := v.Search(s.ctx, q, nil, 10)
				if got := names(list); got != want {
					s.Errorf("search %q at %+v: got %s, want %s", q, at, got, want)
				}
				return err
			})
		}
	}
}

// wordLists writes more than a book of words is behind by at most, and asks for
// them by word, today and in the past, sorted and counted.
func wordLists(s *story) {
	const many = 2100
	for from := 0; from < many; from += 700 {
		s.must(s.update(func(tx kernel.Tx) error {
			for i := from; i < from+700; i++ {
				if _, err := tx.Put(s.ctx, kernel.Put{Kind: "crew", Name: "c" + strconv.Itoa(i), Spec: &Crew{Title: "Sailor number " + strconv.Itoa(i), Rank: "r" + strconv.Itoa(i%3)}}); err != nil {
					return err
				}
			}
			return nil
		}))
		s.view(kernel.At{}, func(v kernel.View) error { // reads the words of what there is so far
			n, err := v.Count(s.ctx, kernel.Query{Kind: "crew", Search: "sail"}, "rank")
			if n["r0"]+n["r1"]+n["r2"] != from+700 {
				s.Errorf("counts %v after %d", n, from+700)
			}
			return err
		})
	}
	last := s.put("crew", "c5", &Crew{Title: "Cook", Rank: "r2"})
	for at, want := range map[kernel.At]int{{}: many - 1, {Seq: last.Seq - 1}: many} {
		s.view(at, func(v kernel.View) error {
			p, err := v.List(s.ctx, kernel.Query{Kind: "crew", Search: "sailor", Sort: []string{"-name"}, Limit: 2})
			if err == nil && (p.Total != want || names(p.Items) != "c999 c998") {
				s.Errorf("at %+v: %d in all, %s first; want %d", at, p.Total, names(p.Items), want)
			}
			return err
		})
	}
}

func turnedRound(s *story) {
	for i := range 9 {
		s.put("ship", "s"+strconv.Itoa(i), &Ship{Title: "T", State: "planned", Masts: i % 2})
	}
	last := s.put("crew", "anna", &Crew{Title: "Anna"})
	s.put("crew", "ben", &Crew{Title: "Ben"})
	for _, at := range []kernel.At{{}, {Seq: last.Seq}} {
		var up, down []string
		for _, sort := range []string{"masts", "-masts"} {
			s.view(at, func(v kernel.View) error {
				for offset := 0; offset < 9; offset += 2 {
					p, err := v.List(s.ctx, kernel.Query{Kind: "ship", Sort: []string{sort}, Limit: 2, Offset: offset})
					if err != nil {
						return err
					}
					if sort == "masts" {
						up = append(up, strings.Fields(names(p.Items))...)
					} else {
						down = append(down, strings.Fields(names(p.Items))...)
					}
				}
				return nil
			})
		}
		slices.Reverse(down)
		if want := "s0 s2 s4 s6 s8 s1 s3 s5 s7"; strings.Join(up, " ") != want || strings.Join(down, " ") != want {
			s.Errorf("at %+v: up %v, down turned round %v, want %s", at, up, down, want)
		}
	}
}

func namesOfToday(s *story) {
	s.put("crew", "anna", &Crew{Title: "Anna"})
	before := s.put("ship", "gull", &Ship{Title: "Gull", State: "planned", Captain: kernel.To[Crew]("anna")})
	s.put("ship", "tern", &Ship{Title: "Tern", State: "planned"})
	s.must(s.update(func(tx kernel.Tx) error {
		r, err := tx.Get(s.ctx, "crew", "anna")
		if err != nil {
			return err
		}
		_, err = tx.Put(s.ctx, kernel.Put{Kind: "crew", UID: r.UID, Name: "hanna", Rev: kernel.RevAny, Spec: r.Spec})
		return err
	}))
	for _, at := range []kernel.At{{Seq: before.Seq}, {}, {Seq: before.Seq}} {
		want := "hanna"
		if !at.IsZero() {
			want = "anna"
		}
		s.view(at, func(v kernel.View) error {
			all, err := v.All(s.ctx, "ship")
			if err == nil && all[0].Spec.(*Ship).Captain.Name != want {
				s.Errorf("at %+v the captain is called %s, want %s", at, all[0].Spec.(*Ship).Captain.Name, want)
			}
			return err
		})
	}
}
