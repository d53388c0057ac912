package catalog

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// maxParts bounds the number of files in a workbook, maxPart the size of those
// that are held in memory as a whole, which is all but the sheets: a shared
// string of five bytes takes a hundred once it is read.
const (
	maxParts = 1000
	maxPart  = 4 << 20
)

// readXLSX reads the first sheet of a workbook. Cells are taken as the person
// who made the sheet sees them. Formulas are not evaluated: a sheet that has
// any is refused, with each cell named.
func (s *sheet) readXLSX(b []byte) {
	// excelize is sound, but a workbook is foreign bytes and a panic would take
	// the server with it.
	defer func() {
		if p := recover(); p != nil {
			s.bad(place{}, "", "unreadable", "the workbook is damaged; save it again or use CSV")
		}
	}()
	z, err := openZip(b)
	if err != nil {
		s.bad(place{}, "", "unreadable", "%v", err)
		return
	}
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: maxUnzip})
	if err != nil {
		s.bad(place{}, "", "unreadable", "the workbook cannot be read: %v", err)
		return
	}
	defer f.Close()
	names := f.GetSheetList()
	if len(names) == 0 {
		s.bad(place{}, "", "empty", "the workbook has no sheet")
		return
	}
	if err := s.refuseFormulas(z, names[0]); err != nil {
		s.bad(place{}, "", "unreadable", "%v", err)
	}
	if len(s.ps) == 0 {
		s.takeSheet(f, names[0])
	}
}

func (s *sheet) takeSheet(f *excelize.File, name string) {
	rows, err := f.Rows(name)
	if err != nil {
		s.bad(place{}, "", "unreadable", "the sheet %q cannot be read: %v", name, err)
		return
	}
	defer rows.Close()
	for n := 1; rows.Next(); n++ {
		if n > 2*maxRows { // blank rows are free, but not without end
			s.bad(place{cell: name + "!A" + strconv.Itoa(n)}, "", "too-large", "has more than %d rows; split the file", maxRows)
			return
		}
		cells, err := rows.Columns()
		if err != nil {
			s.bad(place{cell: name + "!A" + strconv.Itoa(n)}, "", "unreadable", "the row cannot be read: %v", err)
			return
		}
		for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		at := make([]place, len(cells))
		for i := range at {
			at[i] = place{cell: name + "!" + cellName(i, n)}
		}
		if !s.take(cells, at) {
			return
		}
	}
	if err := rows.Error(); err != nil {
		s.bad(place{}, "", "unreadable", "the sheet %q breaks off: %v", name, err)
	}
}

func cellName(col, row int) string {
	name, err := excelize.CoordinatesToCellName(col+1, row)
	if err != nil {
		return "row " + strconv.Itoa(row)
	}
	return name
}

// openZip opens the archive and refuses one that would unfold beyond bounds.
func openZip(b []byte) (*zip.Reader, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, fmt.Errorf("the workbook is no sound ZIP archive: %w", err)
	}
	if len(z.File) > maxParts {
		return nil, fmt.Errorf("the workbook has %d parts; %d is the limit", len(z.File), maxParts)
	}
	var total uint64
	for _, f := range z.File {
		if total += f.UncompressedSize64; total > maxUnzip || f.UncompressedSize64 > maxUnzip {
			return nil, fmt.Errorf("the workbook unfolds to more than %d MB", maxUnzip>>20)
		}
		if f.UncompressedSize64 > maxPart && !strings.HasPrefix(strings.ToLower(f.Name), "xl/worksheets/") {
			return nil, fmt.Errorf("the workbook holds %s with more than %d MB; keep only the table, or use CSV", clip(f.Name), maxPart>>20)
		}
	}
	return z, nil
}

// maxFormulas is how many formulas are named before the rest is only counted.
const maxFormulas = 20

// refuseFormulas notes every cell of the sheet that holds a formula. It reads
// the sheet's own XML, since a formula without a stored result is invisible to
// whoever asks only for values.
func (s *sheet) refuseFormulas(z *zip.Reader, name string) error {
	part, err := sheetPart(z, name)
	if err != nil {
		return err
	}
	d := xml.NewDecoder(io.LimitReader(part, maxUnzip))
	cell, n := "", 0
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("the sheet %q is damaged: %w", name, err)
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "c":
			cell = attr(e, "r")
		case "f":
			if n++; n <= maxFormulas {
				s.bad(place{cell: name + "!" + cell}, "", "formula", "the cell holds a formula; paste it as a value")
			}
		}
	}
	if n > maxFormulas {
		s.bad(place{}, "", "formula", "%d more cells hold formulas; paste them as values", n-maxFormulas)
	}
	return nil
}

// sheetPart opens the XML of a sheet, found as the format says: by the
// relation id that the workbook gives it.
func sheetPart(z *zip.Reader, name string) (io.ReadCloser, error) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			Rel  string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := decodePart(z, "xl/workbook.xml", &book); err != nil {
		return nil, err
	}
	if err := decodePart(z, "xl/_rels/workbook.xml.rels", &rels); err != nil {
		return nil, err
	}
	for _, sh := range book.Sheets {
		for _, r := range rels.List {
			if sh.Name != name || r.ID != sh.Rel {
				continue
			}
			target := strings.TrimPrefix(r.Target, "/")
			if !strings.HasPrefix(r.Target, "/") {
				target = path.Join("xl", r.Target)
			}
			return openPart(z, target)
		}
	}
	return nil, fmt.Errorf("the workbook does not say where the sheet %q is; save it again or use CSV", name)
}

func decodePart(z *zip.Reader, name string, into any) error {
	r, err := openPart(z, name)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := xml.NewDecoder(io.LimitReader(r, maxUnzip)).Decode(into); err != nil {
		return fmt.Errorf("the workbook is damaged in %s: %w", name, err)
	}
	return nil
}

func openPart(z *zip.Reader, name string) (io.ReadCloser, error) {
	for _, f := range z.File {
		if strings.EqualFold(f.Name, name) {
			return f.Open()
		}
	}
	return nil, fmt.Errorf("the workbook has no %s; save it again as XLSX or use CSV", name)
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
