package modelscan

import (
	"bytes"
	"encoding/binary"
	"path"
	"strings"
)

// blob finds out what src is by its content, scans it and gives the format's name.
func (s *scan) blob(src *source, name, where string) string {
	h := src.head
	if len(h) == 0 {
		return "empty"
	}
	for _, f := range magics {
		if f.is(h) {
			format := f.scan(s, src, name, where)
			if pickleNames[ext(name)] && f.name != "pickle" {
				s.polyglot(src, where)
			}
			return format
		}
	}
	return s.blobWithoutMagic(src, name, where)
}

type magic struct {
	name string
	is   func(h []byte) bool
	scan func(s *scan, src *source, name, where string) string
}

func prefix(p string) func([]byte) bool {
	return func(h []byte) bool { return len(h) >= len(p) && string(h[:len(p)]) == p }
}

var magics []magic

func init() { // a variable initialiser would refer to itself through blob
	magics = []magic{
		{"pickle", isPickleHead, (*scan).pickleFile},
		{"zip", func(h []byte) bool {
			return prefix("PK\x03\x04")(h) || prefix("PK\x05\x06")(h) || prefix("PK\x07\x08PK\x03\x04")(h)
		}, (*scan).zipFile},
		{"gzip", prefix("\x1f\x8b"), (*scan).gzipFile},
		{"bzip2", func(h []byte) bool {
			return prefix("BZh")(h) && len(h) > 10 && (string(h[4:10]) == "1AY&SY" || string(h[4:10]) == "\x17rE8P\x90")
		}, (*scan).bzip2File},
		{"xz", prefix("\xfd7zXZ\x00"), (*scan).xzFile},
		{"lz4", prefix("\x04\x22\x4d\x18"), (*scan).lz4File},
		{"zstd", prefix("\x28\xb5\x2f\xfd"), (*scan).zstdFile},
		{"joblib-zfile", prefix("ZF0x"), (*scan).zfile},
		{"7z", prefix("7z\xbc\xaf\x27\x1c"), (*scan).sevenZip},
		{"numpy", prefix("\x93NUMPY"), (*scan).npyFile},
		{"hdf5", prefix("\x89HDF\r\n\x1a\n"), (*scan).hdf5File},
		{"gguf", func(h []byte) bool { return prefix("GGUF")(h) || prefix("FUGG")(h) }, (*scan).ggufFile},
		{"tflite", func(h []byte) bool { return len(h) > 8 && string(h[4:8]) == "TFL3" }, (*scan).tfliteFile},
		{"catboost", prefix("CBM1"), (*scan).catboostFile},
		{"rdata", isRData, (*scan).rdataFile},
		{"tar", isTar, (*scan).tarFile},
		{"native", isNative, (*scan).nativeFile},
		{"safetensors", isSafetensors, (*scan).safetensorsFile},
		{"lightgbm", func(h []byte) bool { return prefix("tree\nversion=")(h) || prefix("tree\r\nversion=")(h) }, (*scan).lightgbmFile},
		{"xgboost", isXGBoost, (*scan).xgboostFile},
	}
}

// blobWithoutMagic tries the formats that only their structure betrays.
func (s *scan) blobWithoutMagic(src *source, name, where string) string {
	h := src.head
	e := ext(name)
	if isZlib(h) {
		if format, ok := s.zlibFile(src, name, where); ok {
			return format
		}
	}
	if isLzmaAlone(h) {
		if format, ok := s.lzmaFile(src, name, where); ok {
			return format
		}
	}
	if t := bytes.TrimLeft(bytes.TrimPrefix(h, []byte("\xef\xbb\xbf")), " \t\r\n"); len(t) > 0 {
		switch {
		case t[0] == '<' && looksXML(t) && !proseNames[e]:
			return s.xmlFile(src, name, where)
		case t[0] == '{' && !bytes.HasPrefix(t, []byte("{%")) && !bytes.HasPrefix(t, []byte("{{")) && !bytes.HasPrefix(t, []byte("{#")) && isText(h),
			t[0] == '[' && isText(h) && e != ".pkl":
			return s.jsonFile(src, name, where)
		}
	}
	if s.speculate(src, where, pickleNames[e]) {
		return "pickle"
	}
	if isText(h) {
		return s.textFile(src, name, where)
	}
	if format, ok := s.protoFile(src, name, where); ok {
		return format
	}
	if format, ok := s.msgpackFile(src, name, where); ok {
		return format
	}
	if format, ok := s.lateHDF5(src, name, where); ok {
		return format
	}
	if pickleNames[e] && where == "" && !storageName(name) {
		s.find("MF121", where, detail("named as a pickle, but it is none and of no other known format"))
	}
	s.zipAtEnd(src, name, where)
	return "unknown"
}

// pickleNames are the extensions whose files somebody unpickles.
var pickleNames = map[string]bool{".pkl": true, ".pickle": true, ".p": true, ".pk": true, ".pt": true, ".pth": true, ".ckpt": true,
	".joblib": true, ".dill": true, ".dat": true, ".bin": true, ".model": true, ".data": true, ".pkl.gz": true, ".pdparams": true, ".pdopt": true}

func storageName(name string) bool {
	return ext(name) == ".bin" || ext(name) == ".data" || ext(name) == ".dat" || ext(name) == ".model"
}

func ext(name string) string { return strings.ToLower(path.Ext(baseName(name))) }

func isPickleHead(h []byte) bool {
	if len(h) < 3 || h[0] != 0x80 || h[1] > 8 {
		return false
	}
	return h[1] >= 1 && h[1] <= 5 || len(h) > 3 && (h[2] == 0x95 || h[2] == 'c' || h[2] == '}' || h[2] == ']' || h[2] == '(')
}

func isZlib(h []byte) bool {
	return len(h) > 6 && h[0]&0x0f == 8 && h[0]>>4 <= 7 && (int(h[0])<<8|int(h[1]))%31 == 0 && h[1]&0x20 == 0
}

func isLzmaAlone(h []byte) bool {
	if len(h) < 14 || h[0] >= 9*5*5 || h[0] != 0x5d && h[0] != 0x5e && h[0] != 0x64 {
		return false
	}
	dict := binary.LittleEndian.Uint32(h[1:])
	size := binary.LittleEndian.Uint64(h[5:])
	return h[13] == 0 && dict >= 1<<12 && (size == 1<<64-1 || size < 1<<40)
}

func isTar(h []byte) bool {
	if len(h) < 512 {
		return false
	}
	if string(h[257:262]) == "ustar" {
		return true
	}
	var sum int64
	for i, c := range h[:512] {
		if i >= 148 && i < 156 {
			c = ' '
		}
		sum += int64(c)
	}
	want, ok := octal(h[148:156])
	return ok && want == sum && h[0] != 0
}

func octal(b []byte) (n int64, ok bool) {
	b = bytes.Trim(b, " \x00")
	if len(b) == 0 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '7' {
			return 0, false
		}
		n = n*8 + int64(c-'0')
	}
	return n, true
}

func isNative(h []byte) bool {
	switch {
	case prefix("\x7fELF")(h) && len(h) > 20:
		return h[4] <= 2 && h[5] <= 2
	case prefix("MZqFpD")(h):
		return true
	case prefix("MZ")(h) && len(h) >= 64:
		pe := int(binary.LittleEndian.Uint32(h[60:]))
		return pe > 0 && pe+4 <= len(h) && string(h[pe:pe+2]) == "PE"
	case len(h) >= 28:
		switch binary.BigEndian.Uint32(h) {
		case 0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe:
			return true
		case 0xcafebabe: // a universal binary; Java classes begin so too, with a version from 45 on
			return h[4] == 0 && h[5] == 0 && h[6] == 0 && h[7] > 0 && h[7] < 16
		}
	}
	return false
}

func isSafetensors(h []byte) bool {
	if len(h) < 10 {
		return false
	}
	n := binary.LittleEndian.Uint64(h)
	return h[8] == '{' && (n < 1<<40) && (h[9] == '"' || h[9] == '}' || h[9] == ' ' || h[9] == '\n')
}

func isText(h []byte) bool {
	if len(h) > 4096 {
		h = h[:4096]
	}
	odd := 0
	for _, c := range h {
		if c == 0 {
			return false
		}
		if c < 32 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 27 {
			odd++
		}
	}
	return odd*50 <= len(h)
}

func looksXML(t []byte) bool {
	for _, p := range []string{"<?xml", "<PMML", "<net", "<!DOCTYPE", "<!--", "<!ENTITY"} {
		if bytes.HasPrefix(t, []byte(p)) {
			return true
		}
	}
	return false
}

// extensions maps a name's ending to the formats that it may hold. What is not
// listed says nothing.
var extensions = map[string]string{
	".safetensors": "safetensors", ".gguf": "gguf", ".onnx": "onnx", ".npy": "numpy", ".npz": "npz",
	".h5": "keras-hdf5 hdf5", ".hdf5": "keras-hdf5 hdf5", ".keras": "keras", ".tflite": "tflite", ".mlmodel": "coreml",
	".pb": "savedmodel tf-graph onnx protobuf coreml", ".pkl": "pickle joblib numpy", ".pickle": "pickle joblib",
	".pt": "pytorch pytorch-legacy torchscript pickle", ".pth": "pytorch pytorch-legacy torchscript pickle", ".ckpt": "pytorch pytorch-legacy pickle tf-checkpoint",
	".joblib": "joblib pickle", ".skops": "skops", ".pmml": "pmml", ".cbm": "catboost", ".ubj": "xgboost",
	".msgpack": "flax-msgpack msgpack", ".rds": "rdata", ".rda": "rdata", ".rdata": "rdata", ".nemo": "nemo tar",
	".7z": "7z", ".zip": "zip pytorch torchscript keras skops npz coreml", ".tar": "tar oci nemo pytorch-tar", ".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".lz4": "lz4", ".lzma": "lzma",
	".json": "json", ".txt": "text template lightgbm", ".md": "text template", ".yaml": "text yaml json template", ".yml": "text yaml json template",
}

// containers hold other formats, whose extension the file may carry.
var wrapped = map[string]bool{"gzip": true, "bzip2": true, "xz": true, "lz4": true, "zstd": true, "lzma": true, "zlib": true, "joblib-zfile": true}

// checkExtension compares the name with what the content turned out to be. A
// text in an encoding of its own is no wrong extension.
func (s *scan) checkExtension(format string) {
	want, ok := extensions[ext(s.name)]
	if !ok || format == "" || format == "empty" || format == "unknown" && (strings.HasPrefix(want, "text") || want == "json") {
		return
	}
	outer, innerName, _ := strings.Cut(format, "+")
	if strings.Contains(" "+want+" ", " "+outer+" ") || innerName != "" && wrapped[outer] && strings.Contains(" "+want+" ", " "+innerName+" ") {
		return
	}
	level := Low
	if strings.Contains(outer, "pickle") && !strings.Contains(want, "pickle") || format == "native" {
		level = Medium
	}
	s.find("MF130", "", detail("named %s, but the content is %s", ext(s.name), format), sev(level))
}
