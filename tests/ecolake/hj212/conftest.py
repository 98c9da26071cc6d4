"""Frames met in public code; lengths and checksums were recomputed by hand-independent means."""

import pytest

# HJ 212-2017 annex A (the sentence below it prints 1C08, a misprint).
ANNEX_A = (
    b"##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;"
    b"CP=&&RtdInterval=30&&1C80"
)
# GitHub tonyxia2016/HJ212Receiver README.md, also 1249993110/IceCoffee.HJ212.
AIR_HOURLY = (
    b"##0285QN=20190925181031464;ST=22;CN=2061;PW=BF470F88957588DE902D1A52;MN=Z13401000010301;Flag=5;"
    b"CP=&&DataTime=20190924220000;a34006-Avg=2.69700,a34006-Flag=N;a34007-Avg=7.96600,a34007-Flag=N;"
    b"a34048-Avg=3.30600,a34048-Flag=N;a34047-Avg=7.35700,a34047-Flag=N;a34049-Avg=10.66300,a34049-Flag=N&&C181"
)
# cn.foxtech TestPduEntity.java.
WASTE_WATER = (
    b"##0457QN=20210320163101890;ST=32;CN=2011;PW=123456;MN=81733553213013;Flag=4;CP=&&DataTime=20210320013400;"
    b"w00000-Rtd=181.682,w00000-Flag=N;w21001-SampleTime=20210320005400,w21001-Rtd=45.160,w21001-Flag=N;"
    b"w21011-SampleTime=20210320013400,w21011-Rtd=1.970,w21011-Flag=N;w21003-SampleTime=20210320013400,"
    b"w21003-Rtd=53.131,w21003-Flag=N;w01018-SampleTime=20210320013400,w01018-Rtd=194.200,w01018-Flag=N;"
    b"w01001-SampleTime=20210320013406,w01001-Rtd=7.496,w01001-Flag=N&&6E80"
)
# GitHub xiaoyao9184/hj-t212-parser tests.
EDITION_2005 = (
    b"##0139ST=32;CN=2011;PW=123456;MN=LD130133000015;CP=&&DataTime=20160824003817000;B01-Rtd=36.91;"
    b"011-Rtd=231.0,011-Flag=N;060-Rtd=1.803,060-Flag=N&&4980"
)
# GitHub linqiu126/hcu: made with the MODBUS checksum.
MODBUS = b"##0077QN=20170516010101001;ST=22;CN=1011;PW=123456;MN=ABCDEFG1234567;Flag=3;CP=&&&&8411"


@pytest.fixture
def annex_a():
    return ANNEX_A


@pytest.fixture
def air_hourly():
    return AIR_HOURLY


@pytest.fixture
def waste_water():
    return WASTE_WATER


@pytest.fixture
def edition_2005():
    return EDITION_2005


@pytest.fixture
def modbus():
    return MODBUS
