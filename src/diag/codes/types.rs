//! Types and units (QG3xxx).

super::codes! {
    NOT_COMPARABLE = 3001, "not-comparable", Error,
        en: "{left} and {right} cannot be compared", "{right_type}, compared with {left_type}", "{action}";
        zh: "{left} 与 {right} 不能相比", "拿{right_type}与{left_type}相比", "{action}";
    NOT_A_CONDITION = 3002, "not-a-condition", Error,
        en: "`{text}` is {what}, not a condition", "neither true nor false", "write a whole condition, such as {example}";
        zh: "`{text}` 是{what}，不是条件", "没有真假", "写成完整的条件，例如 {example}";
    WRONG_OPERATOR = 3003, "wrong-operator", Error,
        en: "`{op}` does not fit {what}", "this is {what}", "use {instead}";
        zh: "`{op}` 不适用于{what}", "这是{what}", "改用 {instead}";
    PERSON_IS_NOT_TEXT = 3004, "person-is-not-text", Error,
        en: "`{person}` is a person, and `{text}` is text", "names are not people: two people may share one", "compare a name, as in `{person}.name {op} {text}`";
        zh: "`{person}` 是人，`{text}` 是文本", "姓名不等于人：两个人可能同名", "改为比较姓名，例如 `{person}.姓名 {op} {text}`";
    BARE_ALTERNATIVE = 3005, "bare-alternative", Error,
        en: "`{right}` alone is not a condition: `or` joins whole conditions, not values", "stands alone", "write `{fixed}`";
        zh: "`{right}` 单独不成条件：`或` 连接的是完整的条件，不是值", "单独在此", "写成 `{fixed}`";
    MISSING_UNIT = 3006, "unit-wanted", Error,
        en: "`{text}` has no unit, and {what} is wanted here", "a bare number", "add a unit, as in `{example}`";
        zh: "`{text}` 没有单位，这里要的是{what}", "只有数字", "加上单位，例如 `{example}`";
    NOT_A_NUMBER = 3007, "not-a-number", Error,
        en: "`{text}` is {what}, and a number is wanted here", "{what}", "use a number or a field that is a number";
        zh: "`{text}` 是{what}，这里要的是数字", "{what}", "改用数字或数字字段";
    BAD_RANGE = 3009, "bad-range", Error,
        en: "the range `{text}` {why}", "", "{action}";
        zh: "范围 `{text}` {why}", "", "{action}";
    BAD_PATTERN = 3010, "bad-pattern", Error,
        en: "the pattern cannot be used: {reason}", "here", "correct the pattern, or use `contains` with a string";
        zh: "这个正则表达式不能用：{reason}", "在这里", "改正它，或改用 `含` 加字符串";
    LIST_AS_KEY = 3011, "list-as-key", Error,
        en: "`{text}` is a list, and a message can be kept under one value only", "may have several values", "use a field with one value, such as `sender` or `text`";
        zh: "`{text}` 是列表，而一条消息只能归入一个值", "可能有几个值", "改用只有一个值的字段，例如 `发送者` 或 `文本`";
    BAD_KEY = 3012, "bad-key", Error,
        en: "`{text}` is {what}, by which messages cannot be kept apart", "{what}", "use `group`, `sender`, `text`, `media`, `link.url` or a name, id or unit";
        zh: "`{text}` 是{what}，不能用来划分消息", "{what}", "改用 `群`、`发送者`、`文本`、`媒体`、`链接.地址` 或姓名、编号、单位";
    MISUSED_EXACTLY = 3013, "misused-exactly", Error,
        en: "`exactly` only stands before text: a string, a list or a text field", "this is {what}", "leave `exactly` out";
        zh: "`原样` 只能放在文本前：字符串、名单或文本字段", "这是{what}", "去掉 `原样`";
    MISUSED_ALL_OF = 3014, "misused-all-of", Error,
        en: "`all of` wants a list of phrases, and `{text}` is {what}", "{what}", "write a list, as in `text contains all of [\"…\", \"…\"]`";
        zh: "`全部` 后面要写短语名单，而 `{text}` 是{what}", "{what}", "写名单，例如 `文本 含 全部 [\"…\", \"…\"]`";
    UNKNOWN_SEVERITY = 3016, "unknown-severity", Error,
        en: "there is no severity `{name}`", "not a severity", "write `note`, `warning` or `violation`";
        zh: "没有级别 `{name}`", "不是级别", "写 `提示`、`警告` 或 `违规`";
    DUPLICATE_CLAUSE = 3017, "duplicate-clause", Error,
        en: "a rule has one `{clause}`, and this is the second", "the second one", "{action}";
        zh: "一条规则只有一个 `{clause}`，这是第二个", "第二个", "{action}";
    MISSING_WHEN = 3018, "missing-when", Error,
        en: "the rule `{name}` has no `when`, so nothing could be wrong", "", "add `when` and what is wrong";
        zh: "规则 `{name}` 没有 `当`，无从判断", "", "加上 `当` 和判为问题的条件";
    NOT_A_DURATION = 3019, "not-a-duration", Error,
        en: "`{text}` is {what}, and a length of time is wanted here", "{what}", "write a length of time, such as `10m` or `2h`";
        zh: "`{text}` 是{what}，这里要的是一段时间", "{what}", "写一段时间，例如 `10分钟` 或 `2小时`";
    NOT_A_DATE = 3020, "not-a-date", Error,
        en: "`{text}` is {what}, and a date is wanted here", "{what}", "write a date, such as `2026-10-01`";
        zh: "`{text}` 是{what}，这里要的是日期", "{what}", "写日期，例如 `2026-10-01`";
    NOT_A_LITERAL = 3022, "not-a-literal", Error,
        en: "the param `{name}` must be a plain value", "not a plain value", "write a number, length of time, money, percentage, string, time of day or date";
        zh: "参数 `{name}` 必须是一个直接的值", "不是直接的值", "写数字、时长、金额、百分比、字符串、时刻或日期";
    CANNOT_BE_ABSENT = 3024, "cannot-be-absent", Error,
        en: "`{text}` is {what}, which cannot be absent or present", "{what}", "name a field, such as `link.url is absent`";
        zh: "`{text}` 是{what}，谈不上有无", "{what}", "写字段，例如 `链接.地址 缺失`";
}
