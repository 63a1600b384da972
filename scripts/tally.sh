# What the suites add up to, and the closing line.
# shellcheck shell=bash

passed=0
failed=0
skipped=0
failures=()

# NAME PASSED FAILED SKIPPED STATUS. A suite that ran nothing, or ended badly without a failed test, failed once.
tally() {
  local name=$1 good=$2 bad=$3 idle=$4 status=$5
  if ((bad == 0 && (status != 0 || good + idle == 0))); then
    bad=1
    echo "$name: exit status $status after $((good + idle)) tests, none of which failed" >&2
  fi
  passed=$((passed + good))
  failed=$((failed + bad))
  skipped=$((skipped + idle))
  ((bad == 0)) || failures+=("$name")
  echo "-- $name: $good passed, $bad failed, $idle skipped"
}

# FILE ELEMENT ATTRIBUTE: the sum of an attribute over all such elements of an XML report; 0 without a report.
attribute_sum() {
  [[ -f $1 ]] || { echo 0; return; }
  tr '\n>' '  ' <"$1" | tr '<' '\n' | awk -v element="$2" -v attribute="$3" '
    $1 == element && match($0, " " attribute "=\"[0-9]+") {
      sum += substr($0, RSTART + length(attribute) + 3, RLENGTH - length(attribute) - 3)
    }
    END { print sum + 0 }'
}

# NAME REPORT STATUS: GoogleTest's XML.
tally_googletest() {
  local tests bad idle
  tests=$(attribute_sum "$2" testsuites tests)
  bad=$(($(attribute_sum "$2" testsuites failures) + $(attribute_sum "$2" testsuites errors)))
  idle=$(($(attribute_sum "$2" testsuites disabled) + $(attribute_sum "$2" testsuite skipped)))
  tally "$1" $((tests - bad - idle)) "$bad" "$idle" "$3"
}

# NAME FOLDER STATUS: the .trx files that dotnet test left in a folder.
tally_trx() {
  local report good=0 executed=0 total=0
  for report in "$2"/*.trx; do
    good=$((good + $(attribute_sum "$report" Counters passed)))
    executed=$((executed + $(attribute_sum "$report" Counters executed)))
    total=$((total + $(attribute_sum "$report" Counters total)))
  done
  tally "$1" "$good" $((executed - good)) $((total - executed)) "$3"
}

# Lists the failures and prints the closing line; fails unless something ran and all of it passed.
close_tally() {
  local name line="$passed passed, $failed failed"
  say "Result"
  for name in ${failures[@]+"${failures[@]}"}; do
    echo "FAILED: $name"
  done
  ((skipped == 0)) || line+=", $skipped skipped"
  echo "$line"
  ((failed == 0 && passed > 0))
}
