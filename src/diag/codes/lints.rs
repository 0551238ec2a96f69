//! Lints (QG4xxx): valid, but probably not meant.

super::codes! {
    UNUSED_IMPORT = 4001, "unused-import", Warning,
        en: "`{name}` is used nowhere in this file", "never needed", "delete the line";
        zh: "`{name}` 在本文件里没有用到", "没有用到", "删掉这一行";
    UNUSED_NAME = 4002, "unused-name", Warning,
        en: "the {what} `{name}` is used nowhere", "never needed", "delete it, or use it in a rule";
        zh: "{what} `{name}` 没有用到", "没有用到", "删掉它，或在规则里用上";
    RATIO_WITHOUT_MINIMUM = 4003, "ratio-without-minimum", Warning,
        en: "this share also holds for a handful of messages", "one of one is 100%", "add a smallest number, as in `at least 20 messages and …`";
        zh: "消息寥寥无几时这个占比也成立", "一条里的一条就是 100%", "加上最少数量，例如 `至少 20 条消息 且 …`";
    COVERED_PHRASE = 4004, "covered-phrase", Warning,
        en: "`{phrase}` changes nothing: wherever it stands, `{other}` is found anyway", "already covered", "delete it";
        zh: "`{phrase}` 不起作用：有它的地方必有 `{other}`", "已被涵盖", "删掉它";
    DUPLICATE_PHRASE = 4005, "duplicate-phrase", Warning,
        en: "`{phrase}` is in the list already", "a second time", "delete it";
        zh: "名单里已有 `{phrase}`", "第二次", "删掉它";
    SHORT_PHRASE = 4006, "short-phrase", Warning,
        en: "the one character `{phrase}` is found within many unrelated words", "one character", "write a longer phrase";
        zh: "单字 `{phrase}` 会出现在许多无关的词里", "只有一个字", "写长一点的短语";
    INVISIBLE_CHARACTERS = 4007, "invisible-characters", Warning,
        en: "this phrase holds the invisible character {what}", "more than meets the eye", "type the phrase again by hand";
        zh: "这个短语里有看不见的字符 {what}", "有看不见的字符", "手工重打这个短语";
    EMPTY_PHRASE = 4008, "empty-phrase", Warning,
        en: "nothing is left of this phrase when texts are compared, so it is found everywhere", "blank", "delete it, or put `exactly` before it";
        zh: "比较文本时这个短语什么也不剩，于是处处都能找到", "空白", "删掉它，或在前面加 `原样`";
    NO_BASIS = 4009, "no-basis", Note,
        en: "the rule `{name}` does not say which provision it rests on", "", "add `basis \"…\"`";
        zh: "规则 `{name}` 没有写依据", "", "加上 `依据 \"…\"`";
    EXCEPTION_WITHOUT_REASON = 4010, "exception-without-reason", Warning,
        en: "this exception gives no reason, and reports will show none", "why?", "add `because \"…\"`";
        zh: "这个例外没有写理由，报告里也就没有", "为什么？", "加上 `因为 \"…\"`";
    EXCEPTION_OVER = 4011, "exception-over", Warning,
        en: "this exception ended on {date}", "over", "delete it, or give a later date";
        zh: "这个例外已于 {date} 到期", "已到期", "删掉它，或写晚一点的日期";
    EXCEPTION_BEFORE_SINCE = 4012, "exception-before-since", Warning,
        en: "this exception ends on {date}, before the rule begins, so it excuses nothing", "never applies", "give a later date, or delete it";
        zh: "这个例外 {date} 到期，早于规则起始，什么也免不了", "永不适用", "写晚一点的日期，或删掉它";
    WEEKEND_WITH_CALENDAR = 4013, "weekend-with-calendar", Warning,
        en: "`{text}` counts make-up workdays as days off, and holidays as workdays", "the plain week", "write `not workday`, which follows the policy's calendar";
        zh: "`{text}` 把调休上班日算作休息，把节假日算作上班", "不看调休", "写 `非 工作日`，按策略的日历算";
    IDLE_REMOVAL = 4014, "idle-removal", Warning,
        en: "`{phrase}` is removed from a list that does not have it", "not there", "delete it, or check how the list spells it";
        zh: "从名单里去掉 `{phrase}`，而名单里本来没有", "本来没有", "删掉它，或核对名单里的写法";
    CONTRADICTION = 4016, "contradiction", Warning,
        en: "`{text}` contradicts `{other}`, so the two never hold together", "never at once", "join the two with `or`, or write two rules";
        zh: "`{text}` 与 `{other}` 矛盾，两者不会同时成立", "不会同时成立", "用 `或` 连接，或写成两条规则";
    REPEATED_CONDITION = 4015, "repeated-condition", Warning,
        en: "`{text}` stands twice in this condition", "the second time", "delete it, or write what was meant";
        zh: "`{text}` 在这个条件里出现了两次", "第二次", "删掉它，或改成想写的条件";
}
