package modelscan

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
)

// lightgbmFile reads LightGBM's text model line by line.
func (s *scan) lightgbmFile(src *source, name, where string) string {
	sc := bufio.NewScanner(io.LimitReader(src.open(), 2<<30))
	sc.Buffer(make([]byte, 64<<10), 16<<20)
	trees, declared := 0, -1
	for sc.Scan() {
		line := sc.Text()
		k, v, _ := strings.Cut(line, "=")
		switch {
		case k == "Tree":
			trees++
		case k == "tree_sizes":
			declared = len(strings.Fields(v))
		case k == "feature_names" || k == "objective" || k == "pandas_categorical" || strings.HasPrefix(line, "["):
			s.metadataText(k, v+line, where)
		case k != "" && !lightgbmNumbers[k] && len(line) < 1<<16:
			if m := findCode(line); m != "" {
				s.find("MF181", where, callable(m), arguments(line))
			}
		}
	}
	if err := sc.Err(); err != nil {
		s.find("MF182", where, detail("%v", err))
	}
	if declared >= 0 && declared != trees {
		s.find("MF182", where, detail("%d trees are declared, %d are there", declared, trees))
	}
	return "lightgbm"
}

var lightgbmNumbers = func() map[string]bool {
	m := map[string]bool{}
	for _, k := range strings.Fields("split_feature split_gain threshold decision_type left_child right_child leaf_value leaf_weight leaf_count internal_value internal_weight internal_count cat_boundaries cat_threshold num_leaves num_cat shrinkage leaf_const leaf_features leaf_coeff num_features") {
		m[k] = true
	}
	return m
}()

// isXGBoost knows the two binary forms: UBJSON with a learner, and the old
// format with its mark.
func isXGBoost(h []byte) bool {
	if prefix("binf")(h) {
		return true
	}
	return len(h) > 18 && h[0] == '{' && bytes.Contains(h[:min(len(h), 64)], []byte("learner")) && (h[1] == 'L' || h[1] == 'i' || h[1] == 'U' || h[1] == 'I' || h[1] == 'l' || h[1] == '$' || h[1] == '#') && h[2] < 32
}

func (s *scan) xgboostFile(src *source, name, where string) string {
	if prefix("binf")(src.head) {
		s.whole(src, where)
		s.rawTexts(src, where)
		return "xgboost"
	}
	u := &ubj{r: bufio.NewReaderSize(src.open(), 64<<10), s: s, where: where, size: src.size}
	if err := u.value(0, "", 0); err != nil {
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			s.find("MF182", where, offset(u.off), detail("the model ends inside a value"))
		} else {
			s.find("MF180", where, offset(u.off), detail("%v", err))
		}
	}
	return "xgboost"
}

// ubj walks Universal Binary JSON without building it.
type ubj struct {
	r     *bufio.Reader
	s     *scan
	where string
	off   int64
	size  int64
}

func (u *ubj) byte() (byte, error) {
	c, err := u.r.ReadByte()
	if err == nil {
		u.off++
	}
	return c, err
}

var ubjSizes = map[byte]int64{'i': 1, 'U': 1, 'I': 2, 'l': 4, 'L': 8, 'd': 4, 'D': 8, 'C': 1, 'Z': 0, 'N': 0, 'T': 0, 'F': 0}

// integer reads a number with its type mark.
func (u *ubj) integer() (int64, error) {
	t, err := u.byte()
	if err != nil {
		return 0, err
	}
	n := ubjSizes[t]
	if n == 0 || t == 'd' || t == 'D' || t == 'C' {
		return 0, fmt.Errorf("a length of type 0x%02x", t)
	}
	b := make([]byte, n)
	m, err := io.ReadFull(u.r, b)
	u.off += int64(m)
	if err != nil {
		return 0, err
	}
	switch t {
	case 'U':
		return int64(b[0]), nil
	case 'i':
		return int64(int8(b[0])), nil
	case 'I':
		return int64(int16(binary.BigEndian.Uint16(b))), nil
	case 'l':
		return int64(int32(binary.BigEndian.Uint32(b))), nil
	}
	return int64(binary.BigEndian.Uint64(b)), nil
}

func (u *ubj) text() (string, error) {
	n, err := u.integer()
	if err != nil {
		return "", err
	}
	if n < 0 || n > math.MaxInt32 || u.size > 0 && n > u.size-u.off {
		return "", fmt.Errorf("a text of %d bytes, more than the file holds", n)
	}
	b := make([]byte, min(n, 1<<20))
	m, err := io.ReadFull(u.r, b)
	u.off += int64(m)
	if err == nil && n > 1<<20 {
		err = u.skip(n - 1<<20)
	}
	return string(b), err
}

func (u *ubj) skip(n int64) error {
	m, err := io.CopyN(io.Discard, u.r, n)
	u.off += m
	return err
}

// value reads one value; t is its type when a container declared it.
func (u *ubj) value(t byte, key string, depth int) (err error) {
	if depth > 64 {
		return fmt.Errorf("nested more than 64 deep")
	}
	if t == 0 {
		if t, err = u.byte(); err != nil {
			return err
		}
	}
	switch t {
	case '{', '[':
		return u.container(t, key, depth)
	case 'S', 'H':
		v, err := u.text()
		if err == nil && len(v) > 8 {
			u.s.metadataText(key, v, u.where)
		}
		return err
	}
	n, ok := ubjSizes[t]
	if !ok {
		return fmt.Errorf("a value of type 0x%02x", t)
	}
	return u.skip(n)
}

func (u *ubj) container(open byte, key string, depth int) error {
	var typ byte
	count := int64(-1)
	if c, err := u.r.Peek(1); err == nil && c[0] == '$' {
		_, _ = u.byte() // peeked
		if typ, err = u.byte(); err != nil {
			return err
		}
	}
	if c, err := u.r.Peek(1); err == nil && c[0] == '#' {
		_, _ = u.byte() // peeked
		if count, err = u.integer(); err != nil {
			return err
		}
		if count < 0 || u.size > 0 && count > u.size {
			return fmt.Errorf("a container of %d items, more than the file holds", count)
		}
	}
	if size, ok := ubjSizes[typ]; ok && typ != 0 && count >= 0 && open == '[' {
		return u.skip(size * count)
	}
	end := byte('}')
	if open == '[' {
		end = ']'
	}
	for i := int64(0); count < 0 || i < count; i++ {
		if count < 0 {
			c, err := u.r.Peek(1)
			if err != nil {
				return err
			}
			if c[0] == end {
				_, err = u.byte()
				return err
			}
		}
		k := key
		if open == '{' {
			var err error
			if k, err = u.text(); err != nil {
				return err
			}
		}
		if err := u.value(typ, k, depth+1); err != nil {
			return err
		}
	}
	return nil
}
