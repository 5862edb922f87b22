# Writes glm.csv, the data, and glm.txt, what R's glm makes of it: Rscript glm.R
set.seed(17)
n <- 300
len <- round(runif(n, 15, 240), 1)
dark <- round(rbeta(n, .6, .9), 3)
green <- round(pmin(1, pmax(0, .5 * dark + runif(n, -.3, .6))), 3)
camera <- rbinom(n, 1, .2)
mu <- len * exp(-4.2 + .9 * dark + .3 * green - .6 * camera)
under <- ifelse(runif(n) < .5, rpois(n, mu), round(mu)) # spread less than Poisson
plain <- rpois(n, mu)
over <- rnbinom(n, size = .8, mu = mu)
write.csv(data.frame(len, dark, green, camera, under, plain, over), "glm.csv", row.names = FALSE, quote = FALSE)
out <- file("glm.txt", "w")
for (y in list(c("under", "poisson"), c("plain", "poisson"), c("plain", "quasipoisson"), c("over", "quasipoisson"))) {
  d <- data.frame(y = get(y[1]), len, dark, green, camera)
  f <- glm(y ~ dark + green + camera + offset(log(len)), family = get(y[2])(), data = d,
           control = glm.control(epsilon = 1e-14, maxit = 100))
  s <- summary(f)
  cat(sprintf("%s %s %.12g %.12g %.12g %d\n", y[1], y[2], sum(residuals(f, "pearson")^2) / f$df.residual, f$deviance, f$null.deviance, f$df.residual), file = out)
  for (k in rownames(s$coefficients))
    cat(sprintf("%s %.12g %.12g %.12g\n", k, s$coefficients[k, 1], s$coefficients[k, 2], s$coefficients[k, 4]), file = out)
}
close(out)
