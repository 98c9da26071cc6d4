"""What can go wrong between us and a message broker, in words. No message ever holds a password."""

from ecolake.errors import TransportError


def unsupported_address() -> TransportError:
    """Return the error for an address that is none of MQTT."""
    return TransportError(
        "unsupported_address",
        "A broker's address is written mqtt://host[:port] or mqtts://host[:port], without a name or password in it.",
        "消息服务地址应写作 mqtt://主机[:端口] 或 mqtts://主机[:端口]，且不含用户名和密码。",
        where="transport: url",
        hint_en="Correct the transport's `url`; name and password belong into `username` and `password`.",
        hint_zh="请更正数据源配置 `url`；用户名和密码请写入 `username` 与 `password`。",
    )


def no_topic(where: str) -> TransportError:
    """Return the error for a dataset that does not say which topic it is in."""
    return TransportError(
        "wrong_option",
        "A dataset that comes as messages needs its topic under `read: path`.",
        "以消息方式接收的数据集须在 `read: path` 中写明主题。",
        where=where,
        hint_en="Add `path: <topic>` to the dataset's `read` block.",
        hint_zh="请在数据集的 `read` 配置中加入 `path: <主题>`。",
    )


def refused_login(where: str, said: str) -> TransportError:
    """Return the error for a broker that does not let us in."""
    return TransportError(
        "refused_login",
        f"The broker refused us: {said}.",
        f"消息服务拒绝登录：{said}。",
        where=where,
        hint_en="Check `username` and `password` of the transport, and that the broker allows our `client` name.",
        hint_zh="请核对数据源配置 `username`、`password`，并确认对方允许所用的 `client` 名称。",
    )


def refused_topic(where: str, topic: str, said: str) -> TransportError:
    """Return the error for a topic that we may not read, or that cannot be."""
    return TransportError(
        "refused_topic",
        f"The broker does not let us read the topic {topic!r}: {said}.",
        f"消息服务不允许订阅主题 {topic!r}：{said}。",
        where=where,
        hint_en="Ask the source to allow our account to read it, and check `read: path`.",
        hint_zh="请提供单位授权订阅该主题，并核对 `read: path`。",
    )


def refused_messages(where: str, count: int, limit: int) -> TransportError:
    """Return the error for messages over the size limit; all others were taken."""
    return TransportError(
        "refused_messages",
        f"{count} messages were larger than {limit} bytes; of them, only the beginning was kept, as a rejected record.",
        f"有 {count} 条消息超过 {limit} 字节，仅将其开头保留为被拒收的记录。",
        where=where,
        hint_en="Ask the source to send them again in parts, or raise `max_message` and have them sent again.",
        hint_zh="请提供单位拆分后重发，或调大 `max_message` 后请其重发。",
    )
