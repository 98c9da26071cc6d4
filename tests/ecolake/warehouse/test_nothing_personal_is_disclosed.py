"""What is disclosed holds no item that the standard guards, whatever the policy names; experts are known without their persons."""

from dataclasses import replace

import duckdb
import pytest

from ecolake.standards.methods.files import load_method
from ecolake.standards.methods.participation import DisclosureSet, ParticipationMethod, faults_of
from ecolake.standards.methods.service import ServiceMethod
from ecolake.standards.methods.service import faults_of as faults_of_service
from ecolake.standards.model_base import Text
from ecolake.warehouse.participation_tables import EXPERTS, disclosed, disclosed_items
from ecolake.warehouse.sources import prepare
from tests.support.lake_fixture import CHECKOUT, PAPER, STEEL, TinyLake, home_at

TITLE = Text(zh="清单", en="set")
DATASETS = ("ecology.penalty_decision", "ecology.third_party_institution", "mee.permit_issuance", EXPERTS)
PERSONS = (
    "张三丰",
    "13812345678",
    "李四光",
    "13999998888",
    "王五",
    "0592-5551234",
    "长期从事废水",
    "市优秀科技工作者",
)


@pytest.fixture(scope="module")
def method():
    return load_method(ParticipationMethod, CHECKOUT / "standards", "participation.yaml")


@pytest.fixture(scope="module")
def published(tmp_path_factory, standards, few):
    """A file whose lake holds persons in every dataset that is disclosed, and experts received twice."""
    more = {name: standards.datasets[name] for name in DATASETS}
    few = replace(few, datasets={**few.datasets, **more})
    tiny = TinyLake(home_at(tmp_path_factory.mktemp("home")), few)
    water = {
        "expert_name": "张三丰",
        "telephone": "13812345678",
        "profession": "高级工程师",
        "honours": "市优秀科技工作者",
    }
    tiny.deliver(EXPERTS, [water | {"field_of_expertise": "长期从事废水与土壤修复"}, {
        "expert_name": "李四光", "telephone": "13999998888", "field_of_expertise": "书法"}])  # fmt: skip
    # Told anew, in another order: the numbers stay.
    tiny.deliver(
        EXPERTS, [{"expert_name": "李四光", "telephone": "13999998888", "field_of_expertise": "噪声控制"}]
    )
    decision = {"decision_number": "A1", "party_name": "王五", "unified_social_credit_code": None}
    firm = {"decision_number": "A2", "party_name": "王五", "unified_social_credit_code": PAPER}
    tiny.deliver("ecology.penalty_decision", [decision, firm])
    permit = {"permit_number": "P1", "unified_social_credit_code": STEEL, "legal_representative": "张三丰"}
    tiny.deliver("mee.permit_issuance", [permit])
    office = {
        "unified_social_credit_code": STEEL,
        "service_class": "eia",
        "contact_telephone": "0592-5551234",
    }
    tiny.deliver("ecology.third_party_institution", [office])
    with duckdb.connect(str(prepare(tiny.home, few).path)) as connection:
        yield connection


def test_no_set_can_disclose_a_guarded_item_of_any_dataset(standards):
    for dataset in standards.datasets.values():
        everything = DisclosureSet(title=TITLE, dataset=dataset.id, items=tuple(dataset.items))
        shown = disclosed_items(everything, dataset)
        assert not [item.name for item in shown if item.personal or item.guarded]
        assert not shown or dataset.spec.open.type != "none"


def test_an_item_that_becomes_personal_leaves_the_set(standards, method):
    one, dataset = method.sets["outlets"], standards.datasets["ecology.discharge_permit"]
    before = [item.name for item in disclosed_items(one, dataset)]
    item = dataset.items["enterprise_name"]
    personal = replace(item, element=item.element.model_copy(update={"personal": True}))
    after = disclosed_items(one, replace(dataset, items={**dataset.items, "enterprise_name": personal}))
    assert [item.name for item in after] == [name for name in before if name != "enterprise_name"]


def test_a_dataset_open_under_conditions_shows_only_what_is_named(standards):
    dataset = standards.datasets["ecology.third_party_institution"]
    assert disclosed_items(DisclosureSet(title=TITLE, dataset=dataset.id), dataset) == []


def test_a_set_whose_key_is_guarded_is_left_out(standards):
    experts = standards.datasets[EXPERTS]
    opened = replace(
        experts,
        spec=experts.spec.model_copy(update={"open": standards.datasets["mee.permit_issuance"].spec.open}),
    )
    one = {"experts": DisclosureSet(title=TITLE, dataset=EXPERTS, items=tuple(opened.items))}
    assert "'experts'" not in disclosed(replace(standards, datasets={EXPERTS: opened}), one)


def test_disclosed_records_name_no_person(published):
    rows = published.execute(
        "select disclosure_set, cast(record as varchar) from lake.disclosed_row"
    ).fetchall()
    assert sorted(name for name, _ in rows) == ["institutions", "penalties", "permits"]
    assert [text for _, text in rows for person in PERSONS if person in text] == []
    # A decision against a natural person is left out whole.
    assert [text for name, text in rows if name == "penalties" and "A1" in text] == []


def test_experts_are_known_by_number_and_class_alone(published):
    rows = published.execute(
        "select expert_number, classes, words, has_honours from lake.expert_without_person order by 1"
    ).fetchall()
    assert rows == [
        ("ZJ00001", ["soil", "water"], ["土壤", "废水"], True),
        ("ZJ00002", ["noise"], ["噪声"], False),
    ]
    told = str(published.execute("from lake.expert_without_person").fetchall())
    assert [person for person in PERSONS if person in told] == []


def test_the_methods_name_what_there_is(standards, method):
    service = load_method(ServiceMethod, CHECKOUT / "standards", "service.yaml")
    assert [*faults_of(method, standards), *faults_of_service(service, standards)] == []


@pytest.mark.parametrize(
    ("one", "said"),
    [
        ({"dataset": "mee.permit_issuanse"}, "there is no dataset 'mee.permit_issuanse'"),
        ({"dataset": "ecology.petition"}, "'ecology.petition' is not opened to the public"),
        ({"dataset": "mee.permit_issuance"}, "'mee.permit_issuance' is open under conditions"),
        ({"dataset": "mee.permit_issuance", "items": ["legal_representative"]}, "'legal_representative' is personal or restricted"),
        ({"dataset": "mee.permit_issuance", "items": ["permit_nummer"]}, "there is no item 'permit_nummer'"),
        ({"dataset": "ecology.credit_rating", "only": "kode"}, "there is no item 'kode'"),
    ],
)  # fmt: skip
def test_a_set_of_what_may_not_be_disclosed_is_a_fault(standards, method, one, said):
    wrong = method.model_copy(update={"sets": {"x": DisclosureSet(title=TITLE, **one)}})
    assert [text for _, text, _ in faults_of(wrong, standards)] == [said]


def test_a_duty_shown_by_what_is_not_there_is_a_fault(standards):
    service = load_method(ServiceMethod, CHECKOUT / "standards", "service.yaml")
    duty = service.duties["plan_waste"].model_copy(update={"evidence": {"mee.hazardous_waste_plan": "filed"}})
    wrong = service.model_copy(update={"duties": {"plan_waste": duty}})
    assert [text for _, text, _ in faults_of_service(wrong, standards)] == ["there is no item 'filed'"]
