package street

// union keeps which nodes belong together. The lowest node stands for all of its set,
// whatever the order of joining.
type union struct{ parent map[int64]int64 }

func newUnion() *union { return &union{parent: make(map[int64]int64)} }

func (u *union) find(n int64) int64 {
	root := n
	for {
		p, ok := u.parent[root]
		if !ok || p == root {
			break
		}
		root = p
	}
	for n != root {
		next := u.parent[n]
		u.parent[n] = root
		n = next
	}
	return root
}

func (u *union) join(a, b int64) {
	a, b = u.find(a), u.find(b)
	if a != b {
		u.parent[max(a, b)] = min(a, b)
	}
}
