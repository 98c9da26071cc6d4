"""The relations of the schema `lake` that show the registry: names, types, comments, and which values are personal.

Belongs here: the columns as analysts see them. Does not belong here: how the tables are made (`ecolake.registry`). What a log entry
rests on (`evidence`) stays in the lake, since it may quote a person's name or number; `ecolake registry explain` shows it.
"""

from ecolake.warehouse.relation import INSTANT, Column, Relation

_CODE = Column(
    "enterprise_code",
    "VARCHAR",
    "企业编码",
    "enterprise code",
    "Permanent: the unified social credit code, or the provisional one",
)
USCC = Column("unified_social_credit_code", "VARCHAR", "统一社会信用代码", "unified social credit code")
_MENTION = Column("mention", "VARCHAR", "提及", "mention", "Names a tuple of identity values in one dataset")
_SOURCE = Column("source", "VARCHAR", "来源", "source")
_DATASET = Column("dataset", "VARCHAR", "数据集", "dataset")
_NAME = Column("enterprise_name", "VARCHAR", "企业名称", "enterprise name")
_DIVISION = Column("division_code", "VARCHAR", "行政区划代码", "division code")
_PROVISIONAL = Column("is_provisional", "BOOLEAN", "是否临时编码", "whether the code is made by our rule")
_TIER = Column(
    "tier",
    "VARCHAR",
    "匹配层级",
    "tier of matching",
    "code, permit, registration, device, name_and_place, splink, steward or alone",
)
_RULE = Column("rule", "VARCHAR", "规则", "rule")
_SCORE = Column("score", "DOUBLE", "匹配得分", "score", "Empty where the tier is exact")
_SEEN = Column("first_seen_on", "DATE", "首次出现日期", "first seen on")
_FROM = Column("valid_from", "DATE", "起始日期", "valid from")
_TO = Column("valid_to", "DATE", "终止日期", "valid to", "Empty while it holds")
_PERSONAL_VALUE = "attribute = 'legal_representative'"

REGISTRY = (
    Relation(
        "registry_enterprise",
        "registry/enterprise",
        "企业登记 · enterprises met in any source, one row per permanent code that is current or closed",
        (
            _CODE,
            _PROVISIONAL,
            USCC,
            _NAME,
            _DIVISION,
            Column("status", "VARCHAR", "状态", "status", "active or closed"),
            _SEEN,
            Column(
                "mentions", "BIGINT", "提及数", "mentions", "Distinct tuples of identity values, not rows"
            ),
        ),
    ),
    Relation(
        "registry_mention",
        "registry/mention",
        "企业提及 · how a source names an enterprise: one row per dataset and distinct tuple of identity values",
        (
            _MENTION,
            _SOURCE,
            _DATASET,
            USCC,
            Column("permit_number", "VARCHAR", "排污许可证编号", "permit number"),
            Column("device_number", "VARCHAR", "设备编号 MN", "device number MN"),
            Column("registration_number", "VARCHAR", "注册号", "registration number"),
            Column("organisation_code", "VARCHAR", "组织机构代码", "organisation code"),
            Column("local_code", "VARCHAR", "来源自编码", "the source's own code"),
            _NAME,
            Column("former_name", "VARCHAR", "曾用名", "former name"),
            Column("address", "VARCHAR", "地址", "address"),
            _DIVISION,
            Column(
                "legal_representative", "VARCHAR", "法定代表人", "legal representative", published="masked"
            ),
            Column("telephone", "VARCHAR", "电话", "telephone", published="masked"),
            Column("longitude", "DOUBLE", "经度", "longitude", unit="deg"),
            Column("latitude", "DOUBLE", "纬度", "latitude", unit="deg"),
            Column("first_batch", "VARCHAR", "首次批次", "batch of the first sight"),
            _SEEN,
            Column("observed_from", "DATE", "最早观测日期", "first day that its rows tell of"),
        ),
    ),
    Relation(
        "registry_link",
        "registry/link",
        "提及归属 · whose each mention is, one row per mention",
        (
            _MENTION,
            _CODE,
            _TIER,
            _RULE,
            _SCORE,
            Column("since", "DATE", "起始日期", "since", "The day the mention was first received"),
        ),
    ),
    Relation(
        "registry_code",
        "registry/code",
        "编码登记 · every code that was ever given: enterprises, sites, facilities, outlets, devices",
        (
            Column("code", "VARCHAR", "编码", "code"),
            Column("kind", "VARCHAR", "对象", "kind", "enterprise, site, facility, outlet or device"),
            _PROVISIONAL,
            _CODE,
            Column("site_code", "VARCHAR", "固定污染源编码", "site code", "22 characters (HJ 608-2017)"),
            Column(
                "local_number",
                "VARCHAR",
                "内部编号",
                "number inside the site",
                "MF0001, TA001, DW001, or the MN",
            ),
            _FROM,
            _TO,
            Column(
                "redirected_to", "VARCHAR", "重定向至", "redirected to", "The code that stands for it now"
            ),
        ),
    ),
    Relation(
        "registry_history",
        "registry/history",
        "登记历史 · names, divisions, addresses, representatives and devices of enterprises, from when until when",
        (
            _CODE,
            Column(
                "attribute",
                "VARCHAR",
                "属性",
                "attribute",
                "enterprise_name, division_code, address, legal_representative or owner (of the device in value)",
            ),
            Column("value", "VARCHAR", "取值", "value", personal_where=_PERSONAL_VALUE),
            _FROM,
            _TO,
            _SOURCE,
            _DATASET,
            _MENTION,
        ),
    ),
    Relation(
        "registry_event",
        "registry/event",
        "登记事件 · the log of the registry, from which its other tables are made; only ever added to",
        (
            Column("number", "BIGINT", "序号", "number"),
            Column("happened_on", "DATE", "发生日期", "happened on"),
            Column("recorded_at", INSTANT, "记录时间", "recorded at"),
            Column(
                "kind",
                "VARCHAR",
                "事件",
                "kind",
                "assigned, linked, merged, split, moved, renamed, closed or redirected",
            ),
            Column("code", "VARCHAR", "编码", "code"),
            Column("other_code", "VARCHAR", "另一编码", "other code"),
            _MENTION,
            Column("attribute", "VARCHAR", "属性", "attribute"),
            Column("before", "VARCHAR", "原值", "before"),
            Column("after", "VARCHAR", "新值", "after"),
            _TIER,
            _RULE,
            Column("steward", "VARCHAR", "核定人", "steward"),
            _SCORE,
        ),
    ),
    Relation(
        "registry_review",
        "registry/review",
        "待核对 · doubtful pairs of mentions, for a steward",
        (
            _MENTION,
            Column("other_mention", "VARCHAR", "另一提及", "other mention"),
            _CODE,
            Column("other_code", "VARCHAR", "另一编码", "other code"),
            _SCORE,
            Column("reason", "VARCHAR", "原因", "reason"),
        ),
    ),
    Relation(
        "registry_figure",
        "registry/figure",
        "登记指标 · figures of the registry after each run that changed it",
        (
            Column("run", "BIGINT", "运行序号", "run"),
            Column("recorded_at", INSTANT, "记录时间", "recorded at"),
            Column("figure", "VARCHAR", "指标", "figure"),
            Column("source", "VARCHAR", "来源", "source", "Empty for all"),
            Column("value", "DOUBLE", "值", "value"),
        ),
    ),
    Relation(
        "registry_approval",
        "registry/approval",
        "放行记录 · jumps of the registry that a steward let pass",
        (
            Column("run", "BIGINT", "运行序号", "run"),
            Column("steward", "VARCHAR", "核定人", "steward"),
            Column("reason", "VARCHAR", "原因", "reason"),
            Column("recorded_at", INSTANT, "记录时间", "recorded at"),
        ),
    ),
)
