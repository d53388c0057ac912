package discover

import "time"

// Limits bound the work on one scan. The zero value of a field means its
// default.
type Limits struct {
	TextFile  int64         // bytes read of a text file; the rest is reported as not read (8 MB)
	DataFile  int64         // bytes read of a JSON or XML inventory, state or bill of materials (32 MB)
	Depth     int           // folders below a path (64)
	Files     int           // files walked (2,000,000)
	Nodes     int           // values kept of one structured file (400,000)
	Nesting   int           // brackets or indents inside one another (200)
	ImageSize int64         // bytes unpacked from one image or archive (2 GB)
	Entry     int64         // bytes unpacked from one image entry (4 MB)
	PerFile   time.Duration // time spent on one image (60 s)
}

func (l Limits) withDefaults() Limits {
	set := func(v *int64, d int64) {
		if *v <= 0 {
			*v = d
		}
	}
	num := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&l.TextFile, 8<<20)
	set(&l.DataFile, 32<<20)
	set(&l.ImageSize, 2<<30)
	set(&l.Entry, 4<<20)
	num(&l.Depth, 64)
	num(&l.Files, 2_000_000)
	num(&l.Nodes, 400_000)
	num(&l.Nesting, 200)
	if l.PerFile <= 0 {
		l.PerFile = 60 * time.Second
	}
	return l
}
