//! Meaning and limits (QG5xxx): what parses and has types, but cannot mean what it says.

super::codes! {
    LOOKS_AT_OTHERS = 5001, "looks-at-others", Error,
        en: "`{place}` is decided from one message alone, and this looks at others", "looks at other messages", "move it to `when`";
        zh: "`{place}` 只看一条消息本身，这里却要看别的消息", "要看别的消息", "把它移到 `当`";
    NEEDS_WINDOW = 5002, "phrase-needs-window", Error,
        en: "this counts messages without saying where to look", "which messages?", "add `in last 1h`, or put `followed within 1h by` before it";
        zh: "这里要数消息，却没有说在哪里数", "数哪些消息？", "加上 `最近 1小时 内`，或在前面写 `随后 1小时 内`";
    NEEDS_MESSAGE = 5003, "phrase-needs-message", Error,
        en: "`{form}` looks from a judged message, and this rule judges {anchor}", "there is no message to look from", "{action}";
        zh: "`{form}` 要从被判断的消息看起，而本规则判断的是{anchor}", "没有可以看起的消息", "{action}";
    NO_TRIGGER = 5004, "no-trigger", Error,
        en: "`trigger` has no meaning {place}", "no bracket's message here", "{action}";
        zh: "`触发` 在{place}没有意义", "这里没有括号所属的消息", "{action}";
    NOT_JUDGED = 5005, "nobody-judged", Error,
        en: "`{name}` is the {person} that {need} judges, and {why}", "there is no {person} here", "{action}";
        zh: "`{name}` 是 {need} 所判断的{person}，而{why}", "这里没有{person}", "{action}";
    NOT_A_KEY_FIELD = 5006, "not-a-key-field", Error,
        en: "this rule judges {anchor}, and they have no `{name}`", "a field of single messages", "put it in `where` or in a bracket[[, or add `{root}` to `per`]]";
        zh: "本规则判断的是{anchor}，它没有 `{name}`", "这是单条消息的字段", "把它放进 `其中` 或括号里[[，或在 `按` 里加上 `{root}`]]";
    BAD_PER = 5007, "per-does-not-fit", Error,
        en: "`per {name}` does not fit a rule that judges {anchor}", "", "{action}";
        zh: "`按 {name}` 不适合判断{anchor}的规则", "", "{action}";
    IMPOSSIBLE_WINDOW = 5008, "impossible-window", Error,
        en: "a window of `{text}` is {why}", "", "write a length of time between 1s and 3650d";
        zh: "`{text}` 的时间窗{why}", "", "写 1 秒到 3650 天之间的时长";
    UNREACHABLE = 5009, "unreachable-threshold", Error,
        en: "`{text}` can never hold: {why}", "never true", "{action}";
        zh: "`{text}` 永远不成立：{why}", "永远为假", "{action}";
    ALWAYS = 5010, "always-holds", Error,
        en: "`{text}` always holds: {why}", "always true", "{action}";
        zh: "`{text}` 总是成立：{why}", "永远为真", "{action}";
    NEVER_UNDER_PER = 5011, "never-under-per", Error,
        en: "`{text}` can never hold: the rule keeps messages apart per `{key}`, so both are the same", "never true under `per {key}`", "leave `{key}` out of `per`, or drop this condition";
        zh: "`{text}` 永远不成立：规则按 `{key}` 划分，两边总是相同", "`按 {key}` 之下永远为假", "从 `按` 里去掉 `{key}`，或删掉这个条件";
    UNBOUNDED_KEY = 5012, "unbounded-key", Error,
        en: "`per {name}` has no end of values, and `{form}` would have to remember each of them for ever", "needs a window", "use `in last` with a length of time instead";
        zh: "`按 {name}` 的取值无穷无尽，`{form}` 得永远记住每一个", "需要时间窗", "改用带时长的 `最近`";
    EPISODE_UNDER_OR = 5013, "episode-under-or", Error,
        en: "`{form}` under `{op}` has no clear beginning and end", "part of a choice", "write two rules, one for each side";
        zh: "`{op}` 之下的 `{form}` 说不清何时开始、何时结束", "二者择一的一边", "写成两条规则，一边一条";
    SECOND_IS_NOT = 5014, "second-is-not", Error,
        en: "a bracket holds at most one `is not` between its message and the trigger, and this is the second", "the second one", "keep one, and express the other by `per` or by a role";
        zh: "一个括号里，其消息与触发消息之间最多有一个 `不是`，这是第二个", "第二个", "只留一个，另一个用 `按` 或角色来表达";
    MIXED_ALTERNATIVE = 5015, "mixed-alternative", Error,
        en: "a bracket joins its message and the trigger by `and` only, and this is under `{op}`", "compares with the trigger", "{action}";
        zh: "括号里，其消息与触发消息的关系只能用 `且` 连接，而这里在 `{op}` 之下", "与触发消息相比", "{action}";
    HARD_RELATION = 5016, "hard-relation", Error,
        en: "a bracket can only ask whether its message and the trigger have the same value", "`{op}` between the two", "use `is`, `in` or one `is not`, so that the policy stays fast on any log";
        zh: "括号里只能问其消息与触发消息的取值是否相同", "两者之间用了 `{op}`", "改用 `是`、`属于` 或一个 `不是`，这样策略在任何记录上都不会变慢";
    NESTED_TOO_DEEP = 5017, "nested-too-deep", Error,
        en: "brackets nest once, and this is a bracket in a bracket in a bracket", "one too many", "split the rule in two";
        zh: "括号只能套一层，这里套了两层", "多了一层", "拆成两条规则";
    FORWARD_IN_PAST = 5018, "forward-in-past", Error,
        en: "a bracket that looks back cannot hold one that looks ahead", "looks ahead", "turn the rule round: judge the earliest message, and look ahead from there";
        zh: "往前看的括号里不能再有往后看的", "往后看", "把规则倒过来：判断最早的消息，从那里往后看";
    FORWARD_IN_DISTINCT = 5019, "forward-in-distinct", Error,
        en: "a bracket that holds one that looks ahead may count messages or events only", "counts {what}", "count `messages` or `events`";
        zh: "括号里再有往后看的括号时，只能数消息或事件", "数的是{what}", "改数 `消息` 或 `事件`";
    SECOND_NESTED = 5020, "second-nested", Error,
        en: "a bracket holds at most one further look at other messages", "the second one", "split the rule in two";
        zh: "一个括号里最多再看一次别的消息", "第二次", "拆成两条规则";
    NEEDS_WORK_HOURS = 5021, "needs-work-hours", Error,
        en: "`workhours` need to know when people work", "which hours?", "add `hours work = mon..fri 08:30..12:00, 14:00..17:30` to this file";
        zh: "`工作小时` 要先知道上班时间", "哪些时间？", "在本文件里加上 `时段 工作 = 周一..周五 08:30..12:00, 14:00..17:30`";
    NEEDS_CALENDAR = 5022, "needs-calendar", Error,
        en: "`{name}` needs a calendar of days off", "which days are off?", "add `calendar cn` to the `policy` block of this file";
        zh: "`{name}` 需要放假日历", "哪些天放假？", "在本文件的 `策略` 块里加上 `日历 cn`";
    WRONG_IN_A_ROW = 5023, "wrong-in-a-row", Error,
        en: "`in a row` {why}", "", "{action}";
        zh: "`连续` {why}", "", "{action}";
    NESTED_FORM = 5024, "nested-form", Error,
        en: "inside a bracket only `followed within` and `preceded within` can look at other messages, joined by `and`", "{form}", "{action}";
        zh: "括号里再看别的消息，只能用 `随后` 和 `此前`，并以 `且` 连接", "{form}", "{action}";
    WRONG_DOMAIN = 5025, "wrong-domain", Error,
        en: "`{text}` can never hold here: {why}", "never true", "{action}";
        zh: "`{text}` 在这里永远不成立：{why}", "永远为假", "{action}";
    DEFINED_TOO_DEEP = 5027, "defined-too-deep", Error,
        en: "`{name}` rests on more than {limit} definitions, one upon the other", "too many", "write out some of them";
        zh: "`{name}` 一层套一层，用到的定义超过 {limit} 层", "层数太多", "把其中几层直接写出来";
    NESTED_IN_WINDOW = 5026, "nested-in-window", Error,
        en: "only `followed within`, `preceded within` and `in last` of a judged message can hold a further look", "a further look at other messages", "write a rule that judges `each message` for it";
        zh: "只有对被判断消息的 `随后`、`此前`、`最近` 才能在括号里再看别的消息", "又看别的消息", "为它单写一条 `每条消息` 的规则";
}
