"""An institution is offered for the services whose certificate is in force, and not because another of its certificates is."""

from tests.support.model_by_hand import rows_of

VERSION = "null::varchar as _withdrawn_by, 1 as _row, 1 as _sequence"


def test_a_certificate_in_force_for_one_service_does_not_speak_for_another():
    (institution,) = rows_of(
        "institution",
        {
            "int_release__as_of": "select date '2026-03-31' as as_of",
            "ecology__third_party_institution": "select 'I' as unified_social_credit_code, '甲' as institution_name, service_class,"
            f" valid_to as certificate_valid_to, 'green' as credit_grade, '350582' as division_code, {VERSION}"
            " from (values ('eia', date '2020-01-01'), ('waste', date '2027-01-01')) as t (service_class, valid_to)",
            "internet__environmental_technology_supplier": "select 'I' as unified_social_credit_code, '甲' as supplier_name,"
            f" 'waste' as service_class, 't' as technology_name, {VERSION}",
        },
    )
    offers = {one["service"]: one["is_expired"] for one in institution["offers"]}
    assert (institution["services"], offers) == (["eia", "waste"], {"eia": True, "waste": False})
    assert institution["datasets"] == ["environmental_technology_supplier", "third_party_institution"]
