import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecolake.hj212.crc import crc16, modbus_crc16


def annex_a_loop(data):
    """The loop as HJ 212-2017 annex A prints it."""
    register = 0xFFFF
    for byte in data:
        register = (register >> 8) ^ byte
        for _ in range(8):
            low = register & 1
            register >>= 1
            if low:
                register ^= 0xA001
    return register


@given(st.binary(max_size=1200))
def test_checksum_equals_the_loop_of_the_standard(data):
    assert crc16(data) == annex_a_loop(data)


@pytest.mark.parametrize("length", [*range(40), 63, 64, 65, 1023, 1024, 1025])
def test_every_alignment_of_the_folding_is_right(length):
    data = bytes((7 * place + 3) % 256 for place in range(length))
    assert crc16(data) == annex_a_loop(data)


@pytest.mark.parametrize(("data", "ours", "modbus"), [(b"", 0xFFFF, 0xFFFF), (b"123456789", 0x2F80, 0x4B37)])
def test_check_values(data, ours, modbus):
    assert crc16(data) == ours
    assert modbus_crc16(data) == modbus


def test_annex_a_sample_has_the_checksum_it_carries(annex_a):
    assert crc16(annex_a[6:-4]) == 0x1C80
    assert modbus_crc16(annex_a[6:-4]) == 0x0759
