"""A policy of the services, villages, participation or indicators that contradicts itself is refused when it is read."""

import pytest
from pydantic import ValidationError

from ecolake.standards.methods.files import load_method
from ecolake.standards.methods.indicator import IndicatorMethod
from ecolake.standards.methods.participation import ParticipationMethod
from ecolake.standards.methods.service import ServiceMethod
from ecolake.standards.methods.village import VillageMethod
from tests.support.lake_fixture import CHECKOUT


def said(shape, file):
    return load_method(shape, CHECKOUT / "standards", file).model_dump()


@pytest.fixture(scope="module")
def service():
    return said(ServiceMethod, "service.yaml")


def test_the_65_services_are_numbered_matter_by_matter(service):
    assert len(service["items"]["matters"]) * len(service["items"]["acts"]) == 65
    assert [service["items"]["code"].format(one) for one in (1, 65)] == ["QQ001", "QQ065"]


def test_credit_indicators_make_a_hundred(service):
    penalty = service["credit"]["indicators"]["penalty"] | {"full": 31}
    credit = service["credit"] | {"indicators": service["credit"]["indicators"] | {"penalty": penalty}}
    with pytest.raises(ValidationError, match="make 100"):
        ServiceMethod.model_validate(service | {"credit": credit})


def test_a_service_asks_for_parts_that_there_are(service):
    act = service["items"]["acts"]["issue"] | {"asks": ["identitty"]}
    items = service["items"] | {"acts": service["items"]["acts"] | {"issue": act}}
    with pytest.raises(ValidationError, match="no part identitty"):
        ServiceMethod.model_validate(service | {"items": items})


def test_codes_of_a_duty_are_of_an_item(service):
    duty = service["duties"]["plan_waste"]
    duty = duty | {"applies": duty["applies"] | {"codes": ["key"]}}
    with pytest.raises(ValidationError, match="go together"):
        ServiceMethod.model_validate(service | {"duties": {"plan_waste": duty}})


@pytest.mark.parametrize(
    ("limits", "fault"),
    [
        ({"at_least": {"primary": 30, "intermediate": 20, "advanced": 40}}, "asks no less"),
        ({"at_most": {"primary": 0, "intermediate": 1, "advanced": 0}, "at_least": None}, "asks no less"),
        ({"at_most": {"primary": 0, "intermediate": 0, "advanced": 0}}, "either at_least or at_most"),
        ({"at_least": None}, "either at_least or at_most"),
    ],
)
def test_a_higher_grade_of_a_village_asks_no_less(limits, fault):
    village = said(VillageMethod, "village.yaml")
    cover = village["indicators"]["green_cover"] | limits
    with pytest.raises(ValidationError, match=fault):
        VillageMethod.model_validate(village | {"indicators": {"green_cover": cover}})


def test_a_need_asks_for_a_class_of_experts_that_there_is():
    method = said(ParticipationMethod, "participation.yaml")
    assert len(method["classes"]) == 9
    needs = method["needs"] | {"duty": {"plan_waste": {"expert": "watter", "services": []}}}
    with pytest.raises(ValidationError, match="no class watter"):
        ParticipationMethod.model_validate(method | {"needs": needs})


@pytest.mark.parametrize(
    ("spoilt", "fault"),
    [
        ({"reference": None}, "either a reference or the reason"),
        ({"no_reference": {"zh": "无", "en": "none"}}, "either a reference or the reason"),
        ({"reason": None}, "names its source, a proposed one its reason"),
    ],
)
def test_an_indicator_says_what_it_rests_on_and_what_was_published(spoilt, fault):
    method = said(IndicatorMethod, "indicator.yaml")
    assert {one["reference"]["year"] for one in method["indicators"].values()} == {2019}
    with pytest.raises(ValidationError, match=fault):
        IndicatorMethod.model_validate(
            method | {"indicators": {"pm2_5": method["indicators"]["pm2_5"] | spoilt}}
        )
