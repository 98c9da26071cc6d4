from ecolake.dossier.shape import FILE, render
from tests.support.lake_fixture import CHECKOUT


def test_the_schema_that_programs_read_is_that_of_the_models():
    assert (CHECKOUT / FILE).read_text(encoding="utf-8") == render()
