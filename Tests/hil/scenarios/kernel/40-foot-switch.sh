# A press comes out of the kernel's input layer as the edges that the foot made.
check stranger-cannot-read-the-switch refused as stranger head -c 24 /dev/walktest/button

press_is_heard() {
  as walktest timeout 90 python3 "$repo/Tests/hil/guest/read-edges.py" /dev/walktest/button 2 \
    > /run/hil/edges &
  local reader=$!
  wait_for 60 grep -q listening /run/hil/edges
  bench press
  wait "$reader"
  cat /run/hil/edges
  grep -q '^edge 30 1$' /run/hil/edges && grep -q '^edge 30 0$' /run/hil/edges
}
check press-comes-as-two-edges press_is_heard
