# udev applies our rules to every node, also after a re-plug.
node_is() { # LINK MODE:GROUP: the link leads to a node with these rights
  [ "$(stat -Lc %a:%G "/dev/walktest/$1")" = "$2" ]
}
tagged() { udevadm info --query=property "/dev/walktest/$1" | grep -q '^TAGS=.*:systemd:'; }

check rules-of-the-stick wait_for 60 node_is antusb2 660:walktest
check stick-has-systemd-tag wait_for 60 tagged antusb2
check rules-of-the-switch wait_for 60 node_is button 660:walktest
check stick-is-unplugged bench unplug stick
check link-goes-with-the-stick wait_for 60 eval '[ ! -e /dev/walktest/antusb2 ]'
check stick-is-plugged-again bench plug stick
check rules-after-replug wait_for 60 node_is antusb2 660:walktest
