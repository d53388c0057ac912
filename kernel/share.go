package kernel

import "reflect"

// Share replaces the texts of a record that recur from record to record (days,
// choices, ids of the catalogue, UIDs of references) by what one gives for them,
// which must read the same. Records that are held together share one copy of each:
// that is less memory, and what is compared often is near.
func (k *Kind) Share(spec any, one func(string) string) {
	share(k.recurring, reflect.ValueOf(spec).Elem(), one)
}

func share(fs []*Field, v reflect.Value, one func(string) string) {
	for _, f := range fs {
		eachElement(f, v.FieldByIndex(f.index), "", func(e reflect.Value, _ string) {
			switch f.Type {
			case TypeStruct:
				share(f.Fields, e, one)
			case TypeRef:
				shareText(e.Field(1), one)
			default:
				shareText(e, one)
			}
		})
	}
}

func shareText(v reflect.Value, one func(string) string) {
	if v.Len() > 0 {
		v.SetString(one(v.String()))
	}
}

// recurs says whether the values of a field are few.
func recurs(f *Field) bool {
	return f.Type == TypeDate || f.Type == TypeEnum || f.Type == TypeRef || f.Type == TypeString && f.Catalog != ""
}
