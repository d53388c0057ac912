package modelscan

import (
	"testing"
)

func find(f *File, rule string) *Finding {
	for i := range f.Findings {
		if f.Findings[i].Rule == rule {
			return &f.Findings[i]
		}
	}
	return nil
}

func show(f *File) (out []string) {
	for i := range f.Findings {
		fd := &f.Findings[i]
		out = append(out, fd.Rule+" "+string(fd.Severity)+" "+fd.Where+" "+fd.Callable+": "+fd.Why[:min(len(fd.Why), 140)])
	}
	return out
}

func TestEverySampleIsJudgedAsItIs(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		t.Run(s.name+": "+s.what, func(t *testing.T) {
			f := ScanBytes(s.name, s.data, Options{})
			if s.format != "" && f.Format != s.format {
				t.Errorf("format %q, want %q", f.Format, s.format)
			}
			if s.rule == "" {
				if f.Severity.AtLeast(Medium) && f.Format != "torchscript" {
					t.Errorf("severity %s, want none or low: %q", f.Severity, show(&f))
				}
				return
			}
			fd := find(&f, s.rule)
			if fd == nil {
				t.Fatalf("no %s: %s %q", s.rule, f.Format, show(&f))
			}
			if want := s.level; want == "" && !f.Severity.AtLeast(High) || want != "" && fd.Severity != want {
				t.Errorf("%s is %s, file %s", s.rule, fd.Severity, f.Severity)
			}
			if fd.Why == "" || fd.Fix == "" || fd.Class == "" || fd.Where == "" || fd.Fingerprint == "" {
				t.Errorf("the finding lacks something: %+v", fd)
			}
		})
	}
}

func TestEveryFormatHasAMaliciousAndABenignSample(t *testing.T) {
	t.Parallel()
	good, bad := map[string]bool{}, map[string]bool{}
	for _, s := range samples() {
		f := ScanBytes(s.name, s.data, Options{})
		if s.rule == "" {
			good[f.Format] = true
		} else {
			bad[f.Format] = true
		}
	}
	for _, format := range []string{"pickle", "pytorch", "pytorch-legacy", "torchscript", "joblib", "zlib+joblib", "numpy", "npz", "keras-hdf5", "keras", "savedmodel", "onnx",
		"safetensors", "gguf", "template", "flax-msgpack", "skops", "xgboost", "lightgbm", "catboost", "coreml", "tflite", "pmml", "openvino", "rdata", "nemo",
		"zip", "tar", "7z", "gzip+pickle", "xz+pickle", "lz4+pickle", "zstd+pickle", "zlib+pickle", "json", "yaml"} {
		if !bad[format] {
			t.Errorf("no malicious sample of %s", format)
		}
		if !good[format] && format != "zlib+joblib" {
			t.Errorf("no benign sample of %s", format)
		}
	}
}
