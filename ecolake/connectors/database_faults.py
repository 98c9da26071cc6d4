"""What can go wrong between us and a database, in words. No message holds a password or a value of a row."""

from collections.abc import Sequence

from ecolake.errors import TransportError


def unsupported_address(where: str) -> TransportError:
    """Return the error for an address that no driver knows."""
    return TransportError(
        "unsupported_address",
        "A database transport needs sqlite:///path or postgresql://host[:port]/database.",
        "数据库传输方式的地址应为 sqlite:///路径 或 postgresql://主机[:端口]/数据库。",
        where=where,
        hint_en="Correct the transport's `url`; of options, only sslmode and sslrootcert may follow it.",
        hint_zh="请更正数据源配置 `url`；地址后仅可附带 sslmode 与 sslrootcert 参数。",
    )


def no_table(where: str) -> TransportError:
    """Return the error for a dataset that does not say what of the database it is."""
    return TransportError(
        "wrong_option",
        "The dataset does not say which table it is read from.",
        "数据集未说明读取哪张表。",
        where=where,
        hint_en="Add `table` (and `watermark` and `keys`) to the dataset's `read` block.",
        hint_zh="请在数据集的 `read` 配置中补充 `table`（以及 `watermark`、`keys`）。",
    )


def database_missing(where: str) -> TransportError:
    """Return the error for a database that is not there."""
    return TransportError(
        "database_missing",
        "The database does not exist.",
        "数据库不存在。",
        where=where,
        hint_en="Correct the transport's `url`; none is made in its place.",
        hint_zh="请更正数据源配置 `url`；程序不会新建数据库。",
    )


def unreadable_database(where: str, said: str) -> TransportError:
    """Return the error for a file that is no database, or a damaged one."""
    return TransportError(
        "unreadable_database",
        f"The database cannot be read: {said}.",
        f"数据库无法读取：{said}。",
        where=where,
        hint_en="Ask the source for a whole copy, and see that this user may read it.",
        hint_zh="请提供单位重新提供完整的数据库文件，并确认运行用户有权读取。",
    )


def table_missing(where: str, table: str) -> TransportError:
    """Return the error for a table or view that is not there, or not for us."""
    return TransportError(
        "table_missing",
        f"There is no table or view {table} that our account can see.",
        f"没有本账号可见的表或视图 {table}。",
        where=where,
        hint_en="Correct `table` in the dataset's `read` block, or ask the source to grant SELECT on it.",
        hint_zh="请更正数据集 `read: table`，或请提供单位授予该表的查询权限。",
    )


def column_missing(where: str, missing: Sequence[str], there: Sequence[str]) -> TransportError:
    """Return the error for a watermark or key that the table does not have."""
    en, listed = ", ".join(missing), ", ".join(there[:30])
    return TransportError(
        "column_missing",
        f"The table has no column {en}, which its rows are to be told apart by; it has: {listed}.",
        f"表中没有用于增量读取的列 {en}；现有列：{listed}。",
        where=where,
        hint_en="Correct `watermark` and `keys` in the dataset's `read` block; upper and lower case count.",
        hint_zh="请更正数据集 `read` 中的 `watermark` 与 `keys`，注意大小写。",
    )


def refused_query(where: str, said: str) -> TransportError:
    """Return the error for a question that the database refuses."""
    return TransportError(
        "refused_query",
        f"The database refused to answer: {said}.",
        f"数据库拒绝了查询：{said}。",
        where=where,
        hint_en="Ask the source whether our account may read the table, and whether its view still works.",
        hint_zh="请向提供单位核实账号的查询权限，以及该表或视图是否正常。",
    )


def undecodable_text(where: str) -> TransportError:
    """Return the error for text that is not what the database says it is."""
    return TransportError(
        "undecodable_text",
        "The table holds text that is not in the encoding that the database declares.",
        "表中存在与数据库声明编码不符的文本。",
        where=where,
        hint_en="Ask the source to mend it, or for a view that converts it to UTF-8.",
        hint_zh="请提供单位修正数据，或提供转换为 UTF-8 的视图。",
    )


def batch_too_large(where: str, bound: int) -> TransportError:
    """Return the error for a batch over the size limit."""
    return TransportError(
        "batch_too_large",
        f"One batch of rows is larger than {bound} bytes.",
        f"单批数据超过 {bound} 字节。",
        where=where,
        hint_en="Lower the transport's `rows` (with a watermark), or raise `max_bytes`.",
        hint_zh="请减小数据源配置 `rows`（使用水位列时），或调大 `max_bytes`。",
    )


def rows_out_of_order(where: str, count: int, columns: Sequence[str]) -> TransportError:
    """Return the error for rows that no increment can ever reach, told after all others were taken."""
    named = ", ".join(columns)
    return TransportError(
        "rows_out_of_order",
        f"{count} rows were not taken, all others were: {named} is empty in them, so they come after no other row.",
        f"有 {count} 行未采集（其余均已采集）：其 {named} 为空，无法按水位读取。",
        where=where,
        hint_en="Ask the source to fill it, or take out `watermark`, so that the whole table is read each time.",
        hint_zh="请提供单位补填，或去掉 `watermark` 以每次读取全表。",
    )


def overlap_needs_a_time(where: str, column: str) -> TransportError:
    """Return the error for an overlap in seconds over something that is no time."""
    return TransportError(
        "wrong_option",
        f"`overlap` is given in seconds, but {column} does not hold times in ISO 8601.",
        f"`overlap` 以秒计，而 {column} 并非 ISO 8601 时间。",
        where=where,
        hint_en="Take `overlap` out of the transport, or choose a watermark that is a time.",
        hint_zh="请去掉数据源配置 `overlap`，或改用时间列作为水位。",
    )
