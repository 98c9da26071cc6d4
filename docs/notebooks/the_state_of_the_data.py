# What departments delivered, what was rejected and why, how fresh it is: from the published warehouse.
#
#   ECOLAKE_HOME=/srv/ecolake/var marimo run docs/notebooks/the_state_of_the_data.py

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="数据状况 The state of the data")


@app.cell
def _():
    from html import escape

    import marimo as mo

    from ecolake.home import Home
    from ecolake.warehouse.query import ask, open_release

    connection = open_release(Home.from_environment())

    def rows(sql, *params):
        """Ask the release; each row is a dict."""
        names, found = ask(connection, sql, list(params))
        return [dict(zip(names, row, strict=True)) for row in found]

    return escape, mo, rows


@app.cell
def _(mo, rows):
    release = rows("from release")[0]
    totals = rows(
        "select sum(received) as received, sum(accepted) as accepted, sum(rejected) as rejected,"
        " sum(duplicate) as duplicate, count(*) as batches from account"
    )[0]
    mo.vstack(
        [
            mo.md(
                f"# 数据状况 · The state of the data\n\n版本 release **{release['release']}**，"
                f"{release['created_at']:%Y-%m-%d %H:%M} UTC"
            ),
            mo.hstack(
                [
                    mo.stat(f"{int(totals[name] or 0):,}", label=label, bordered=True)
                    for name, label in (
                        ("batches", "批次 batches"),
                        ("received", "接收 received"),
                        ("accepted", "通过 accepted"),
                        ("rejected", "退回 rejected"),
                        ("duplicate", "重复 duplicate"),
                    )
                ]
            ),
        ]
    )
    return


@app.cell
def _(escape, mo, rows):
    departments = rows(
        """
        select coalesce(any_value(source_title_zh), source) as department, sum(accepted)::bigint as accepted,
            sum(rejected)::bigint as rejected, sum(received)::bigint as received
        from account left join lake.standard_dataset using (source, dataset)
        group by source having sum(received) > 0 order by received desc, source
        """
    )

    def bars(found):
        """Accepted and rejected rows by department, on a logarithmic scale, since departments differ by thousands."""
        from math import log10

        longest = log10(1 + max(one["received"] for one in found))
        parts = []
        for place, one in enumerate(found):
            top = 4 + 22 * place
            whole = 380 * log10(1 + one["received"]) / longest
            bad = whole * one["rejected"] / one["received"]
            parts.append(
                f'<text x="0" y="{top + 12}" font-size="11">{escape(one["department"])}</text>'
                f'<rect x="170" y="{top}" width="{whole - bad:.1f}" height="15" fill="#52a175"/>'
                f'<rect x="{170 + whole - bad:.1f}" y="{top}" width="{bad:.1f}" height="15" fill="#c8553d"/>'
                f'<text x="{176 + whole:.1f}" y="{top + 12}" font-size="10" fill="#5c6b7a">'
                f"{one['received']:,} · {100 * one['rejected'] / one['received']:.1f} %</text>"
            )
        height = 8 + 22 * len(found)
        return (
            f'<svg viewBox="0 0 680 {height}" width="680" height="{height}" role="img">{"".join(parts)}</svg>'
        )

    mo.vstack(
        [
            mo.md("## 各部门接收与退回 · Received and rejected, by department"),
            mo.Html(bars(departments)) if departments else mo.md("尚无批次 · nothing has been received"),
            mo.md("绿 accepted，红 rejected；长度为对数 the length is logarithmic"),
        ]
    )
    return


@app.cell
def _(mo, rows):
    reasons = rows(
        """
        select source, dataset, rule, count(*) as rows, any_value(reason_zh) as example_zh
        from data_quality_issue where severity = 'reject'
        group by all order by rows desc, source, dataset, rule limit 15
        """
    )
    mo.vstack(
        [
            mo.md("## 退回最多的规则 · What rejects the most"),
            mo.ui.table(reasons, selection=None) if reasons else mo.md("无 · none"),
        ]
    )
    return


@app.cell
def _(mo, rows):
    stale = rows(
        """
        with known as (
            select source, dataset, title_zh, fresh_within, last_received_at,
                (select max(received_at) from account) - last_received_at as behind
            from catalogue_category where received > 0
        )
        select source, dataset, title_zh, fresh_within, last_received_at, behind::varchar as behind
        from known order by known.behind desc, source, dataset limit 15
        """
    )
    mo.vstack(
        [
            mo.md("## 最久没有更新的数据集 · The datasets longest without news"),
            mo.ui.table(stale, selection=None) if stale else mo.md("无 · none"),
        ]
    )
    return


@app.cell
def _(escape, mo, rows):
    grades = rows(
        "select security_grade as grade, published, count(*) as items from lake.standard_item group by all order by all"
    )
    widest = max(one["items"] for one in grades)
    picture = "".join(
        f'<text x="0" y="{16 + 24 * place}" font-size="11">{one["grade"]} {escape(one["published"])}</text>'
        f'<rect x="110" y="{4 + 24 * place}" width="{400 * one["items"] / widest:.1f}" height="16" fill="#2a6f97"/>'
        f'<text x="{116 + 400 * one["items"] / widest:.1f}" y="{16 + 24 * place}" font-size="11">{one["items"]:,}</text>'
        for place, one in enumerate(grades)
    )
    mo.vstack(
        [
            mo.md("## 数据分级与发布方式 · Grades of the items, and what is shown of them"),
            mo.Html(f'<svg viewBox="0 0 600 {24 * len(grades) + 8}" width="600" role="img">{picture}</svg>'),
        ]
    )
    return


if __name__ == "__main__":
    app.run()
