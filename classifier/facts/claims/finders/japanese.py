"""Who speaks in Japanese sentences."""

from collections.abc import Iterator
from typing import Final

from classifier.facts.claims.finders.quoted import Found, is_quoted
from yaluwatch.patterns import lazy_regex

_JA_VERB = lazy_regex(
    r"(?:と|を|て)(?:述べ|話し(?!合)|話す|言っ(?!た?通り)|語[っる]|伝え(?!られ)|明らかに|報じ(?!られ)|主張し|説明し"
    r"|指摘し|強調し|打ち明け|発表し|訴え|証言し|み[てる]い?る?)"
    r"|[はが](?:説明|証言|指摘|分析)(?:する|している|した)|[はが](?:話した|話す|話している|語った|述べた|明らかにした)|は(?:伝えた|報じた)|(?:を|と)(?:確認し|否定し"
    r"|認め(?!られ)|示唆し|表明し|打ち消し|答え|報告し|警告し|分析し|予測し|嘆い|こぼし|漏らし|批判し|明かし|推測し|推定し|評価し)|(?:見方|考え|見解|意向|懸念|認識|姿勢)を示し"
    r"|(?:と|を)(?:指摘|説明|分析|主張|強調|証言|予測|警告|批判)する|と(?:付け加え|付け足|振り返|打ち明け|言い切|断言し|ため息)"
    r"|が(?:伝え|報じ)(?!られ)|によ(?:ると|れば)|発表では|で伝えてき|まとめで分かった|との報道"
)
_JA_ACCORDING = lazy_regex(
    r"(?:^|[、。」\s])(?P<who2>[^、。「」\s]{2,30}?)(?:の(?:\d{1,2}日の)?(?:発表|報告|データ|統計|話"
    r"|まとめ|調査|説明))では、|"
    r"(?:^|[、。」\s])(?P<who>[^、。「」\s]{2,30}?)(?:の(?:\d{1,2}日の)?(?:発表|報告|データ|統計|話"
    r"|まとめ))?(?:に(?:よると|よれば)|が"
    r"(?:\d{1,2}日に)?示したデータによれば|が[^。]{0,16}伝えてきたところ(?:では|によると|によれば))"
)
# Somebody at the end: …と恵山の住民は話した; or at the start: 複数の関係者が、…と明らかにした.
_JA_SUBJECT = lazy_regex(
    r"(?:と|、|」と)(?P<who>(?!(?:[^、。「」\s]{1,12})について)[^、。「」\s]{2,34}?)(?:は|が)(?:話し|語[っる]|説明|証言|指摘|分析|述べ|伝え|報じ|明らかにし|証言し|振り返|嘆|こぼ)"
    r"|^(?P<who2>[^、。「」\s]{2,20}?(?:者|筋|氏|人|住民))が、(?=[^が]*(?:明らかにし|語っ|述べ|話し))"
)
_JA_PRONOUNS: Final = frozenset(
    ("彼", "彼女", "同氏", "それ", "これ", "同筋", "同情報筋", "同消息筋", "同関係者", "同省", "同紙")
)
_JA_NOBODY = lazy_regex(
    r"報じ|引用し|伝え|(?:について|に関して|に対して|により|理由|背景|結果|場合|時|ため|こと|もの|量"
    r"|額|価格|値段|相場|状況|影響|最近|現在|当時|以前|近年|今回|今では|を[^を]{1,6}人)$"
)
# Reports that nobody is named for.
_JA_REPORT = lazy_regex(r"(?:と|という)の?(?P<who>報道|情報|うわさ)(?:が|も)(?:あ|流|広)")
# A quotation that goes on in the next sentences.
_JA_QUOTE = lazy_regex(
    r"(?:しかし|また|一方、?)?(?P<who>[^、。「」\s]{2,24}(?:筋|氏|者|員|当局|住民|商人|長))[はも](?:、)?「"
)
_JA_FINDING = lazy_regex(
    r"(?:^|[、。」\s])(?P<who>[^、。「」\s]{2,30}?)の(?:まとめ|集計|調べ|資料|統計)で(?:分か|明らか|わか)"
)
_JA_WHO = lazy_regex(
    r"(?:^|[、。」\s]|について|(?<=[たるいうだ])と)(?P<who>(?![^、。「」\s]{1,12}について)(?:(?![たるいうだ]と)[^、。「」\s]){2,24}?)(?<!"
    r"[でにへ])(?<!から)(?<!まで)(?:は|も|が(?=[^、。がと]{0,16}(?:語った|伝えた|報じた"
    r"|明らかにした)))(?=[、「]|[^、。])"
)


def japanese_speakers(sentence: str) -> Iterator[Found]:
    """Who speaks in a sentence, most likely first."""
    if not _JA_VERB.search(sentence):
        if match := _JA_QUOTE.match(sentence):
            yield match.start("who"), match.end("who"), match["who"] in _JA_PRONOUNS
        return
    for pattern in (_JA_FINDING, _JA_ACCORDING, _JA_SUBJECT, _JA_WHO, _JA_REPORT):
        for match in pattern.finditer(sentence):
            group = match.lastgroup or "who"
            if not is_quoted(sentence, match.start(group), "「」") and not _JA_NOBODY.search(match[group]):
                # …と通告した、と関係者が: the particle belongs to what is said.
                is_after_quote = match[group].startswith("と") and not match[group].startswith("とある")
                yield match.start(group) + is_after_quote, match.end(group), match[group] in _JA_PRONOUNS
