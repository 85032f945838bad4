#!/bin/sh
# Release `risk`, make a demo class, grade it. Leaves other students' work alone.
set -eu
echo "demo: releasing risk from solutions/risk.py"
course release risk
echo "demo: making a class of students"
python demo/make_class.py work/demo >/dev/null
echo "demo: grading it (progress below)"
code=0
course grade risk --from work/demo || code=$?
[ "$code" -le 1 ] || exit "$code"
first=$(ls work/feedback | head -n 1)
echo
echo "Open work/feedback/$first/risk/risk.html in a browser to see what a student sees,"
echo "or the gradebook in formgrader: .venv/bin/jupyter lab, then Nbgrader > Formgrader."
[ "$code" -eq 0 ] || echo "Some submissions need attention, as in any real class: see the end of the table."
