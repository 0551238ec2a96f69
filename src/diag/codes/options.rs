//! Options, files named on the command line, the project file, and tests (QG6600–6999).

super::codes! {
    MISSING_PATH = 6600, "missing-path", Error,
        en: "there is no file or folder `{path}`", "", "check the path";
        zh: "没有文件或文件夹 `{path}`", "", "检查路径是否写对";
    NO_POLICIES = 6601, "no-policies", Error,
        en: "the folder `{path}` holds no policy", "", "name a folder that holds files ending in `.qg`";
        zh: "文件夹 `{path}` 中没有策略", "", "请指定含有 `.qg` 文件的文件夹";
    NO_POLICY_NAMED = 6602, "no-policy-named", Error,
        en: "no policy was named", "", "add `-p FILE`, or `policies` to the project file";
        zh: "没有指定策略", "", "加上 `-p 文件`，或在项目文件中写明 `policies`";
    NO_LOG_NAMED = 6603, "no-log-named", Error,
        en: "no log was named", "", "name a file, a folder, or `-` for standard input";
        zh: "没有指定消息记录", "", "写明一个文件、文件夹，或用 `-` 表示标准输入";
    UNREADABLE = 6604, "unreadable", Error,
        en: "`{path}` cannot be read: {reason}", "", "name a file that can be read, in UTF-8 if it is text";
        zh: "无法读取 `{path}`：{reason}", "", "指定一个可读的文件；文本文件须为 UTF-8";
    BAD_SET = 6605, "bad-set", Error,
        en: "`--set {text}` does not name a param and its value", "", "write `--set NAME=VALUE`";
        zh: "`--set {text}` 没有写明参数及其值", "", "写成 `--set 名称=值`";
    BAD_COVERS = 6606, "bad-covers", Error,
        en: "`{text}` is not a range of time", "", "write `2026-03-01..2026-03-31`, or full times such as `2026-03-01T08:00:00+08:00..2026-03-02T08:00:00+08:00`";
        zh: "`{text}` 不是时间范围", "", "写成 `2026-03-01..2026-03-31`，或 `2026-03-01T08:00:00+08:00..2026-03-02T08:00:00+08:00` 这样的完整时刻";
    BAD_TIMEZONE = 6607, "bad-timezone", Error,
        en: "there is no time zone `{zone}`", "", "write a name such as `Asia/Shanghai`";
        zh: "没有时区 `{zone}`", "", "写成 `Asia/Shanghai` 这样的名称";
    UNWRITABLE = 6608, "unwritable", Error,
        en: "`{path}` cannot be written: {reason}", "", "choose another place with `--output`";
        zh: "无法写入 `{path}`：{reason}", "", "用 `--output` 另选位置";
    PROJECT_KEY = 6611, "project-key", Error,
        en: "the project file has no setting `{key}`", "unknown setting", "[[write `{near}`]][[remove it; the settings are {all}]]";
        zh: "项目文件没有设置项 `{key}`", "未知设置项", "[[写成 `{near}`]][[删去它；可用的设置项有 {all}]]";
    PROJECT_VALUE = 6612, "project-value", Error,
        en: "the setting `{key}` takes {expected}", "not {expected}", "write {expected} here";
        zh: "设置项 `{key}` 应为{expected}", "不是{expected}", "在此写上{expected}";
    NEEDS_COLUMNS = 6613, "format-needs-columns", Error,
        en: "`--from {format}` needs to know what the columns mean", "", "write `columns` in `qungui.yaml`";
        zh: "`--from {format}` 需要知道各列的含义", "", "请在 `qungui.yaml` 中写明 `columns`";
    UNKNOWN_CODE = 6620, "unknown-code", Error,
        en: "there is no diagnostic code `{code}`", "", "copy the code from the message, for example `QG2003`";
        zh: "没有诊断代码 `{code}`", "", "照抄消息中的代码，例如 `QG2003`";
    UNKNOWN_LINT = 6621, "unknown-lint", Error,
        en: "there is no lint `{name}`", "", "[[write `{near}`]][[use one of {all}]]";
        zh: "没有检查项 `{name}`", "", "[[写成 `{near}`]][[可用的有 {all}]]";
    TEST_EXPECTS_NOTHING = 6631, "test-expects-nothing", Warning,
        en: "the test `{title}` expects nothing, so it cannot fail", "no `expect` line", "add a line such as `expect RULE` or `expect no RULE`";
        zh: "测试 `{title}` 没有任何期望，不可能失败", "没有“期望”行", "加一行 `期望 规则` 或 `期望 没有 规则`";
    TEST_BAD_VALUE = 6633, "test-bad-value", Error,
        en: "`{text}` is not {expected}", "not {expected}", "write {expected}";
        zh: "`{text}` 不是{expected}", "不是{expected}", "写上{expected}";
    TEST_NO_MESSAGE = 6634, "test-no-message", Error,
        en: "there is no message at `{clock}` on this day in this group", "refers to no message", "write the time of an earlier line";
        zh: "本群当天没有 `{clock}` 的消息", "没有对应的消息", "写上前面某一行的时刻";
    TEST_FAILED = 6640, "test-failed", Error,
        en: "the test `{title}` expects {expected}", "{got}", "mend the rule, or the test";
        zh: "测试 `{title}` 期望{expected}", "{got}", "改正规则，或改正测试";
    CONVERT_SEVERAL = 6645, "convert-several", Error,
        en: "{count} sources cannot be written to one file: each can answer other things", "", "name a folder with `--output FOLDER`; it gets a file for each source";
        zh: "{count} 个来源不能写入同一个文件：各来源能回答的内容不同", "", "用 `--output 文件夹` 指定文件夹，每个来源写成一个文件";
    LOG_LACKS = 6650, "log-lacks", Warning,
        en: "nothing tells `{field}`, so {rules} may stay undetermined", "", "{action}";
        zh: "无从得知 `{field}`，{rules} 可能无法判定", "", "{action}";
    FORMAT_LACKS = 6651, "format-lacks", Warning,
        en: "a log of the format `{format}` cannot tell {fields}, so `{rule}` may stay undetermined", "reads {fields}", "use a log of the format {others}";
        zh: "`{format}` 格式的消息记录无法提供{fields}，`{rule}` 可能无法判定", "要读{fields}", "改用 {others} 格式的消息记录";
    NEEDS_BESIDE = 6652, "needs-beside-the-log", Note,
        en: "`{rule}` reads {fields}, which no log of the format `{format}` tells", "reads {fields}", "give {options} to `eval`";
        zh: "`{rule}` 要读{fields}，`{format}` 格式的消息记录不提供", "要读{fields}", "判定时加上 {options}";
    BAD_KEY = 6653, "bad-pseudonym-key", Error,
        en: "`{path}` holds no key for pseudonyms", "", "write 32 random bytes as 64 hexadecimal digits, for example with `openssl rand -hex 32`";
        zh: "`{path}` 中没有化名密钥", "", "写入 32 个随机字节，即 64 位十六进制数字，例如用 `openssl rand -hex 32` 生成";
}
