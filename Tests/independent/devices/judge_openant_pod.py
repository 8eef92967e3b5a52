"""openant as the host of our simulated stick: what arrives of the foot pod is what its wearer walked.

openant sets the channel up, finds the pod and takes the frames apart; it has no profile for foot pods,
so the page is read here, by the ANT+ SDM profile: T = b2 + b1/200 s, D = b3 + (b4 high)/16 m,
speed = (b4 low) + b5/256 m/s, strides b6.
"""

import csv
import os
import queue
import time

from openant.devices.common import AntPlusDevice

from openant_host import Host
from simulator import Mismatch, Simulator, equal, judge

PAGES = 24
SEED = 12


def truth(path):
    """What the wearer truly did, by the time since the pod was switched on."""
    with open(path, newline="", encoding="ascii") as file:
        return {int(row["time_us"]): row for row in csv.DictReader(file)}


def compare_page(page, turns, walked):
    """Holds one page 1 against the truth; `turns` counts how often its clock has passed 256 s."""
    time_us = ((page[2] + 256 * turns) * 200 + page[1]) * 5_000
    if time_us not in walked:
        raise Mismatch(f"the pod tells of {time_us} us, when it measured nothing")
    row = walked[time_us]
    count = equal(f"distance at {time_us} us, 1/16 m mod 256 m", int(row["distance_um"]) // 62_500 % 4_096, page[3] * 16 + (page[4] >> 4))
    count += equal(f"strides at {time_us} us, mod 256", int(row["strides"]) % 256, page[6])
    speed = (int(row["speed_mm_per_s"]) * 256 + 500) // 1_000
    return count + equal(f"speed at {time_us} us, 1/256 m/s", speed, (page[4] & 15) * 256 + page[5])


def listen(device, pages, common):
    """Takes pages until enough page 1 have come, and both common pages; at most 60 seconds."""
    end = time.monotonic() + 60
    mains = []
    while len(mains) < PAGES or not (common.manufacturer_id != 0xFFFF and common.software_ver):
        try:
            page = pages.get(timeout=max(0.0, end - time.monotonic()))
        except queue.Empty:
            raise Mismatch(f"only {len(mains)} pages came in a minute") from None
        if page[0] == 1:
            mains.append(page[:8])
    return mains


def compare(walktest, truth_seed=SEED):
    with Simulator(walktest, "stick", "--patient", SEED, "--speed", "1.2mph") as ours:
        walked = truth_of(walktest, truth_seed)
        pages = queue.Queue()
        with Host(ours.port) as host:
            # By its number: to take any pod, openant closes the channel and sets its id in one breath,
            # which a stick refuses until the channel is closed (error 21).
            device = AntPlusDevice(host.node, device_type=0x7C, device_id=SEED | 1, period=8134, name="foot_pod")
            device.on_update = lambda data: pages.put(list(data))
            mains = listen(device, pages, device.data["common"])
            common = device.data["common"]
            count = equal("found by its number", True, device._attached)
            device.close_channel()
        count += equal("the stick's serial number", 0x0012D687, host.node.serial)
        count += equal("manufacturer", 255, common.manufacturer_id)
        count += equal("model", 1, common.model_no)
        count += equal("hardware", 1, common.hardware_rev)
        count += equal("software", "1.0", common.software_ver)
        count += equal("serial number", 1, common.serial_no)
        for page in mains:
            count += compare_page(page, 0, walked)
        if mains[-1][3] == mains[0][3]:
            raise Mismatch("the wearer did not walk")
        return count


def truth_of(walktest, seed):
    """Lets walktest write the truth of a patient."""
    with Simulator(walktest, "stick", "--patient", seed, "--speed", "1.2mph", "--truth", _path(seed)):
        walked = truth(_path(seed))
    os.unlink(_path(seed))
    return walked


def _path(seed):
    return os.path.join(os.environ.get("TMPDIR", "/tmp"), f"walktest-truth-{os.getpid()}-{seed}.csv")


# The truth of another patient.
judge("openant 1.3.4 as host of the stick, foot pod", compare, lambda walktest: compare(walktest, truth_seed=13))
