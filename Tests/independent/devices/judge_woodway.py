"""pyWoodway as the host of our simulated Woodway: direction digit, tenths, firmware, refusals."""

from pywoodway.treadmill import Treadmill

from simulator import Simulator, equal, judge, settle


def compare(walktest, variant="woodway"):
    with Simulator(walktest, "trackmaster", "--variant", variant, "--speed", "3.1mph") as ours:
        treadmill = Treadmill(ours.port)  # sends C0, then AA: it stops the belt
        treadmill.comport.timeout = 2
        count = equal("an answer to the communication test", True, treadmill.test_treadmill())
        count += settle("speed after its stop, mph", 0.0, treadmill.get_speed)
        count += equal("firmware", 0x00010203, treadmill.get_fw_rev())
        count += equal("start", True, treadmill.start_belt(False))
        for speed in (1.2, 3.1, -1.0):
            count += equal(f"set {speed} mph", True, treadmill.set_speed(speed))
            count += settle("speed, mph", speed, treadmill.get_speed)
            for _ in range(20):
                count += equal("speed, mph", speed, treadmill.get_speed())
        count += equal("set 2.5 %", True, treadmill.set_elevation(2.5))
        count += settle("elevation, %", 2.5, treadmill.get_elevation)
        count += equal("stop", True, treadmill.stop_belt())
        count += settle("speed after stop, mph", 0.0, treadmill.get_speed)
        treadmill.close()
        return count


def plant(walktest):
    """Another variant of the family: its C3 answers the set speed where a Woodway tells its firmware."""
    compare(walktest, variant="trackmaster-tmx")


judge("pyWoodway 0.2.4 as host", compare, plant)
