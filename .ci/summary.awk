# Reads go test -json: a line for each package, all that a failing test said, and totals.

# field gives a string or number of a JSON object on one line, as it stands there.
function field(name,    at, rest) {
	at = index($0, "\"" name "\":")
	if (at == 0) return ""
	rest = substr($0, at + length(name) + 3)
	if (substr(rest, 1, 1) != "\"") { sub(/[,}].*/, "", rest); return rest }
	rest = substr(rest, 2)
	match(rest, /^([^"\\]|\\.)*/)
	return substr(rest, 1, RLENGTH)
}

# plain undoes JSON's escapes; \001 stands in for a backslash meanwhile.
function plain(s) {
	gsub(/\\\\/, "\001", s)
	gsub(/\\n/, "\n", s); gsub(/\\t/, "\t", s); gsub(/\\"/, "\"", s); gsub(/\\r/, "", s)
	gsub(/\\u003c/, "<", s); gsub(/\\u003e/, ">", s); gsub(/\\u0026/, "\\&", s); gsub(/\\u001b/, "", s)
	gsub(/\001/, "\\", s)
	return s
}

# crash prints what the tests said that were running when their process died.
function crash(package,    key, part) {
	for (key in running) {
		split(key, part, SUBSEP)
		if (part[1] != package) continue
		printf "%s", said[key]
		names = names "  " package " " part[2] " (its process died)\n"
		delete running[key]
	}
}

!/^\{/ { print; next }

{
	action = field("Action"); package = field("Package"); test = field("Test")
	id = package SUBSEP test
}

action == "build-output" { printf "%s", plain(field("Output")) }

action == "output" { said[id] = said[id] plain(field("Output")) }

action == "run" { running[id] = 1 }

action == "pass" && test != "" { passed++; delete said[id]; delete running[id] }

action == "skip" && test != "" {
	skipped++
	delete running[id]
	reason = said[id]
	gsub(/=== [A-Z]+ +[^\n]*\n|--- SKIP[^\n]*\n/, "", reason); gsub(/^[ \t]+|\n$/, "", reason)
	skips = skips "  " package " " test ": " reason "\n"
}

action == "fail" && test != "" {
	failed++
	delete running[id]
	names = names "  " package " " test "\n"
	printf "%s", said[id]
}

test == "" && (action == "pass" || action == "fail" || action == "skip") {
	seconds = field("Elapsed")
	if (action == "skip") next # no test files
	packages++
	cached = index(said[id], "(cached)") ? " (cached)" : ""
	if (action == "fail") { broken++; crash(package); printf "%s", said[id]; printf "FAIL  %s  %ss\n", package, seconds }
	else printf "ok    %s  %ss%s\n", package, seconds, cached
	fflush()
}

END {
	if (skips != "") printf "skipped:\n%s", skips
	if (names != "") printf "failed:\n%s", names
	printf "test: %d packages, %d failed; %d tests passed, %d failed, %d skipped\n", packages, broken, passed, failed, skipped
}
