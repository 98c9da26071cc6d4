"""When a plume may not be computed, and what is said instead: assumptions of the method as words beside its result.

Belongs here: the states of an hour or a point, and their reasons in both languages. Does not belong here: the thresholds.
"""

import polars as pl

COMPUTED = "computed"
"""The state of what has a number."""

ASSUMED = {
    "zh": "稳态高斯烟羽：源强、风向风速在一小时内不变；地形平坦、无建筑物下洗；不计沉降、化学转化；地面与混合层顶全反射",
    "en": "steady Gaussian plume: emission and wind constant over the hour; flat ground, no downwash of buildings; no deposition "
    "or chemistry; full reflection from the ground and from the top of the mixed layer",
}

REASONS: dict[str, tuple[str, str]] = {
    "no_weather": (
        "该时次所在县无有效气象观测，不计算",
        "no valid weather of the county at this hour; not computed",
    ),
    "calm": (
        "风速低于方法下限（静风），高斯烟羽模式不适用",
        "the wind is below the limit of the method (calm); a plume is no picture of it",
    ),
    "not_located": ("排放口没有坐标，不计算", "the outlet has no coordinates; not computed"),
    "above_mixing_layer": (
        "有效源高高于混合层顶，模式认为烟羽不影响地面",
        "the plume rises above the mixed layer, where the method lets nothing reach the ground",
    ),
    "too_near": (
        "距离小于扩散参数曲线的适用范围，不计算",
        "nearer than the curves of spread reach; not computed",
    ),
    "too_far": ("距离大于稳态烟羽的适用范围，不计算", "farther than a steady plume holds; not computed"),
}


def reason(state: str, language: int) -> pl.Expr:
    """Return why there is no number, by a column of states; null where there is one.

    Args:
        state: Name of the column.
        language: 0 for Chinese, 1 for English.
    """
    words = {name: text[language] for name, text in REASONS.items()}
    return pl.col(state).replace_strict(words, default=None, return_dtype=pl.String)
