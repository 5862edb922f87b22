# Quartic kernel density of the R package spatstat.explore, by fast Fourier transform, in
# cells of 25 m. Its sigma is the standard deviation of the kernel along an axis: that of a
# quartic of 150 m is 150/sqrt(8).
if (!suppressWarnings(requireNamespace("spatstat.explore", quietly = TRUE))) quit(status = 77)
suppressPackageStartupMessages(library(spatstat.explore))
args <- commandArgs(TRUE)
n <- as.integer(args[2])
points <- matrix(readBin(args[1], "double", 2 * n), ncol = 2)
inside <- points[, 1] >= 0 & points[, 1] < 8000 & points[, 2] >= 0 & points[, 2] < 8000
pattern <- ppp(points[inside, 1], points[inside, 2], c(0, 8000), c(0, 8000), check = FALSE)
start <- proc.time()
surface <- density(pattern, sigma = 150 / sqrt(8), kernel = "quartic", eps = 25, edge = FALSE)
took <- proc.time() - start
peak <- as.numeric(gsub("[^0-9]", "", grep("^VmHWM", readLines("/proc/self/status"), value = TRUE))) * 1024
cat(sprintf('{"cpu_s":%f,"wall_s":%f,"bytes":%.0f,"version":"R spatstat.explore %s"}\n',
  sum(took[1:2]), took[3], peak, packageVersion("spatstat.explore")))
