# One enterprise, from the published warehouse: who it is, what it may and does discharge, what people say of it.
#
#   ECOLAKE_HOME=/srv/ecolake/var marimo run docs/notebooks/an_enterprise_at_a_glance.py

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="一企一览 An enterprise at a glance")


@app.cell
def _():
    from html import escape

    import marimo as mo

    from ecolake.home import Home
    from ecolake.warehouse.query import ask, open_release

    # One connection, one release: what is published meanwhile does not mix in.
    connection = open_release(Home.from_environment())

    def rows(sql, *params):
        """Ask the release; each row is a dict."""
        names, found = ask(connection, sql, list(params))
        return [dict(zip(names, row, strict=True)) for row in found]

    return escape, mo, rows


@app.cell
def _(mo, rows):
    listed = rows(
        """
        select enterprise_code as code, coalesce(enterprise_name, '—') as name,
            len(latest_readings) is not null as is_monitored, permit_count, open_issue_count
        from enterprise_file
        order by is_monitored desc, permit_count desc, open_issue_count desc, code limit 200
        """
    )
    choice = mo.ui.dropdown(
        {f"{one['name']} {one['code']}": one["code"] for one in listed},
        value=f"{listed[0]['name']} {listed[0]['code']}" if listed else None,
        label="企业 enterprise",
        searchable=True,
    )
    mo.vstack([mo.md("# 一企一览 · An enterprise at a glance"), choice])
    return (choice,)


@app.cell
def _(choice, mo, rows):
    mo.stop(choice.value is None, mo.md("尚无企业 · The release has no enterprises yet."))
    file = rows("from enterprise(?)", choice.value)[0]
    shown = {
        "名称 name": file["enterprise_name"],
        "曾用名 former name": file["former_name"],
        "企业代码 code": file["enterprise_code"],
        "行政区划 division": file["division_code"],
        "行业 industry": file["industry_code"],
        "地址 address": file["registered_address"],
        "成立 established": file["established_on"],
        "许可证 permits": file["permit_count"],
        "排放口 outlets": file["outlet_count"],
        "未解决数据问题 open data issues": file["open_issue_count"],
    }
    identity = mo.ui.table(
        [{"": name, " ": "—" if value is None else str(value)} for name, value in shown.items()],
        selection=None,
        pagination=False,
    )
    identity  # noqa: B018 - the last expression is what a cell shows
    return (file,)


@app.cell
def _(escape, file, mo):
    def map_sketch(places):
        """Dots at their place, with a scale: no map service is asked."""
        known = [(name, float(x), float(y)) for name, x, y in places if x is not None and y is not None]
        if not known:
            return "<p>没有坐标 · no coordinates are known</p>"
        west, east = min(x for _, x, _ in known) - 0.01, max(x for _, x, _ in known) + 0.01
        south, north = min(y for *_, y in known) - 0.01, max(y for *_, y in known) + 0.01
        dots = "".join(
            f'<circle cx="{20 + 360 * (x - west) / (east - west):.1f}"'
            f' cy="{20 + 200 * (north - y) / (north - south):.1f}" r="5" fill="#2a6f97"/>'
            f'<text x="{28 + 360 * (x - west) / (east - west):.1f}"'
            f' y="{16 + 200 * (north - y) / (north - south):.1f}" font-size="11">{escape(name)}</text>'
            for name, x, y in known
        )
        label = f"{west:.2f}–{east:.2f}°E, {south:.2f}–{north:.2f}°N"
        return (
            '<svg viewBox="0 0 460 250" width="460" role="img" aria-label="map sketch">'
            '<rect x="10" y="10" width="440" height="220" fill="#f4f7f9" stroke="#c7d2da"/>'
            f'{dots}<text x="14" y="246" font-size="10" fill="#5c6b7a">{label}</text></svg>'
        )

    places = [("注册地 registered", file["longitude"], file["latitude"])]
    places += [
        (one["discharge_outlet_code"] or "", one["longitude"], one["latitude"])
        for one in file["outlets"] or []
    ]
    mo.vstack([mo.md("## 在哪里 · Where it is"), mo.Html(map_sketch(places))])
    return


@app.cell
def _(choice, mo, rows):
    permits = rows("from permits_of(?)", choice.value)
    complaints = rows(
        "select complaint_number, reported_on, pollution_kind, due_on, is_open from complaints_of(?)",
        choice.value,
    )

    def listed_or_none(found):
        """A table, or a word where there is nothing to list."""
        return mo.ui.table(found, selection=None) if found else mo.md("无 · none")

    mo.vstack(
        [
            mo.md("## 许可证 · Permits"),
            listed_or_none(permits),
            mo.md("## 投诉举报 · Complaints"),
            listed_or_none(complaints),
        ]
    )
    return


@app.cell
def _(choice, escape, mo, rows):
    readings = rows(
        """
        select pollutant_code, unit, hour_started_at, coalesce(average_value, realtime_mean)::double as value
        from monitoring_reading_hourly
        where device_number in (
            select outlet.device_number from enterprise_file, unnest(outlets) as listed(outlet)
            where enterprise_code = ?
        ) and coalesce(average_value, realtime_mean) is not null
        order by pollutant_code, hour_started_at
        """,
        choice.value,
    )

    def spark(points):
        """A line through the hours."""
        low, high = min(points), max(points)
        span = (high - low) or 1
        step = 300 / max(1, len(points) - 1)
        path = " ".join(
            f"{i * step:.1f},{40 - 36 * (value - low) / span:.1f}" for i, value in enumerate(points)
        )
        return (
            '<svg viewBox="0 0 300 44" width="300" height="44" role="img">'
            f'<polyline points="{path}" fill="none" stroke="#2a6f97" stroke-width="1.5"/></svg>'
        )

    series = {}
    for reading in readings:
        series.setdefault((reading["pollutant_code"], reading["unit"]), []).append(reading["value"])
    lines = "".join(
        f"<tr><td>{escape(code)}</td><td>{spark(values)}</td>"
        f"<td>{values[-1]:g} {escape(unit or '')}</td></tr>"
        for (code, unit), values in series.items()
    )
    mo.vstack(
        [
            mo.md("## 在线监测小时值 · Hourly readings"),
            mo.Html(f"<table>{lines}</table>") if lines else mo.md("没有在线监测 · no readings"),
        ]
    )
    return


if __name__ == "__main__":
    app.run()
