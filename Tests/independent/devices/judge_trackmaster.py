"""PyPI trackmaster as the host of our simulated Trackmaster treadmill: it reads and drives the belt."""

import trackmaster.treadmill

from simulator import Mismatch, Simulator, equal, judge, settle


def compare(walktest, variant="trackmaster-tmx", shown=3.1):
    with Simulator(walktest, "trackmaster", "--variant", variant, "--speed", "3.1mph", "--grade", "1.5%") as ours:
        treadmill = trackmaster.treadmill.Treadmill(ours.port)  # sends C3 and C4
        count = settle("speed set at the panel, mph", shown, treadmill.get_actual_speed)
        count += equal("target speed, mph", shown, treadmill.get_set_speed())
        count += equal("belt running", True, treadmill.belt_running)
        count += settle("elevation, %", 1.5, treadmill.get_actual_elevation)
        for _ in range(50):
            count += equal("speed, mph", shown, treadmill.get_actual_speed())
        treadmill.speed = 2.0
        count += settle("speed set by the host, mph", 2.0, treadmill.get_actual_speed)
        treadmill.incline = 2.5
        count += settle("elevation set by the host, %", 2.5, treadmill.get_actual_elevation)
        count += equal("its target, %", 2.5, treadmill.get_set_incline())
        try:
            treadmill._command("3", data="0999")
        except trackmaster.raw.TreadmillError as error:
            count += equal("99.9 mph", "Input Command Data Out of Range", str(error))
        else:
            raise Mismatch("99.9 mph was taken")
        treadmill.stop_belt()
        count += settle("speed after stop, mph", 0.0, treadmill.get_actual_speed)
        count += settle("belt running", False, lambda: treadmill.belt_running)
        treadmill.device.close()
        return count


# A treadmill that shows km/h where mph are expected.
judge("trackmaster 0.1.1 as host", compare, lambda walktest: compare(walktest, variant="axelero"))
