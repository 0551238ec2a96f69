//! Names: what is declared, used and imported (QG2xxx).

super::codes! {
    UNKNOWN_NAME = 2001, "unknown-name", Error,
        en: "`{name}` is not declared anywhere", "not known here", "[[write `{near}` if that is meant, or ]]declare it with `list`, `define` or `param`";
        zh: "`{name}` 没有声明过", "这里不认识它", "[[如果是指 `{near}` 就写 `{near}`，否则]]用 `名单`、`定义` 或 `参数` 声明它";
    UNKNOWN_FIELD = 2002, "unknown-field", Error,
        en: "`{of}` has no field `{name}`", "unknown field", "[[did you mean `{near}`?]][[write one of {fields}]]";
        zh: "`{of}` 没有字段 `{name}`", "未知字段", "[[是不是 `{near}`？]][[写其中之一：{fields}]]";
    DUPLICATE_NAME = 2003, "duplicate-name", Error,
        en: "`{name}` is declared twice in this file", "declared again", "rename one of the two";
        zh: "`{name}` 在本文件里声明了两次", "又声明一次", "给其中一个改名";
    RESERVED_NAME = 2004, "name-of-a-field", Error,
        en: "`{name}` is already the name of {what}", "taken by the language", "choose another name, such as `my_{name}`";
        zh: "`{name}` 已是{what}的名称", "语言本身已用", "换一个名称，例如 `我的{name}`";
    UNKNOWN_MODULE = 2005, "unknown-module", Error,
        en: "there is no policy file for `{name}`", "looked for {path}", "[[did you mean `{near}`? otherwise ]]{action}";
        zh: "找不到 `{name}` 对应的策略文件", "查找的是 {path}", "[[是不是 `{near}`？否则]]{action}";
    IMPORT_CYCLE = 2006, "import-cycle", Error,
        en: "these files use each other in a circle: {chain}", "closes the circle", "move what both need into a third file, and use that";
        zh: "这些文件相互使用成环：{chain}", "环在这里闭合", "把共同需要的内容放进第三个文件，再使用它";
    DEFINITION_CYCLE = 2007, "definition-cycle", Error,
        en: "`{name}` is defined by means of itself: {chain}", "defined by itself", "write out what `{name}` means without naming it";
        zh: "`{name}` 用自己定义了自己：{chain}", "自我定义", "不提 `{name}`，把它的含义直接写出来";
    DUPLICATE_IMPORT = 2008, "duplicate-import", Error,
        en: "two files are used under the name `{name}`", "the second one", "drop one `use`, or rename one of the files";
        zh: "有两个文件都以 `{name}` 之名被使用", "第二个", "删掉一个 `使用`，或给其中一个文件改名";
    OUTSIDE_ROOT = 2009, "outside-root", Error,
        en: "{path} lies outside the project", "leads out of {root}", "copy the file into the project's folder";
        zh: "{path} 在项目之外", "越出了 {root}", "把文件复制到项目文件夹里";
    LIST_FILE_MISSING = 2010, "list-file-missing", Error,
        en: "the list file {path} cannot be read: {reason}", "", "put the file there, one phrase a line";
        zh: "读不到名单文件 {path}：{reason}", "", "把文件放在那里，每行一个短语";
    LIST_FILE_ENCODING = 2011, "list-file-encoding", Error,
        en: "line {line} of {path} is not UTF-8", "this list file", "save the file as UTF-8";
        zh: "{path} 第 {line} 行不是 UTF-8 编码", "这个名单文件", "把文件另存为 UTF-8 编码";
    EMPTY_LIST = 2012, "empty-list", Error,
        en: "the list `{name}` has no phrases, so nothing can match it", "empty", "add at least one phrase";
        zh: "名单 `{name}` 里没有短语，什么也匹配不到", "空名单", "至少写一个短语";
    UNKNOWN_KIND = 2013, "unknown-kind", Error,
        en: "there is no kind of message called `{name}`", "not a kind", "[[did you mean `{near}`?]][[write one of {kinds}]]";
        zh: "没有叫 `{name}` 的消息类型", "不是消息类型", "[[是不是 `{near}`？]][[写其中之一：{kinds}]]";
    UNKNOWN_ROLE = 2014, "unknown-role", Error,
        en: "the role `{name}` is not declared", "not a declared role", "[[did you mean `{near}`? otherwise ]]add `role {name} \"…\"` to the file";
        zh: "角色 `{name}` 没有声明", "没有这个角色", "[[是不是 `{near}`？否则]]在文件里加一行 `角色 {name} \"…\"`";
    UNKNOWN_HOURS = 2015, "unknown-hours", Error,
        en: "no hours called `{name}` are declared", "not declared hours", "[[did you mean `{near}`? otherwise ]]add `hours {name} = mon..fri 08:30..17:30`";
        zh: "没有声明叫 `{name}` 的时段", "没有这个时段", "[[是不是 `{near}`？否则]]加一行 `时段 {name} = 周一..周五 08:30..17:30`";
    WRONG_SORT = 2016, "wrong-sort-of-name", Error,
        en: "`{name}` is {what}, and here stands {wanted}", "{what}", "name {wanted} here";
        zh: "`{name}` 是{what}，而这里要写{wanted}", "{what}", "这里改写成{wanted}";
    UNKNOWN_SETTING = 2017, "unknown-setting", Error,
        en: "no param called `{name}` is declared, so it cannot be set", "", "[[did you mean `{near}`? otherwise ]]declare it with `param {name} = …`";
        zh: "没有声明叫 `{name}` 的参数，无法设置", "", "[[是不是 `{near}`？否则]]先用 `参数 {name} = …` 声明它";
    BAD_SETTING = 2018, "bad-setting", Error,
        en: "`{value}` cannot be the value of the param `{name}`, which is {wanted}", "declared here", "give {wanted}, such as `--set {name}={example}`";
        zh: "`{value}` 不能作参数 `{name}` 的值，它应是{wanted}", "在这里声明", "给出{wanted}，例如 `--set {name}={example}`";
    UNKNOWN_RULE = 2019, "unknown-rule", Error,
        en: "there is no rule `{name}` in this file or in those it uses", "no such rule", "[[did you mean `{near}`? otherwise ]]name a rule of this file";
        zh: "本文件及其使用的文件里没有规则 `{name}`", "没有这条规则", "[[是不是 `{near}`？否则]]写本文件里的规则名";
    SECOND_POLICY = 2020, "second-policy", Error,
        en: "a file declares one policy, and this is the second", "the second one", "move it to a file of its own";
        zh: "一个文件只能声明一个策略，这是第二个", "第二个", "把它移到单独的文件里";
    UNKNOWN_HOLE = 2021, "unknown-hole", Error,
        en: "a report cannot fill in `{name}`", "unknown", "[[did you mean `{near}`? otherwise ]]name a field, or write doubled braces for a brace itself";
        zh: "报告里填不了 `{name}`", "不认识", "[[是不是 `{near}`？否则]]写字段名；若要花括号本身，请写两遍";
    UNKNOWN_TIMEZONE = 2022, "unknown-timezone", Error,
        en: "there is no time zone `{name}`", "not a time zone", "[[did you mean `{near}`? otherwise ]]write a name such as `Asia/Shanghai`";
        zh: "没有时区 `{name}`", "不是时区", "[[是不是 `{near}`？否则]]写成 `Asia/Shanghai` 这样的名称";
    UNKNOWN_CALENDAR = 2023, "unknown-calendar", Error,
        en: "there is no calendar `{name}`", "not a calendar", "write `calendar cn`";
        zh: "没有日历 `{name}`", "不是日历", "写 `日历 cn`";
    UNREADABLE_POLICY = 2024, "unreadable-policy", Error,
        en: "the policy file {path} cannot be read: {reason}", "", "check the path, and that the file is UTF-8 text";
        zh: "读不到策略文件 {path}：{reason}", "", "检查路径，以及文件是不是 UTF-8 文本";
}
