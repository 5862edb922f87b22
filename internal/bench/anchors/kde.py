# Exact quartic kernel density of 150 m in cells of 25 m over 8 by 8 km, with numpy: for
# each of the cells that a point can reach, all points at once.
import json, math, resource, sys, time

try:
    import numpy
except ImportError:
    sys.exit(77)

file, n = sys.argv[1], int(sys.argv[2])
x, y = numpy.fromfile(file).reshape(2, n)
cell, radius, side = 25.0, 150.0, 320
cpu, wall = time.process_time(), time.perf_counter()
col, row = numpy.floor(x / cell).astype(int), numpy.floor(y / cell).astype(int)
fx, fy = x / cell - col - 0.5, y / cell - row - 0.5
reach = math.ceil(radius / cell)
total = numpy.zeros(side * side)
for dr in range(-reach, reach + 1):
    for dc in range(-reach, reach + 1):
        u = ((dc - fx) ** 2 + (dr - fy) ** 2) * (cell / radius) ** 2
        c, r = col + dc, row + dr
        near = (u < 1) & (c >= 0) & (c < side) & (r >= 0) & (r < side)
        total += numpy.bincount(r[near] * side + c[near], (1 - u[near]) ** 2, side * side)
total *= 3 / (math.pi * radius ** 2) * 1e6
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
print(json.dumps({
    "cpu_s": cpu, "wall_s": wall, "bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    "version": "numpy " + numpy.__version__,
}))
