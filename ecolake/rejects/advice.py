"""What a department should do about a rejected row, by the kinds of check that it failed."""

from typing import Final

from ecolake.standards.model_base import Text

_ADVICE: Final = {
    "unread": Text(zh="改正所列列的写法（数字、日期或是否）", en="correct how the named columns are written"),
    "required": Text(zh="补填所列列", en="fill in the named columns"),
    "length": Text(zh="缩短所列列的内容", en="shorten the named columns"),
    "range": Text(zh="核对数值与单位", en="check the value and its unit"),
    "pattern": Text(zh="按标准格式改写所列列", en="write the named columns in the form of the standard"),
    "code": Text(zh="改用代码表中的代码", en="use a code of the code list"),
    "check": Text(
        zh="核对代码，校验位不符", en="check the code against its certificate: the check digit is wrong"
    ),
    "valid_on": Text(zh="改用当日有效的代码", en="use the code that was in force on that day"),
    "reference": Text(
        zh="核对，或先报送被引用的记录", en="check it, or send first the record that it refers to"
    ),
    "key.": Text(zh="同一主键只报一行", en="send one row per key"),
    "record.": Text(
        zh="检查该记录的分隔符、引号和结构", en="check separators, quotes and structure of the record"
    ),
    "file.": Text(zh="重新导出整个文件", en="export the whole file anew"),
    "drift.": Text(zh="与平台商定后重新导出整批", en="settle it with the platform and export the batch anew"),
    "batch.": Text(zh="与平台商定后重新导出整批", en="settle it with the platform and export the batch anew"),
}
_OTHER: Final = Text(zh="对照原因核对所列列", en="check the named columns against the reason")
_AGAIN: Final = Text(zh="，改正后重报", en=", then send it again")


def advice(rules: list[str]) -> Text:
    """What the department should do about a row that failed these rules."""
    parts = list(dict.fromkeys(_advice(rule) for rule in rules)) or [_OTHER]
    return Text(
        zh="；".join(part.zh for part in parts) + _AGAIN.zh,
        en="; ".join(part.en for part in parts) + _AGAIN.en,
    )


def _advice(rule: str) -> Text:
    for prefix in ("key.", "record.", "file.", "drift.", "batch."):
        if rule.startswith(prefix):
            return _ADVICE[prefix]
    return _ADVICE.get(rule.rpartition(".")[2], _OTHER) if "." in rule else _OTHER
