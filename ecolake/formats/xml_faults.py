"""What can be wrong with an XML document: the errors of `ecolake.formats.xml`, in words."""

from lxml import etree

from ecolake.errors import UnreadableError

NOT_FINISHED = 77
LIMIT_EXCEEDED = 114


def syntax(error: etree.XMLSyntaxError, label: str, *, at_end: bool) -> UnreadableError:
    """Tell a document that was cut from one that is wrong or too costly, and return the error with the place."""
    line, column = error.position
    # libxml2 appends the place, which is said in both languages here.
    detail = (error.msg or "no XML").partition(", line ")[0].strip()
    where = f"{label}, line {line}, column {column}"
    if error.code == LIMIT_EXCEEDED:
        return unsafe(
            where, "it is nested too deeply or holds a text that is too long", "嵌套层数过多或文本过长"
        )
    if at_end and error.code == NOT_FINISHED:
        return UnreadableError(
            "truncated_xml",
            f"The XML document ends before its end: {detail} (line {line}, column {column}).",
            f"XML 文件不完整，在第 {line} 行第 {column} 列处中断。",
            where=where,
            hint_en="The transfer was probably cut; fetch the file again or ask the source to send it again.",
            hint_zh="可能是传输中断，请重新获取或请提供单位重新报送。",
        )
    return UnreadableError(
        "invalid_xml",
        f"The file is not well-formed XML: {detail} at line {line}, column {column}.",
        f"文件不是格式良好的 XML：第 {line} 行第 {column} 列有语法错误（{detail}）。",
        where=where,
        hint_en="Ask the source to send it again, written by an XML library.",
        hint_zh="请提供单位使用标准 XML 程序库生成后重新报送。",
    )


def unsafe(where: str, en: str, zh: str) -> UnreadableError:
    """Return the error for a document that is not parsed, or not further."""
    return UnreadableError(
        "unsafe_xml",
        f"The XML document is refused: {en}.",
        f"拒绝读取 XML 文件：{zh}。",
        where=where,
        hint_en="Ask the source for plain records: no DOCTYPE, no entities of its own, records of moderate size.",
        hint_zh="请提供单位去除 DOCTYPE 和自定义实体，并控制单条记录的大小后重新报送。",
    )


def encoding(label: str, name: str) -> UnreadableError:
    """Return the error for a declared encoding that is not read, or that the bytes cannot be in."""
    return UnreadableError(
        "wrong_encoding",
        f"The XML document says that it is in {name!r}, which it is not, or which is not read.",
        f"XML 声明的编码 {name!r} 与内容不符，或不受支持。",
        where=f"{label}, line 1",
        hint_en="Ask the source to write UTF-8 or GB 18030, and to say so in the XML declaration.",
        hint_zh="请提供单位使用 UTF-8 或 GB 18030 编码，并在 XML 声明中写明。",
    )


def wrong_shape(label: str, path: str, root: str) -> UnreadableError:
    """Return the error for a document without the place in which its records should stand."""
    return UnreadableError(
        "wrong_shape",
        f"There is no place for records {path!r} in the document, whose root is {root!r}.",
        f"文件中没有记录所在的位置 {path!r}；其根元素为 {root!r}。",
        where=label,
        hint_en="Look whether the source answered with an error message; else correct `read: records` or `read: namespaces`.",
        hint_zh="请查看对方返回的是否为错误信息；否则请更正数据源配置 `read: records` 或 `read: namespaces`。",
    )


def oversized(label: str, where: str) -> UnreadableError:
    """Return the error for a field beyond the limit."""
    return UnreadableError(
        "oversized_field",
        "A field is longer than the limit.",
        "某个字段超过长度上限。",
        where=f"{label}, {where}",
        hint_en="Ask the source what this field holds, or correct the XPath under `read: fields`.",
        hint_zh="请向提供单位核实该字段内容，或更正数据源配置 `read: fields` 中的 XPath。",
    )
