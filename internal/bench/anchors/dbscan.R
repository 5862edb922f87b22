# DBSCAN of the R package dbscan.
if (!suppressWarnings(requireNamespace("dbscan", quietly = TRUE))) quit(status = 77)
args <- commandArgs(TRUE)
n <- as.integer(args[2])
points <- matrix(readBin(args[1], "double", 2 * n), ncol = 2)
start <- proc.time()
found <- dbscan::dbscan(points, eps = as.numeric(args[3]), minPts = as.integer(args[4]))
took <- proc.time() - start
peak <- as.numeric(gsub("[^0-9]", "", grep("^VmHWM", readLines("/proc/self/status"), value = TRUE))) * 1024
cat(sprintf('{"cpu_s":%f,"wall_s":%f,"bytes":%.0f,"clusters":%d,"version":"R dbscan %s"}\n',
  sum(took[1:2]), took[3], peak, max(found$cluster), packageVersion("dbscan")))
