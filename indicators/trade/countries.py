"""Countries in files of trade statistics: codes and names in four languages → ISO 3166 alpha-3."""

from collections.abc import Mapping
from typing import Final

#: UN M49 codes as in UN Comtrade, ISO codes, and the names and codes Chinese customs and Korean agencies use.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "CHN": ("156", "CHN", "CN", "China", "中国", "中國", "중국", "People's Republic of China"),
    "PRK": (
        "408", "109", "PRK", "KP", "朝鲜", "朝鮮", "北朝鮮", "북한", "조선", "DPRK", "DPR Korea",
        "Korea, DPR", "North Korea", "Dem. People's Rep. of Korea", "Democratic People's Republic of Korea",
        "Korea, Democratic People's Republic of",
    ),
    "KOR": (
        "410", "133", "KOR", "KR", "韩国", "韓国", "한국", "Rep. of Korea", "Republic of Korea",
        "South Korea",
    ),
    "RUS": ("643", "344", "RUS", "RU", "俄罗斯", "러시아", "ロシア", "Russian Federation", "Russia"),
    "WLD": ("0", "WLD", "W00", "World", "总值", "總值", "전체", "총계", "世界", "Total"),
}  # fmt: skip
_CODES: Final = {name.casefold(): code for code, names in _NAMES.items() for name in names}


def country(text: str) -> str:
    """ISO 3166 alpha-3 of a code or name; empty for a country that is not followed.

    Indentation, full-width spaces and footnote marks around the name are ignored.
    """
    return _CODES.get(" ".join(text.replace("\u3000", " ").strip(" *①\t").split()).casefold(), "")
