package ingest

// pbfBlock is one data block: its strings, and how its coordinates are scaled.
type pbfBlock struct {
	strings              []string
	granularity          int64 // nanodegrees a unit
	lonOffset, latOffset int64 // nanodegrees
	visit                pbfVisitor
}

func visitPBFBlock(data []byte, visit pbfVisitor) error {
	b := pbfBlock{granularity: 100, visit: visit}
	var groups [][]byte
	w := wire{data: data}
	for w.next() {
		switch w.field {
		case 1:
			if err := b.readStrings(w.bytes); err != nil {
				return err
			}
		case 2:
			groups = append(groups, w.bytes)
		case 17:
			b.granularity = int64(int32(w.value))
		case 19:
			b.latOffset = int64(w.value)
		case 20:
			b.lonOffset = int64(w.value)
		}
	}
	if w.err != nil {
		return w.err
	}
	for _, g := range groups {
		if err := b.group(g); err != nil {
			return err
		}
	}
	return nil
}

func (b *pbfBlock) readStrings(data []byte) error {
	w := wire{data: data}
	for w.next() {
		b.strings = append(b.strings, readableText(string(w.bytes)))
	}
	return w.err
}

func (b *pbfBlock) group(data []byte) error {
	w := wire{data: data}
	for w.next() {
		var err error
		switch w.field {
		case 1:
			err = b.node(w.bytes)
		case 2:
			err = b.dense(w.bytes)
		case 3:
			err = b.way(w.bytes)
		case 4:
			err = b.relation(w.bytes)
		}
		if err != nil {
			return err
		}
	}
	return w.err
}

// element is what nodes, ways and relations have in common, and their raw lists.
type element struct {
	id         int64
	keys, vals []uint64
	lists      [11][]byte // by field
	numbers    [11]uint64 // by field
}

func readElement(data []byte) (e element, err error) {
	w := wire{data: data}
	for w.next() && err == nil {
		switch {
		case w.field == 2:
			e.keys, err = packedNumbers(w.bytes)
		case w.field == 3:
			e.vals, err = packedNumbers(w.bytes)
		case w.field < len(e.lists):
			e.lists[w.field], e.numbers[w.field] = w.bytes, w.value
		}
	}
	if err == nil {
		err = w.err
	}
	e.id = int64(e.numbers[1])
	return e, err
}

func (b *pbfBlock) tags(keys, vals []uint64) (map[string]string, error) {
	if len(keys) != len(vals) {
		return nil, errPBFBroken
	}
	if len(keys) == 0 {
		return nil, nil
	}
	tags := make(map[string]string, len(keys))
	for i := range keys {
		key, err := b.str(keys[i])
		if err != nil {
			return nil, err
		}
		if tags[key], err = b.str(vals[i]); err != nil {
			return nil, err
		}
	}
	return tags, nil
}

func (b *pbfBlock) str(i uint64) (string, error) {
	if i >= uint64(len(b.strings)) {
		return "", errPBFBroken
	}
	return b.strings[i], nil
}

// tell passes a node on, in units of 1e-7 degrees. Places that are none are errors.
func (b *pbfBlock) tell(id, lon, lat int64, tags map[string]string) error {
	const nano, mostLon, mostLat = 100, 1_800_000_000, 900_000_000
	x, y := (b.lonOffset+b.granularity*lon)/nano, (b.latOffset+b.granularity*lat)/nano
	if x < -mostLon || x > mostLon || y < -mostLat || y > mostLat {
		return errPBFBroken
	}
	return b.visit.node(id, int32(x), int32(y), tags)
}

func (b *pbfBlock) node(data []byte) error {
	e, err := readElement(data)
	if err != nil {
		return err
	}
	tags, err := b.tags(e.keys, e.vals)
	if err != nil {
		return err
	}
	return b.tell(unzigzag(e.numbers[1]), unzigzag(e.numbers[9]), unzigzag(e.numbers[8]), tags)
}

// dense reads many nodes kept as columns of differences.
func (b *pbfBlock) dense(data []byte) error {
	e, err := readElement(data)
	if err != nil {
		return err
	}
	ids, err := packedSums(e.lists[1])
	if err != nil {
		return err
	}
	lats, err := packedSums(e.lists[8])
	if err != nil {
		return err
	}
	lons, err := packedSums(e.lists[9])
	if err != nil {
		return err
	}
	if len(lats) != len(ids) || len(lons) != len(ids) {
		return errPBFBroken
	}
	words, err := packedNumbers(e.lists[10])
	if err != nil {
		return err
	}
	for i, id := range ids {
		var tags map[string]string
		if tags, words, err = b.denseTags(words); err != nil {
			return err
		}
		if err := b.tell(id, lons[i], lats[i], tags); err != nil {
			return err
		}
	}
	return nil
}

// denseTags takes the tags of the next node: pairs of strings up to a zero.
func (b *pbfBlock) denseTags(words []uint64) (map[string]string, []uint64, error) {
	var keys, vals []uint64
	for len(words) > 0 && words[0] != 0 {
		if len(words) < 2 {
			return nil, nil, errPBFBroken
		}
		keys, vals, words = append(keys, words[0]), append(vals, words[1]), words[2:]
	}
	tags, err := b.tags(keys, vals)
	return tags, words[min(1, len(words)):], err
}

func (b *pbfBlock) way(data []byte) error {
	e, err := readElement(data)
	if err != nil {
		return err
	}
	refs, err := packedSums(e.lists[8])
	if err != nil {
		return err
	}
	tags, err := b.tags(e.keys, e.vals)
	if err != nil {
		return err
	}
	return b.visit.way(e.id, refs, tags)
}

func (b *pbfBlock) relation(data []byte) error {
	e, err := readElement(data)
	if err != nil {
		return err
	}
	roles, err := packedNumbers(e.lists[8])
	if err != nil {
		return err
	}
	refs, err := packedSums(e.lists[9])
	if err != nil {
		return err
	}
	kinds, err := packedNumbers(e.lists[10])
	if err != nil {
		return err
	}
	if len(roles) != len(refs) || len(kinds) != len(refs) {
		return errPBFBroken
	}
	members := make([]pbfMember, len(refs))
	for i := range refs {
		members[i] = pbfMember{kind: int64(kinds[i]), ref: refs[i]}
		if members[i].role, err = b.str(roles[i]); err != nil {
			return err
		}
	}
	tags, err := b.tags(e.keys, e.vals)
	if err != nil {
		return err
	}
	return b.visit.relation(e.id, members, tags)
}
