# DBSCAN of scikit-learn, on one thread.
import json, resource, sys, time

try:
    import numpy
    import sklearn
    from sklearn.cluster import DBSCAN
except ImportError:
    sys.exit(77)

file, n, eps, least = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
points = numpy.ascontiguousarray(numpy.fromfile(file).reshape(2, n).T)
cpu, wall = time.process_time(), time.perf_counter()
labels = DBSCAN(eps=eps, min_samples=least).fit_predict(points)
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
print(json.dumps({
    "cpu_s": cpu, "wall_s": wall, "clusters": int(labels.max()) + 1,
    "bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    "version": "scikit-learn " + sklearn.__version__,
}))
