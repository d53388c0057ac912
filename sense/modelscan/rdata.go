package modelscan

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// isRData knows R's serialised data, with or without the header of save().
func isRData(h []byte) bool {
	if len(h) < 14 {
		return false
	}
	for _, p := range []string{"RDX2\n", "RDX3\n", "RDA2\n", "RDA3\n", "RDB2\n", "RDB3\n"} {
		if string(h[:5]) == p {
			return true
		}
	}
	if string(h[:2]) == "X\n" {
		v := binary.BigEndian.Uint32(h[2:])
		return v == 2 || v == 3
	}
	return string(h[:2]) == "B\n" && (h[2] == 2 || h[2] == 3) && h[3] == 0 || string(h[:4]) == "A\n2\n" || string(h[:4]) == "A\n3\n"
}

// rdataFile walks R's serialisation. Promises run as soon as the object is
// touched (CVE-2024-27322); closures and byte code run when called.
func (s *scan) rdataFile(src *source, name, where string) string {
	r := bufio.NewReaderSize(src.open(), 64<<10)
	if src.head[0] == 'R' {
		_, _ = r.Discard(5) // the head holds them
	}
	form, _ := r.ReadByte() // at least 14 bytes were there
	_, _ = r.ReadByte()
	w := &rWalk{s: s, where: where, r: r, size: src.size}
	switch form {
	case 'X':
		w.order = binary.BigEndian
	case 'B':
		w.order = binary.LittleEndian
	default:
		w.ascii = true
	}
	if err := w.start(); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			s.find("MF182", where, offset(w.off), detail("the data ends inside an object"))
		} else {
			s.find("MF180", where, offset(w.off), detail("%v", err))
		}
	}
	return "rdata"
}

type rWalk struct {
	s       *scan
	where   string
	r       *bufio.Reader
	order   binary.ByteOrder
	ascii   bool
	off     int64
	size    int64
	symbols []string
	lastSym string
	inProm  int
	items   int
}

func (w *rWalk) int() (int32, error) {
	if w.ascii {
		return w.asciiInt()
	}
	var b [4]byte
	n, err := io.ReadFull(w.r, b[:])
	w.off += int64(n)
	return int32(w.order.Uint32(b[:])), err
}

func (w *rWalk) asciiInt() (int32, error) {
	line, err := w.r.ReadString('\n')
	w.off += int64(len(line))
	if err != nil {
		return 0, err
	}
	if line == "NA\n" {
		return math.MinInt32, nil
	}
	var v int32
	if _, err := fmt.Sscan(line, &v); err != nil {
		return 0, fmt.Errorf("%.20q is no number", line)
	}
	return v, nil
}

func (w *rWalk) bytes(n int64, keep int64) ([]byte, error) {
	if n < 0 || w.size > 0 && n > w.size {
		return nil, fmt.Errorf("an object of %d bytes, more than the data holds", n)
	}
	if w.ascii {
		line, err := w.r.ReadString('\n')
		w.off += int64(len(line))
		return []byte(line), err
	}
	b := make([]byte, min(n, keep))
	k, err := io.ReadFull(w.r, b)
	w.off += int64(k)
	if err == nil && n > keep {
		var d int64
		d, err = io.CopyN(io.Discard, w.r, n-keep)
		w.off += d
	}
	return b, err
}

func (w *rWalk) start() error {
	version, err := w.int()
	if err != nil {
		return err
	}
	for range 2 {
		if _, err := w.int(); err != nil {
			return err
		}
	}
	if version == 3 {
		n, err := w.int()
		if err != nil {
			return err
		}
		if _, err := w.bytes(int64(n), 64); err != nil {
			return err
		}
	}
	return w.item(0)
}

// R's types, as its Rinternals.h and serialize.c number them.
const (
	rSym, rList, rClosure, rEnv, rPromise, rLang = 1, 2, 3, 4, 5, 6
	rSpecial, rBuiltin, rChar, rLgl, rInt, rReal = 7, 8, 9, 10, 13, 14
	rCplx, rStr, rDot, rVec, rExpr, rBcode       = 15, 16, 17, 19, 20, 21
	rExtptr, rWeakref, rRaw, rS4                 = 22, 23, 24, 25
	rAltrep, rAttrList, rAttrLang, rRef          = 238, 239, 240, 255
	rPersist, rPackage, rNamespace               = 247, 248, 249
	rFirstFixed, rLastFixed                      = 241, 254
	hasAttr, hasTag                              = 0x200, 0x400
)

func (w *rWalk) item(depth int) error {
	if depth > 2000 {
		return errors.New("nested more than 2000 deep")
	}
	if w.items++; w.items > 50_000_000 {
		return errors.New("more than 50 million objects")
	}
	flags, err := w.int()
	if err != nil {
		return err
	}
	t := int(flags & 0xff)
	switch {
	case t == rRef:
		if flags>>8 == 0 {
			_, err = w.int()
		}
		return err
	case t >= rFirstFixed && t <= rLastFixed && t != rPersist && t != rPackage && t != rNamespace:
		return nil
	}
	switch t {
	case rSym:
		w.lastSym = ""
		return w.item(depth + 1) // its name, a CHARSXP
	case rList, rLang, rClosure, rPromise, rDot, rAttrLang, rAttrList:
		return w.pairs(t, flags, depth)
	case rEnv:
		return w.environment(depth)
	case rPersist, rPackage, rNamespace:
		return w.names(depth)
	case rExtptr:
		w.s.find("MF220", w.where, offset(w.off), detail("an external pointer"), sev(Medium), verdict(UnknownCallable))
		return w.several(2, flags, depth)
	case rWeakref:
		return w.attributes(flags, depth)
	case rSpecial, rBuiltin:
		n, err := w.int()
		if err == nil {
			_, err = w.bytes(int64(n), 256)
		}
		return err
	case rBcode:
		w.s.find("MF221", w.where, offset(w.off), detail("compiled byte code"))
		return errStop
	case rAltrep:
		return w.several(3, 0, depth)
	case rS4:
		return w.attributes(flags, depth)
	}
	return w.vector(t, flags, depth)
}

// errStop ends the walk where byte code begins, whose layout is R's own affair.
var errStop = fmt.Errorf("byte code follows, which is not read further")

func (w *rWalk) several(n int, flags int32, depth int) error {
	for range n {
		if err := w.item(depth + 1); err != nil {
			return err
		}
	}
	return w.attributes(flags, depth)
}

func (w *rWalk) attributes(flags int32, depth int) error {
	if flags&hasAttr == 0 {
		return nil
	}
	return w.item(depth + 1)
}

// rDangerous are functions that no model needs to call.
var rDangerous = map[string]bool{"system": true, "system2": true, "shell": true, "shell.exec": true, "eval": true, "evalq": true, "source": true, "sys.source": true, "parse": true,
	"download.file": true, "url": true, "dyn.load": true, "library.dynam": true, "unlink": true, "file.remove": true, "socketConnection": true, "pipe": true, ".C": true, ".Call": true, ".External": true, "do.call": true, "load": true, "readRDS": true, "install.packages": true}

// pairs reads the dotted-pair types: attributes, tag, head, and the rest in
// turn. The rest is followed in a loop, for a list may be long.
func (w *rWalk) pairs(t int, flags int32, depth int) error {
	for {
		switch t {
		case rPromise:
			w.s.find("MF220", w.where, offset(w.off), detail("a promise, which runs when the object is touched"))
			w.inProm++
			defer func() { w.inProm-- }()
		case rClosure:
			w.s.find("MF221", w.where, detail("functions"))
		}
		if flags&hasAttr != 0 || t == rAttrLang || t == rAttrList {
			if err := w.item(depth + 1); err != nil {
				return err
			}
		}
		if flags&hasTag != 0 {
			if err := w.item(depth + 1); err != nil {
				return err
			}
		}
		w.lastSym = ""
		if err := w.item(depth + 1); err != nil { // head
			return err
		}
		if (t == rLang || t == rAttrLang) && rDangerous[w.lastSym] {
			level := Medium
			if w.inProm > 0 {
				level = Critical
			}
			w.s.find("MF220", w.where, callable(w.lastSym), sev(level), detail("a call of %s", w.lastSym))
		}
		next, err := w.int()
		if err != nil {
			return err
		}
		switch nt := int(next & 0xff); nt {
		case rList, rLang, rDot, rAttrLang, rAttrList:
			t, flags = nt, next
			continue
		default:
			return w.rest(next, depth)
		}
	}
}

// rest reads an item whose flags were taken already.
func (w *rWalk) rest(flags int32, depth int) error {
	t := int(flags & 0xff)
	switch {
	case t == rRef:
		if flags>>8 == 0 {
			_, err := w.int()
			return err
		}
		return nil
	case t >= rFirstFixed && t <= rLastFixed && t != rPersist && t != rPackage && t != rNamespace:
		return nil
	case t == rSym:
		return w.item(depth + 1)
	case t == rEnv:
		return w.environment(depth)
	case t == rClosure || t == rPromise:
		return w.pairs(t, flags, depth+1)
	case t == rPersist || t == rPackage || t == rNamespace:
		return w.names(depth)
	case t == rBcode:
		w.s.find("MF221", w.where, offset(w.off), detail("compiled byte code"))
		return errStop
	case t == rAltrep:
		return w.several(3, 0, depth)
	}
	return w.vector(t, flags, depth)
}

func (w *rWalk) environment(depth int) error {
	if _, err := w.int(); err != nil { // locked
		return err
	}
	for range 4 { // enclosure, frame, hash table, attributes
		if err := w.item(depth + 1); err != nil {
			return err
		}
	}
	return nil
}

func (w *rWalk) names(depth int) error {
	if _, err := w.int(); err != nil {
		return err
	}
	n, err := w.int()
	for i := int32(0); i < n && err == nil; i++ {
		err = w.item(depth + 1)
	}
	return err
}

func (w *rWalk) vector(t int, flags int32, depth int) error {
	n32, err := w.int()
	if err != nil {
		return err
	}
	n := int64(n32)
	if t == rChar {
		if n < 0 {
			return nil
		}
		b, err := w.bytes(n, 1<<20)
		w.lastSym = string(b)
		if len(b) > 8 {
			w.s.metadataText("text", string(b), w.where)
		}
		return err
	}
	if n32 == -1 { // a long vector
		hi, err1 := w.int()
		lo, err2 := w.int()
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		n = int64(hi)<<32 | int64(uint32(lo))
	}
	if n < 0 || w.size > 0 && n > 64*w.size+64 {
		return fmt.Errorf("a vector of %d items, more than the data holds", n)
	}
	switch t {
	case rLgl, rInt:
		err = w.numbers(n, 4)
	case rReal:
		err = w.numbers(n, 8)
	case rCplx:
		err = w.numbers(n, 16)
	case rRaw:
		var b []byte
		b, err = w.bytes(n, 1<<20)
		if len(b) >= 16 && sniff(b[:min(len(b), 4096)], false, n) {
			w.s.payload(b, false, w.where, w.off)
		}
	case rStr, rVec, rExpr:
		if t == rExpr {
			w.s.find("MF221", w.where, offset(w.off), detail("an expression vector"))
		}
		for i := int64(0); i < n && err == nil; i++ {
			err = w.item(depth + 1)
		}
	default:
		return fmt.Errorf("an object of unknown type %d", t)
	}
	if err != nil {
		return err
	}
	return w.attributes(flags, depth)
}

func (w *rWalk) numbers(n int64, size int64) error {
	if !w.ascii {
		_, err := w.bytes(n*size, 64)
		return err
	}
	for i := int64(0); i < n*max(1, size/8); i++ {
		if _, err := w.bytes(1, 64); err != nil {
			return err
		}
	}
	return nil
}
