# A program that is not ours takes the stick from the kernel's driver and speaks with it; whoever is
# not in the group cannot.
check stranger-cannot-open-the-stick refused as stranger cat "$(realpath /dev/walktest/antusb2)"
check group-can-open-the-stick as walktest head -c 18 "$(realpath /dev/walktest/antusb2)"
check stick-answers-its-reset as walktest python3 "$repo/Tests/hil/guest/ask-stick.py" \
  "$(realpath /dev/walktest/antusb2)"
