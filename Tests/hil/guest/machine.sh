# What an installation of walktest leaves on a machine, laid over this one's files.
prepare_machine() {
  printf 'walktest:x:970:\n' >> /etc/group
  # One of the house, and a stranger who is in no group that counts.
  printf 'walktest:x:970:970::/run/walktest:/usr/sbin/nologin\n' >> /etc/passwd
  printf 'stranger:x:971:971::/nonexistent:/usr/sbin/nologin\n' >> /etc/passwd
  printf 'stranger:x:971:\n' >> /etc/group
  rm -f /etc/udev/rules.d/*
  cp "$repo"/udev-rules/*.rules /etc/udev/rules.d/
  # The rules of a site that has bound its treadmill's adapter and its foot switch.
  cp "$repo"/Tests/hil/guest/71-walktest-site.rules /etc/udev/rules.d/
  # The kernel logs to a console that the scenarios write on, too.
  echo 1 > /proc/sys/kernel/printk
}
