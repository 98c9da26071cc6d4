import gzip
import io
import stat
import zipfile

import pytest

from ecolake.formats import Limits

CSV = b"a,b\n1,2\n"


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_a_zip_is_known_by_its_bytes(read, method):
    assert read(zipped({"folder/data.csv": CSV}, method)).frame.rows() == [("1", "2", 2)]


def test_a_gzip_is_known_by_its_bytes_and_may_have_several_members(read):
    assert read(gzip.compress(CSV) + gzip.compress(b"3,4\n")).frame.rows() == [("1", "2", 2), ("3", "4", 3)]


def test_the_member_is_chosen_by_glob_and_litter_is_passed_over(read):
    content = zipped({"readme.txt": b"x", "__MACOSX/._d.csv": b"x", "企业.csv": CSV})
    assert read(content, member="*.csv").frame.height == 1


def test_a_chinese_name_in_the_code_page_of_windows_is_understood(read):
    name = "数据.csv".encode("gb18030")
    content = zipped({"x" * len(name): CSV, "readme": b""}).replace(b"x" * len(name), name)
    assert read(content, member="数据.csv").frame.height == 1


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"a.csv": CSV, "b.csv": CSV}, "ambiguous_member"),
        ({"a.txt": CSV}, "member_missing"),
        ({}, "member_missing"),
    ],
)
def test_exactly_one_member_must_match(refusal, members, code):
    assert refusal(zipped(members), member="*.csv").code == code


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_archive_is_called_truncated(refusal, share):
    rows = b"a,b\n" + b"".join(b"%d,%d\n" % (i, i * i) for i in range(2000))
    for whole in (zipped({"a.csv": rows}), gzip.compress(rows)):
        assert refusal(whole[: int(len(whole) * share)]).code == "truncated_archive"


def test_a_damaged_archive_is_called_damaged(refusal):
    rows = b"a,b\n" + b"".join(b"%d,%d\n" % (i, i * i) for i in range(2000))
    for whole in (zipped({"a.csv": rows}), gzip.compress(rows)):
        damaged = bytearray(whole)
        damaged[len(whole) // 2] ^= 0xFF
        assert refusal(bytes(damaged)).code == "damaged_archive"


@pytest.mark.parametrize("pack", [lambda data: zipped({"a.csv": data}), gzip.compress], ids=["zip", "gzip"])
def test_a_bomb_is_stopped_while_it_unpacks(refusal, pack):
    bomb = pack(b"0" * 40_000_000)
    assert refusal(bomb).code == "archive_bomb"
    assert refusal(bomb, limits=Limits(uncompressed=1_000_000)).code == "archive_bomb"


def test_a_size_that_the_archive_lies_about_is_not_trusted(refusal):
    content = zipped({"a.csv": b"0" * 5_000_000})
    lying = content.replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != content
    assert refusal(lying).code == "damaged_archive"


@pytest.mark.parametrize(
    "name", ["../a.csv", "x/../../a.csv", "/etc/a.csv", "..\\a.csv", "C:\\a.csv", "\\a.csv"]
)
def test_a_path_that_climbs_out_is_refused(refusal, tmp_path, name):
    assert refusal(zipped({name: CSV})).code == "unsafe_archive"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_are_refused(refusal, kind):
    entry = zipfile.ZipInfo("a.csv")
    entry.external_attr = (kind | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    assert refusal(out.getvalue()).code == "unsafe_archive"


def test_an_encrypted_member_is_refused(refusal):
    content = bytearray(zipped({"a.csv": CSV}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(content)).code == "unsafe_archive"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_cannot_be_counted_are_refused(refusal, method):
    assert refusal(zipped({"a.csv": CSV}, method)).code == "unsafe_archive"


@pytest.mark.parametrize("inner", [zipped({"a.csv": CSV}), gzip.compress(CSV, mtime=0)], ids=["zip", "gzip"])
def test_an_archive_in_an_archive_is_refused(refusal, inner):
    assert refusal(zipped({"a.csv": inner})).code == "unsafe_archive"
    assert refusal(gzip.compress(inner)).code == "unsafe_archive"


def test_too_many_members_are_refused(refusal):
    assert refusal(zipped({f"{i}.csv": CSV for i in range(101)})).code == "unsafe_archive"


def test_an_archive_of_nothing(refusal):
    assert refusal(zipped({"a.csv": b""})).code == "empty_file"
    assert refusal(gzip.compress(b"")).code == "empty_file"
