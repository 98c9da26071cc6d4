"""What can go wrong between us and an HTTP interface, in words. No message ever holds a token."""

from ecolake.errors import TransportError


def html_instead_of_data(where: str) -> TransportError:
    """Return the error for a web page in the place of an answer."""
    return TransportError(
        "html_instead_of_data",
        "A web page arrived where data was expected; it looks like a login page.",
        "收到的是网页而不是数据，很可能是登录页。",
        where=where,
        hint_en="The token has probably expired: renew it with the source. Then check the address.",
        hint_zh="令牌可能已过期或有误，请向提供单位申请更新，并核对接口地址。",
    )


def unsupported_address(where: str) -> TransportError:
    """Return the error for an address that is none of HTTP."""
    return TransportError(
        "unsupported_address",
        "An HTTP transport needs an address that starts with http:// or https://.",
        "HTTP 传输方式的地址必须以 http:// 或 https:// 开头。",
        where=where,
        hint_en="Correct the transport's `url`.",
        hint_zh="请更正数据源配置 `url`。",
    )


def refused_token(where: str, status: int) -> TransportError:
    """Return the error for status 401 or 403."""
    return TransportError(
        "refused_token",
        f"The source refused our token (status {status}).",
        f"对方拒绝了令牌（状态码 {status}）。",
        where=where,
        hint_en="Renew the token with the source and set the environment variable that the transport names.",
        hint_zh="请向提供单位更新令牌，并修改配置所指的环境变量。",
    )


def bad_status(where: str, status: int) -> TransportError:
    """Return the error for a status that waiting will not mend, or has not mended."""
    return TransportError(
        "bad_status",
        f"The source answered with status {status}.",
        f"对方返回状态码 {status}。",
        where=where,
        hint_en="Ask the source whether the interface is in service and its address still right.",
        hint_zh="请向提供单位核实接口是否正常、地址是否变更。",
    )


def unreachable(where: str, kind: str, attempts: int) -> TransportError:
    """Return the error for a source that did not answer in any attempt."""
    return TransportError(
        "unreachable",
        f"The source did not answer completely in {attempts} attempts; the last one ended in {kind}.",
        f"共尝试 {attempts} 次，均未收到完整应答；最后一次为 {kind}。",
        where=where,
        hint_en="The next run tries again by itself. If it lasts, check the network and ask the source.",
        hint_zh="下次运行会自动重试；如持续出现，请检查网络并联系提供单位。",
    )


def out_of_time(where: str, budget: float) -> TransportError:
    """Return the error for a fetch that used up its time budget."""
    return TransportError(
        "out_of_time",
        f"The fetch took longer than its budget of {budget:g} seconds and was given up.",
        f"获取数据超过了 {budget:g} 秒的时限，已放弃。",
        where=where,
        hint_en="The next run tries again. If the source is always slow, raise the transport's `budget`.",
        hint_zh="下次运行会自动重试；如对方一贯较慢，请调大数据源配置 `budget`。",
    )


def redirect_refused(where: str, target: str) -> TransportError:
    """Return the error for a redirect that leads elsewhere than the configured server."""
    return TransportError(
        "redirect_refused",
        f"The source redirects to {target}; only the same server and scheme are followed.",
        f"对方将请求重定向到 {target}；仅允许同一服务器、同一协议的重定向。",
        where=where,
        hint_en="If the source has moved, correct the transport's `url` after confirming it with the source.",
        hint_zh="如接口已迁移，请与提供单位确认后更正数据源配置 `url`。",
    )


def too_large(where: str, bound: int) -> TransportError:
    """Return the error for an answer over the size limit."""
    return TransportError(
        "answer_too_large",
        f"An answer is larger than {bound} bytes.",
        f"单次应答超过 {bound} 字节。",
        where=where,
        hint_en="Lower the transport's `size` (records a page), or raise `max_bytes`.",
        hint_zh="请减小数据源配置 `size`（每页记录数），或调大 `max_bytes`。",
    )


def endless_pages(where: str, en: str, zh: str) -> TransportError:
    """Return the error for pages that do not come to an end."""
    return TransportError(
        "endless_pages",
        f"The pages do not end: {en}.",
        f"分页没有尽头：{zh}。",
        where=where,
        hint_en="Check the transport's `style` and its parameters (`page_param`, `pages`, `cursor_param`, `next`, "
        "`next_link`, `max_pages`) against the interface's description.",
        hint_zh="请对照接口文档核对数据源配置 `style` 及 `page_param`、`pages`、`cursor_param`、`next`、`next_link`、`max_pages`。",
    )


def wrong_answer(where: str, en: str, zh: str) -> TransportError:
    """Return the error for an answer that is not what the interface was said to give."""
    return TransportError(
        "wrong_answer",
        f"The answer is not as agreed: {en}.",
        f"应答与约定不符：{zh}。",
        where=where,
        hint_en="Read the answer's own message; check the token, then `pages` and `expect` of the transport.",
        hint_zh="请查看应答中的提示信息，核对令牌及数据源配置 `pages`、`expect`。",
    )


def unasked_coding(where: str, coding: str) -> TransportError:
    """Return the error for an answer that is packed although we asked for it as it is."""
    return TransportError(
        "unasked_coding",
        f"The answer is packed ({coding}) although it was asked for as it is; it was not unpacked.",
        f"应答使用了未请求的压缩编码（{coding}），未予解压。",
        where=where,
        hint_en="Ask the source to honour `Accept-Encoding: identity`, or to switch the compression off.",
        hint_zh="请提供单位遵循 `Accept-Encoding: identity`，或关闭压缩。",
    )


def next_refused(where: str, target: str) -> TransportError:
    """Return the error for a next page that lies elsewhere than the configured server."""
    return TransportError(
        "next_refused",
        f"The next page is said to be at {target}; only the same server and scheme are followed.",
        f"对方给出的下一页地址为 {target}；仅允许同一服务器、同一协议。",
        where=where,
        hint_en="Check `next` or `next_link` of the transport; a source behind a proxy may give its inner address.",
        hint_zh="请核对数据源配置 `next` 或 `next_link`；位于代理之后的接口可能给出内部地址。",
    )


def moving_pages(where: str, before: int, after: int, times: int) -> TransportError:
    """Return the error for pages that become fewer whenever they are read."""
    return TransportError(
        "moving_pages",
        f"The pages became fewer while they were read ({before}, then {after}), {times} times in a row: "
        "records have moved to pages that were read before, and would be missed.",
        f"读取过程中页数连续 {times} 次减少（由 {before} 变为 {after}），记录移到了已读页面，会造成遗漏。",
        where=where,
        hint_en="The next run begins anew. If it lasts, ask the source for a cursor, or fetch when it is quiet.",
        hint_zh="下次运行会重新开始；如持续出现，请与提供单位商定游标分页，或改在数据稳定的时段获取。",
    )


def refused_links(where: str, refused: list[str]) -> TransportError:
    """Return the error for documents of a listing that were not fetched; all others were."""
    listed = "; ".join(refused[:10])
    return TransportError(
        "refused_links",
        f"{len(refused)} links were not followed, all other documents were taken: {listed}.",
        f"有 {len(refused)} 个链接未予抓取（其余文档均已接收）：{listed}。",
        where=where,
        hint_en="Narrow the transport's `links` to the documents wanted; dead links are the source's to mend.",
        hint_zh="请收窄数据源配置 `links`，使其只指向所需文档；失效链接请告知提供单位。",
    )


def wrong_xpath(name: str, said: str) -> TransportError:
    """Return the error for an XPath of the transport that cannot be used."""
    return TransportError(
        "wrong_option",
        f"The transport's `{name}` is no XPath of texts or elements: {said}.",
        f"数据源配置 `{name}` 不是可用的 XPath：{said}。",
        where=name,
        hint_en="Correct it; it should give links, as in //a/@href.",
        hint_zh="请更正；它应给出链接，例如 //a/@href。",
    )
