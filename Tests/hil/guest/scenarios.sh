#!/usr/bin/env bash
# scenarios.sh REPO SUITE: runs the scenarios of a suite and switches the guest off.
repo=$1
. "$repo/Tests/hil/guest/checks.sh"
run_suite "$2"
echo o > /proc/sysrq-trigger
