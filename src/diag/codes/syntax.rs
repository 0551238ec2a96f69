//! Syntax: the text does not have the shape of a policy (QG1xxx).

super::codes! {
    UNEXPECTED = 1001, "unexpected", Error,
        en: "expected {expected}, found {found}", "this does not fit here", "{action}";
        zh: "这里应是{expected}，却{found}", "此处不合语法", "{action}";
    UNKNOWN_DECLARATION = 1002, "unknown-declaration", Error,
        en: "`{found}` does not start a declaration", "not a declaration[[; did you mean `{near}`?]]", "[[write `{near}`]][[start with one of {words}]]";
        zh: "`{found}` 不能开始一个声明", "不是声明[[，是否想写 `{near}`]]", "[[改为 `{near}`]][[以 {words} 之一开头]]";
    UNKNOWN_CLAUSE = 1003, "unknown-clause", Error,
        en: "`{found}` does not start a clause", "not a clause[[; did you mean `{near}`?]]", "[[write `{near}`]][[start with one of {words}]]";
        zh: "`{found}` 不能开始一个子句", "不是子句[[，是否想写 `{near}`]]", "[[改为 `{near}`]][[以 {words} 之一开头]]";
    STRAY_CLAUSE = 1004, "stray-clause", Error,
        en: "the clause `{found}` stands outside a rule", "no rule is open here", "move it between the braces of its rule";
        zh: "子句 `{found}` 不在任何规则之内", "此处没有打开的规则", "把它移到所属规则的大括号内";
    MISSING_BRACE = 1005, "missing-brace", Error,
        en: "`{name}` is not closed", "this brace has no partner", "write `}` before the next declaration";
        zh: "`{name}` 没有结束", "此大括号没有配对", "在下一个声明之前写上 `}`";
    STRAY_BRACKET = 1006, "stray-bracket", Error,
        en: "`{found}` closes nothing", "no matching `{open}` before it", "remove it, or write the missing `{open}`";
        zh: "`{found}` 没有可以关闭的括号", "之前没有与之配对的 `{open}`", "删去它，或补上缺少的 `{open}`";
    UNCLOSED_BRACKET = 1007, "unclosed-bracket", Error,
        en: "`{found}` is not closed", "opened here", "write `{close}` where it ends";
        zh: "`{found}` 没有关闭", "在此打开", "在结束处写上 `{close}`";
    UNCLOSED_STRING = 1008, "unclosed-string", Error,
        en: "the text is not closed on its line", "no closing quote", "write {close} where the text ends";
        zh: "字符串没有在本行结束", "缺少右引号", "在文字结束处写上 {close}";
    UNCLOSED_PATTERN = 1009, "unclosed-pattern", Error,
        en: "the pattern is not closed on its line", "no closing `/`", "write `/` where the pattern ends";
        zh: "正则没有在本行结束", "缺少结尾的 `/`", "在正则结束处写上 `/`";
    BAD_ESCAPE = 1010, "bad-escape", Error,
        en: "`{found}` is not an escape", "unknown escape", "use `\\\\` for a backslash, `\\\"`, `\\n`, `\\t`, or `\\u` with a code in braces";
        zh: "`{found}` 不是转义", "未知的转义", "反斜杠写作 `\\\\`，另有 `\\\"`、`\\n`、`\\t`，以及 `\\u` 加大括号中的码点";
    WRONG_OPERATOR = 1011, "foreign-operator", Error,
        en: "`{found}` does not belong to the language", "write `{right}`", "write `{right}` instead";
        zh: "语言中没有 `{found}`", "应写 `{right}`", "改为 `{right}`";
    MIXED_AND_OR = 1012, "mixed-and-or", Error,
        en: "`{and}` and `{or}` are mixed without brackets", "it is not clear what belongs together", "put brackets around what belongs together: `{right}`";
        zh: "`{and}` 与 `{or}` 混用而没有括号", "看不出哪些属于一起", "给属于一起的部分加括号：`{right}`";
    JOINED_WORDS = 1013, "joined-words", Error,
        en: "`{found}` is several words written as one", "read as `{split}`", "put blanks between them: `{split}`";
        zh: "`{found}` 是几个连写的词", "应读作 `{split}`", "词与词之间加空格：`{split}`";
    MISSING_UNIT = 1014, "missing-unit", Error,
        en: "`{found}` has no unit", "a length of time needs one", "write its unit, such as `{example}`";
        zh: "`{found}` 没有单位", "时长需要单位", "写上单位，如 `{example}`";
    UNKNOWN_UNIT = 1015, "unknown-unit", Error,
        en: "`{unit}` is not a unit", "unknown unit[[; did you mean `{near}`?]]", "use s, m, h, d, w, workdays, workhours, yuan or %, or no unit for a plain number";
        zh: "`{unit}` 不是单位", "未知的单位[[，是否想写 `{near}`]]", "用 秒、分钟、小时、天、周、个工作日、个工作小时、元、%，普通数字不带单位";
    BAD_DATE = 1016, "bad-date", Error,
        en: "`{found}` is not a date", "no such day", "write year, month and day as `2026-10-01`";
        zh: "`{found}` 不是日期", "没有这一天", "按 `2026-10-01` 写年月日";
    BAD_CLOCK = 1017, "bad-clock", Error,
        en: "`{found}` is not a time of day", "no such time", "write a time between `00:00` and `24:00`";
        zh: "`{found}` 不是时刻", "没有这个时刻", "写 `00:00` 到 `24:00` 之间的时刻";
    FOREIGN_COMMENT = 1018, "foreign-comment", Error,
        en: "a comment does not start with `{found}`", "write `#`", "start comments with `#`";
        zh: "注释不以 `{found}` 开头", "应写 `#`", "注释以 `#` 开头";
    HIDDEN_CHARACTER = 1019, "hidden-character", Error,
        en: "the invisible character {name} stands in the policy", "here", "remove it, or write it as a `\\u` escape if a text needs it";
        zh: "策略中有看不见的字符 {name}", "在此", "删去它；文字确实需要时写作 `\\u` 转义";
    NO_BODY = 1020, "no-body", Error,
        en: "the rule has no opening brace", "`{open}` is missing", "write `{open}` after the rule's name or title";
        zh: "规则缺少左大括号", "此处缺少 `{open}`", "在规则的名称或标题之后写上 `{open}`";
    TOO_DEEP = 1021, "too-deep", Error,
        en: "the condition nests more than {limit} levels deep", "the limit is passed here", "name parts of it with `define`";
        zh: "条件嵌套超过 {limit} 层", "在此超过上限", "用 `定义` 给其中的部分命名";
    TOO_LARGE = 1022, "too-large", Error,
        en: "the file is larger than {limit} MiB", "", "split it into several files, or load long lists with `from`";
        zh: "文件超过 {limit} MiB", "", "拆成几个文件，长词表用 `来自` 载入";
    RESERVED_NAME = 1023, "reserved-name", Error,
        en: "`{found}` is a word of the language and cannot be a name", "reserved word", "choose another name, such as `{example}`";
        zh: "`{found}` 是语言的保留词，不能作名称", "保留词", "换一个名称，如 `{example}`";
    LATER_WORD = 1024, "reserved-for-later", Error,
        en: "`{found}` is reserved for a later version", "not yet part of the language", "leave it out";
        zh: "`{found}` 留给以后的版本", "尚不属于本语言", "删去它";
    NEEDLESS_MARK = 1025, "needless-mark", Error,
        en: "`{found}` is not needed here", "remove it", "leave `{found}` out";
        zh: "此处不需要 `{found}`", "应删去", "删去 `{found}`";
    REPEATED_PART = 1026, "repeated-part", Error,
        en: "{part} is given twice", "the second one", "keep one of the two";
        zh: "{part}写了两次", "第二处", "两处只留一处";
    BAD_NUMBER = 1027, "bad-number", Error,
        en: "`{found}` has too many digits", "too large or too fine", "write at most 15 digits before the point, and no more than the unit can hold after it";
        zh: "`{found}` 位数过多", "过大或过细", "小数点前至多 15 位，小数点后不超过单位所能表示的精度";
    NOT_A_PATTERN = 1028, "not-a-pattern", Error,
        en: "`{found}` is not followed by a pattern", "not a pattern", "write the pattern between slashes, as in `/[0-9]+/`";
        zh: "`{found}` 之后不是正则", "不是正则", "把正则写在斜杠之间，如 `/[0-9]+/`";
    BAD_FLAG = 1029, "bad-flag", Error,
        en: "`{found}` is not a flag of patterns", "unknown flag", "keep only `i`, for upper and lower case alike";
        zh: "`{found}` 不是正则的标志", "未知的标志", "只能用 `i`（不分大小写）";
    TRANSCRIPT_LINE = 1030, "transcript-line", Error,
        en: "this is not a line of a transcript", "neither a message nor a known word[[; did you mean `{near}`?]]", "start it with a clock, `roster`, `group`, `date`, `covers`, `expect`, or `|` to continue a message";
        zh: "这不是对话记录的一行", "既不是消息，也不是已知的词[[，是否想写 `{near}`]]", "以时刻、`名册`、`群`、`日期`、`覆盖`、`期望` 开头，续行以 `|` 开头";
    TRANSCRIPT_EXPECTED = 1031, "transcript-expected", Error,
        en: "expected {expected}, found {found}", "this does not fit here", "write {expected}";
        zh: "这里应是{expected}，却{found}", "此处不合语法", "写上{expected}";
    OPEN_TAG = 1032, "open-tag", Error,
        en: "the tag is not closed", "no `>` on this line", "close it with `>`, or write `\\<` if it is text";
        zh: "标签没有关闭", "本行没有 `>`", "用 `>` 关闭；若是文字则写 `\\<`";
    UNCLOSED_TEST = 1033, "unclosed-test", Error,
        en: "the test is not closed", "its transcript starts here", "end it with a line that holds only `}`";
        zh: "测试没有结束", "对话记录从此开始", "另起一行，只写 `}`";
    CONTINUATION = 1034, "continuation", Error,
        en: "there is no message to continue", "no message before this line", "put a message above it, or remove the line";
        zh: "没有可以接续的消息", "本行之前没有消息", "在上面写一条消息，或删去本行";
}
