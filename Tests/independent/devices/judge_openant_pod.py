"""openant as the host of our simulated stick: what arrives of the foot pod is what its wearer walked.

openant sets the channel up, finds the pod and takes the frames apart; it has no profile for foot pods,
so the page is read here, by the ANT+ SDM profile: T = b2 + b1/200 s, D = b3 + (b4 high)/16 m,
speed = (b4 low) + b5/256 m/s, strides b6.
"""

import queue
import time

from openant.devices.common import AntPlusDevice

from openant_host import Host
from simulator import Mismatch, Simulator, equal, judge, truth_of

PAGES = 16
SEED = 12


def record(walktest):
    """What openant hears of the pod: its pages 1 and what openant makes of the common pages."""
    with Simulator(walktest, "stick", "--patient", SEED, "--speed", "1.2mph") as ours, Host(ours.port) as host:
        pages = queue.Queue()
        # By its number: to take any pod, openant closes the channel and sets its id in one breath,
        # which a stick refuses until the channel is closed (error 21).
        device = AntPlusDevice(host.node, device_type=0x7C, device_id=SEED | 1, period=8134, name="foot_pod")
        device.on_update = lambda data: pages.put(list(data))
        mains = []
        end = time.monotonic() + 60
        common = device.data["common"]
        while len(mains) < PAGES or common.manufacturer_id == 0xFFFF or not common.software_ver:
            try:
                page = pages.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise RuntimeError(f"only {len(mains)} pages came in a minute") from None
            if page[0] == 1:
                mains.append(page[:8])
            if len(mains) == 4:
                device.request_dp(0x50)
            if len(mains) == 8:
                device.request_dp(0x51)
        if not device._attached:
            raise RuntimeError("openant did not find the pod by its number")
        return mains, common, host.node.serial


def compare_page(page, walked):
    """Holds one page 1 against the truth; a walk of the judge is shorter than the 256 s of its clock."""
    time_us = (page[2] * 200 + page[1]) * 5_000
    if time_us not in walked:
        raise Mismatch(f"the pod tells of {time_us} us, when it measured nothing")
    row = walked[time_us]
    sixteenths = row["distance_um"] // 62_500 % 4_096
    count = equal(f"distance at {time_us} us, 1/16 m mod 256 m", sixteenths, page[3] * 16 + (page[4] >> 4))
    count += equal(f"strides at {time_us} us, mod 256", row["strides"] % 256, page[6])
    speed = (row["speed_mm_per_s"] * 256 + 500) // 1_000
    return count + equal(f"speed at {time_us} us, 1/256 m/s", speed, (page[4] & 15) * 256 + page[5])


def compare(walktest, patient=SEED):
    walked = truth_of(walktest, "stick", "--patient", patient, "--speed", "1.2mph")
    mains, common, serial = recorded if recorded else record(walktest)
    recorded[:] = [mains, common, serial]
    count = equal("the stick's serial number", 0x0012D687, serial)
    count += equal("manufacturer", 255, common.manufacturer_id)
    count += equal("model", 1, common.model_no)
    count += equal("hardware", 1, common.hardware_rev)
    count += equal("software", "1.0", common.software_ver)
    count += equal("serial number", 1, common.serial_no)
    for page in mains:
        count += compare_page(page, walked)
    if mains[-1][3] == mains[0][3]:
        raise Mismatch("the wearer did not walk")
    return count


recorded = []
# The truth of another patient.
judge("openant 1.3.4 as host, foot pod", compare, lambda walktest: compare(walktest, patient=13))
