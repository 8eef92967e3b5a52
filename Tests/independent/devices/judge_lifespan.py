"""pymodbus as the Modbus RTU master of our simulated LifeSpan base."""

import time

from pymodbus.client import ModbusSerialClient

from simulator import Simulator, equal, judge, settle

STEPS, SPEED, MODEL = 0x000F, 0xD10A, 0x0101
START, PAUSE, SET_SPEED = 0x0001, 0x0002, 0x000A


def compare(walktest, shown=282):
    with Simulator(walktest, "lifespan", "--speed", "1.2mph", "--steps", "65534") as ours:
        client = ModbusSerialClient(ours.port, baudrate=4800, timeout=1, retries=0)
        if not client.connect():
            raise RuntimeError("pymodbus cannot open the port")

        def read(register):
            answer = client.read_holding_registers(register, count=1, device_id=1)
            if answer.isError():
                raise RuntimeError(f"register {register:04X}: {answer}")
            return answer.registers[0]

        def write(register, value):
            answer = client.write_register(register, value, device_id=1)
            return equal(f"write {register:04X} = {value}", (False, value), (answer.isError(), answer.registers[0]))

        # 1.2 mph at about 235 a mph, as the log of a real base has it.
        count = equal("speed register at 1.2 mph", shown, read(SPEED))
        count += equal("model register", 0x2001, read(MODEL))
        # The counter is 16 bits wide: 65534, 65535, 0.
        before = read(STEPS)
        seen = [before]
        end = time.monotonic() + 20
        while seen[-1] != 2 and time.monotonic() < end:
            steps = read(STEPS)
            if steps != seen[-1]:
                count += equal("the step after the one before", (seen[-1] + 1) % 65_536, steps)
                seen.append(steps)
        count += equal("steps counted beyond the roll-over", 2, seen[-1])
        count += write(STEPS, 0) + equal("steps after a reset", 0, read(STEPS))
        count += write(SET_SPEED, 141) + equal("speed register at 0.6 mph", 141, read(SPEED))
        count += write(PAUSE, 1) + settle("speed register at rest", 50, lambda: read(SPEED))
        count += write(START, 1) + equal("speed register after a start", 141, read(SPEED))
        refusal = client.read_holding_registers(0x0500, count=1, device_id=1)
        count += equal("exception for a register that is not there", 2, refusal.exception_code)
        client.close()
        return count


# The speed that 1.2 km/h would give.
judge("pymodbus 3.16.1 as master", compare, lambda walktest: compare(walktest, shown=175))
