from typing import get_args

from ecolake.standards.model_base import Published


def test_the_table_has_every_grade_and_a_ground_for_each(standards):
    table = standards.codelists["security_grade"]
    assert table.sorted_codes == ("1", "2", "3", "4")
    for code in table.sorted_codes:
        assert table.said_of(code, "published") in get_args(Published)
        assert table.said_of(code, "ground")


def test_every_item_of_a_guarded_grade_is_guarded(standards):
    items = [item for dataset in standards.datasets.values() for item in dataset.items.values()]
    assert {item.published for item in items if item.security == 3} == {"masked"}
    assert {item.published for item in items if item.security == 4} == {"withheld"}
    assert all(item.guarded for item in items if item.personal)
    assert {item.name for item in items if item.guarded and not item.personal} >= {
        "bank_account",
        "access_password",
    }
