"""What can go wrong with a folder of files, here or behind a network, in words. No message holds a secret."""

from collections.abc import Sequence

from ecolake.errors import TransportError

SHOWN = 10


def folder_missing(where: str) -> TransportError:
    """Return the error for a folder that is not there, or is no folder."""
    return TransportError(
        "folder_missing",
        "The source's folder does not exist or is no folder.",
        "数据源目录不存在，或不是目录。",
        where=where,
        hint_en="Create or mount the folder, or correct the transport's `url`.",
        hint_zh="请创建或挂载该目录，或更正数据源配置 `transport: url`。",
    )


def refused_files(where: str, refused: Sequence[str]) -> TransportError:
    """Return the error that tells, after all good files, which could not be taken and why."""
    listed = "; ".join(refused[:SHOWN])
    return TransportError(
        "refused_files",
        f"{len(refused)} files were refused, all others were taken: {listed}.",
        f"已拒绝 {len(refused)} 个文件（其余文件均已接收）：{listed}。",
        where=where,
        hint_en="Remove them, or put the files themselves in the place of links.",
        hint_zh="请删除这些文件，或用文件本身替换链接。",
    )


def unsupported_address(scheme: str) -> TransportError:
    """Return the error for an address that no file transport knows."""
    return TransportError(
        "unsupported_address",
        f"A file transport cannot reach {scheme}:// addresses.",
        f"文件传输方式不支持 {scheme}:// 地址。",
        where=scheme + "://…",
        hint_en="Give a folder of this machine, or an sftp://, s3://, http:// or https:// address.",
        hint_zh="请填写本机目录，或 sftp://、s3://、http://、https:// 地址。",
    )


def secret_in_address(where: str) -> TransportError:
    """Return the error for an address with a name or password in it, which would end up in logs and origins."""
    return TransportError(
        "secret_in_address",
        "The address holds a user name or password.",
        "地址中含有用户名或密码。",
        where=where,
        hint_en="Take it out, and name environment variables under `username` and `password`.",
        hint_zh="请从地址中删除，改在 `username`、`password` 中填写环境变量名（`env:NAME`）。",
    )


def refused_login(where: str) -> TransportError:
    """Return the error for a name, password or key that the server does not accept."""
    return TransportError(
        "refused_login",
        "The source refused our user name, password or key.",
        "对方拒绝了用户名、密码或密钥。",
        where=where,
        hint_en="Ask the source for a valid account, and correct the environment variables that the transport names.",
        hint_zh="请向提供单位核实账号，并更正配置所指的环境变量。",
    )


def unknown_host_key(where: str, kind: str, fingerprint: str, known_hosts: str) -> TransportError:
    """Return the error for a server that nobody has vouched for."""
    return TransportError(
        "unknown_host_key",
        f"The server's key ({kind} {fingerprint}) is not in {known_hosts}; nothing was sent to it.",
        f"服务器密钥（{kind} {fingerprint}）不在 {known_hosts} 中；未向其发送任何信息。",
        where=where,
        hint_en="Have the source confirm the fingerprint by telephone or in writing, then add the key to that file.",
        hint_zh="请通过电话或书面方式与提供单位核对指纹，确认后将该密钥加入此文件。",
    )


def changed_host_key(where: str, fingerprint: str, known_hosts: str) -> TransportError:
    """Return the error for a server with another key than the one it is known by."""
    return TransportError(
        "changed_host_key",
        f"The server shows another key ({fingerprint}) than the one in {known_hosts}; somebody may be in between.",
        f"服务器密钥（{fingerprint}）与 {known_hosts} 中的不一致，可能有人从中截取；未向其发送任何信息。",
        where=where,
        hint_en="Ask the source whether its server was renewed. Replace the key in that file only if it was.",
        hint_zh="请向提供单位核实是否更换过服务器；确认后方可更新此文件中的密钥。",
    )


def unusable_key_file(where: str, en: str, zh: str) -> TransportError:
    """Return the error for a key file, or a file of known keys, that cannot be used."""
    return TransportError(
        "unusable_key_file",
        f"A file that the login needs cannot be used: {en}.",
        f"登录所需文件无法使用：{zh}。",
        where=where,
        hint_en="Correct `private_key` or `known_hosts` of the transport, and see that this user may read the file.",
        hint_zh="请更正数据源配置 `private_key` 或 `known_hosts`，并确认运行用户有权读取。",
    )


def folder_too_large(where: str, bound: int) -> TransportError:
    """Return the error for a folder that does not come to an end."""
    return TransportError(
        "folder_too_large",
        f"The folder holds more than {bound} entries.",
        f"目录内条目超过 {bound} 个。",
        where=where,
        hint_en="Point `url` at a folder that holds only what we are to take, or have old files moved away.",
        hint_zh="请将 `url` 指向仅存放待采集文件的目录，或请提供单位移走旧文件。",
    )
