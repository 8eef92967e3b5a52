"""openant as the host of our simulated stick: the ANT+ treadmill, all but the state.

openant 1.3.4 takes the state of fitness equipment from `data[7] & 0x70 >> 4`, which Python reads as
`data[7] & 7`: bits of another field. The state is bits 6-4 (ANT+ FE profile, page 16 byte 7), which is
where ours stands; what openant makes of it is held against its own formula.
"""

import queue
import time

from openant.devices.fitness_equipment import FitnessEquipment, FitnessEquipmentState

from openant_host import Host
from simulator import Simulator, equal, judge, truth_of

SEED = 12
WALK = ("stick", "--patient", SEED, "--treadmill", "--speed", "1.2mph", "--grade", "2.5%")
IN_USE = 3


def record(walktest):
    """Pages 16 with what openant made of each, and the rest of what it knows at the end."""
    with Simulator(walktest, *WALK, "--no-pod") as ours, Host(ours.port) as host:
        heard = queue.Queue()
        device = FitnessEquipment(host.node, device_id=SEED | 1)
        data = device.data["fe"]
        device.on_update = lambda page: heard.put((list(page), data.type, data.speed, data.state, data.incline))
        general = []
        common = device.data["common"]
        end = time.monotonic() + 60
        steady = 0
        while steady < 16 or common.manufacturer_id == 0xFFFF or data.incline != 2.5:
            try:
                update = heard.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise RuntimeError(f"only {len(general)} pages 16 came in a minute, incline {data.incline}") from None
            if update[0][0] == 0x10:
                general.append(update)
                steady += update[2] == 0.536
            if len(general) == 4:
                device.request_dp(0x50)
        return general, common, data.incline


def compare(walktest, speed=0.536):
    walked = truth_of(walktest, *WALK)
    general, common, incline = recorded if recorded else record(walktest)
    recorded[:] = [general, common, incline]
    count = equal("manufacturer", 255, common.manufacturer_id) + equal("incline, %", 2.5, incline)
    for page, kind, told, state, _ in general:
        time_us = page[2] * 250_000
        count += equal("equipment type", 19, kind)
        count += equal(f"distance at {time_us} us, m", walked[time_us]["distance_um"] // 1_000_000 % 256, page[3])
        count += equal("state, bits 6-4", IN_USE, page[7] >> 4 & 7)
        # Distance enabled, bit 2, is what openant takes for "finished".
        count += equal("state by openant's formula", FitnessEquipmentState(page[7] & 7), state)
    # 1.2 mph are 536.448 mm/s, once the belt has come up to speed.
    count += equal("speed, m/s", speed, general[-1][2])
    return count


recorded = []
# 1.2 km/h in the place of 1.2 mph.
judge("openant 1.3.4 as host, ANT+ treadmill", compare, lambda walktest: compare(walktest, speed=0.333))
