package export

import "reflect"

// listed is a value with an empty list wherever it has none, which JSON would write as null.
// The value itself is left as it is.
func listed[T any](v T) T {
	full := reflect.New(reflect.TypeFor[T]()).Elem()
	full.Set(reflect.ValueOf(v))
	fill(full)
	return full.Interface().(T)
}

func fill(v reflect.Value) {
	switch v.Kind() { //nolint:exhaustive // nothing else holds lists
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				fill(f)
			}
		}
	case reflect.Slice:
		list := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(list, v)
		for i := range list.Len() {
			fill(list.Index(i))
		}
		v.Set(list)
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		to := reflect.New(v.Type().Elem())
		to.Elem().Set(v.Elem())
		fill(to.Elem())
		v.Set(to)
	}
}

// listedIfAny is listed, but what is zero stays so, to be left out.
func listedIfAny[T any](v T) T {
	if reflect.ValueOf(&v).Elem().IsZero() {
		return v
	}
	return listed(v)
}
