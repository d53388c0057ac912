package catalog

func (s *sheet) readXLSX([]byte) {}
