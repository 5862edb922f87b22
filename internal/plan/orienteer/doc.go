// Package orienteer solves team orienteering problems with time windows: crews of limited
// time gather as much prize as they can at stops, each on a route of its own. It knows
// numbers only; plan turns places, hours and roles into a Problem and a Solution into who
// walks where and when.
//
// # How the search goes
//
// A Problem is first made into a model (model.go): stops that nobody can take (reach.go) are
// left out, the rest lies in flat arrays. Stops at one place form a spot, for they share all
// ways. What no solution exceeds is worked out once (bound.go).
//
// A state (state.go) is a solution that always holds. If there are windows or gaps, each
// route also knows when every dwell begins and how late it may begin (timing.go), so that
// whether a stop fits between two others is answered without walking the route; a call at
// the same site keeps the later ones from being put off, and the earlier ones from being
// late. Without windows a route's length says it all: the model is free.
//
// One iteration (search.go) takes some stops out (destroy.go) and puts others in, the best
// offer first (repair.go). The offers are kept (offer.go): for each spot and route the best
// place, good for as long as the route stays the same. Solutions near the best are polished:
// routes are shortened by exchanges (improve.go), what fits then is put in, and stops are
// replaced by dearer ones (replace.go). This is large neighbourhood search (Shaw 1998; Ropke
// and Pisinger 2006, whence regret), accepted by simulated annealing.
//
// A phase of such iterations goes from hot to cold. The next begins from routes of two good
// solutions (elite.go), or from a few stops drawn for each route: in the hard cases the
// best solution lies in a valley that no good solution is next to, and only a start
// within it leads there.
//
// Workers (solve.go) search side by side and exchange what is best after a fixed number of
// iterations, in their order. The clock is read at fixed iterations, and only to stop.
package orienteer
