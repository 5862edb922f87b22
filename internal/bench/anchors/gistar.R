# Getis-Ord Gi* of the R package spdep on 160 by 160 cells of 50 m, a band of 500 m; the
# making of the weights is counted.
if (!suppressWarnings(requireNamespace("spdep", quietly = TRUE))) quit(status = 77)
suppressPackageStartupMessages(library(spdep))
args <- commandArgs(TRUE)
n <- as.integer(args[2])
points <- matrix(readBin(args[1], "double", 2 * n), ncol = 2)
side <- 160
inside <- points[, 1] >= 0 & points[, 1] < 8000 & points[, 2] >= 0 & points[, 2] < 8000
cell <- floor(points[inside, 2] / 50) * side + floor(points[inside, 1] / 50) + 1
values <- tabulate(cell, side * side)
middles <- cbind(rep(seq_len(side) - .5, side), rep(seq_len(side) - .5, each = side)) * 50
start <- proc.time()
weights <- nb2listw(include.self(dnearneigh(middles, 0, 500)), style = "B")
z <- localG(values, weights)
took <- proc.time() - start
peak <- as.numeric(gsub("[^0-9]", "", grep("^VmHWM", readLines("/proc/self/status"), value = TRUE))) * 1024
cat(sprintf('{"cpu_s":%f,"wall_s":%f,"bytes":%.0f,"version":"R spdep %s"}\n',
  sum(took[1:2]), took[3], peak, packageVersion("spdep")))
