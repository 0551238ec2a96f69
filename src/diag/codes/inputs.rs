//! Inputs: logs, rosters, registries and calendars (QG6000 to QG6599).

super::codes! {
    MISSING_FILE = 6001, "missing-log", Error,
        en: "there is no `{path}`", "", "check the path; it is relative to the working folder";
        zh: "`{path}` 不存在", "", "请检查路径；相对路径从当前文件夹算起";
    UNREADABLE = 6002, "unreadable-log", Error,
        en: "`{path}` cannot be read: {reason}", "", "check the file's permissions";
        zh: "`{path}` 无法读取：{reason}", "", "请检查文件权限";
    EMPTY_LOG = 6003, "empty-log", Error,
        en: "`{path}` is empty", "", "export the log again";
        zh: "`{path}` 是空的", "", "请重新导出日志";
    UNKNOWN_FORMAT = 6004, "unknown-log-format", Error,
        en: "`{path}` is in no known format: it is {seen}", "", "[[say in `columns` of `qungui.yaml` what {own} mean]][[use one of {known}]]";
        zh: "`{path}` 的格式无法识别：内容是{seen}", "", "[[请在 `qungui.yaml` 的 `columns` 中写明{own}的含义]][[可用的格式：{known}]]";
    EMPTY_FOLDER = 6005, "folder-without-logs", Error,
        en: "there is no log in the folder `{path}`", "", "name the folder that holds the logs, or the files";
        zh: "文件夹 `{path}` 中没有日志", "", "请指定存放日志的文件夹或文件";
    UNDECRYPTED = 6006, "undecrypted-archive", Error,
        en: "`{path}` holds WeCom archive messages that have not been decrypted", "", "decrypt `encrypt_chat_msg` with the archive's private key first";
        zh: "`{path}` 中的企业微信存档消息尚未解密", "", "请先用存档私钥解密 `encrypt_chat_msg`";
    WRONG_FROM = 6007, "wrong-format-asked", Error,
        en: "`{path}` does not look like `{from}`: its `{sign}` tells `{best}`", "", "leave out `--from`, or write `--from {best}`";
        zh: "`{path}` 不像 `{from}` 格式：字段 `{sign}` 表明是 `{best}`", "", "请去掉 `--from`，或写 `--from {best}`";
    TWO_FORMATS = 6008, "two-formats-fit", Note,
        en: "`{path}` fits both `{best}` and `{second}`; it is read as `{best}`, because of `{sign}`", "", "write `--from {second}` if that is wrong";
        zh: "`{path}` 同时符合 `{best}` 与 `{second}`；因字段 `{sign}` 按 `{best}` 读取", "", "若不对，请写 `--from {second}`";
    IGNORED_FILE = 6009, "file-ignored", Note,
        en: "`{path}` is passed over: it is {seen}", "", "name it on the command line if it should be a log";
        zh: "已跳过 `{path}`：内容是{seen}", "", "若它应是日志，请在命令行中直接指定";
    OUT_OF_ORDER = 6010, "log-out-of-order", Note,
        en: "`{path}` is not in order of time: {count} records were put in order", "", "sort the export by time to save memory";
        zh: "`{path}` 未按时间排列：已将 {count} 条记录归位", "", "导出时按时间排序可节省内存";
    NO_RECORD = 6011, "no-usable-record", Error,
        en: "none of the {count} records of `{path}` can be read", "", "mend the first of them";
        zh: "`{path}` 的 {count} 条记录都无法读取", "", "请先修正其中第一条";
    BAD_RECORD = 6012, "bad-record", Warning,
        en: "a record cannot be read: {reason}", "", "mend or remove the record";
        zh: "记录无法读取：{reason}", "", "请修正或删除该记录";
    MORE_BAD_RECORDS = 6013, "more-bad-records", Warning,
        en: "`{path}` has {count} more records that cannot be read", "", "mend the export";
        zh: "`{path}` 还有 {count} 条记录无法读取", "", "请修正导出";
    LOCAL_TIMES = 6014, "times-without-zone", Note,
        en: "{count} times of `{path}` name no zone and were read in `{zone}`", "", "give the zone of the export with `--timezone`";
        zh: "`{path}` 有 {count} 个时间未注明时区，按 `{zone}` 读取", "", "请用 `--timezone` 给出导出时的时区";
    UNKNOWN_MENTIONS = 6015, "unknown-mentions", Note,
        en: "{count} names after @ in `{path}` fit nobody known, or more than one person", "", "add the names to the roster as `nicknames`";
        zh: "`{path}` 中有 {count} 处 @ 的名字无人对应，或对应多人", "", "请在名册的“昵称”中补上这些名字";
    BAD_HEADER = 6016, "bad-log-header", Error,
        en: "the log's first line is not a valid header: {reason}", "", "mend the header, or remove it";
        zh: "日志首行不是有效的文件头：{reason}", "", "请修正或删除文件头";
    HEADER_UNKNOWN_FIELD = 6017, "unknown-field-supplied", Error,
        en: "the log's header supplies `{field}`, which is no field of a message", "", "[[write `{near}`]]";
        zh: "日志文件头声明提供 `{field}`，但消息没有这个字段", "", "[[请写 `{near}`]]";
    READ_FAILED = 6018, "reading-failed", Error,
        en: "reading stopped: {reason}", "", "run again when the file can be read";
        zh: "读取中断：{reason}", "", "请在文件可读后重试";
    NO_LOG = 6019, "no-log", Error,
        en: "no log was given", "", "name a log: a file, a folder, or `-` for standard input";
        zh: "没有给出日志", "", "请指定日志：文件、文件夹，或以 `-` 表示标准输入";
    UNKNOWN_TYPES = 6020, "unknown-message-types", Note,
        en: "{count} records of `{path}` are of a type that is not known; they are read as `other`", "", "check with `kind is other` whether rules should see them";
        zh: "`{path}` 有 {count} 条记录类型未知，按 `other`（其他）读取", "", "请用 `类型 是 其他` 查看规则是否应涉及它们";
    DAY_NEEDED = 6030, "log-without-dates", Error,
        en: "the times of `{path}` do not name their day", "", "give the day with `--date YYYY-MM-DD`";
        zh: "`{path}` 的时间没有写明日期", "", "请用 `--date 年-月-日` 给出日期";
    DATE_ORDER_NEEDED = 6031, "ambiguous-date-order", Error,
        en: "the dates of `{path}` may put the day or the month first", "", "give their order with `--date-order dmy`, `mdy` or `ymd`";
        zh: "`{path}` 的日期看不出是日在前还是月在前", "", "请用 `--date-order dmy`、`mdy` 或 `ymd` 给出顺序";
    TEXT_STREAM = 6032, "text-as-stream", Error,
        en: "this is a text, which is understood as a whole only", "", "leave out `--lateness`";
        zh: "这是一份文本，须整体读取后才能理解", "", "请去掉 `--lateness`";
    ROUNDED_IDS = 6040, "rounded-ids", Warning,
        en: "{count} ids have become rounded numbers such as `1.00232E+17`; they are treated as missing", "", "export again, and do not save the file with a spreadsheet program";
        zh: "有 {count} 个编号已变成 `1.00232E+17` 这样的约数，按缺失处理", "", "请重新导出，不要用电子表格软件另存";
    TIMES_WITHOUT_SECONDS = 6041, "times-without-seconds", Note,
        en: "{count} times have no seconds: a spreadsheet program may have saved the file", "", "export again if rules count seconds";
        zh: "有 {count} 个时间没有秒：文件可能被电子表格软件保存过", "", "若规则要计秒，请重新导出";
    LOST_EMOJI = 6042, "lost-emoji", Warning,
        en: "{count} texts hold `??` and none an emoji: saving may have lost them", "", "export again as UTF-8 if rules look at emoji";
        zh: "有 {count} 条文本含 `??`，而全文没有表情符号：保存时可能已丢失", "", "若规则涉及表情，请重新导出为 UTF-8";
    GUARDED_FORMULAS = 6043, "guarded-formulas", Note,
        en: "{count} texts begin with a mark that keeps them from being formulas; it is taken off", "", "nothing needs to be done";
        zh: "有 {count} 条文本以防公式的标记开头，已去除该标记", "", "无需处理";
    CUT_OFF = 6044, "packed-file-cut-off", Warning,
        en: "`{path}` cannot be unpacked to its end ({reason}); what comes before is read", "", "copy or export the file again";
        zh: "`{path}` 无法完整解压（{reason}），只读取之前的内容", "", "请重新复制或导出该文件";
    UNPACKS_TOO_FAR = 6045, "unpacks-too-far", Error,
        en: "`{path}` unpacks to more than {limit}, which no log of its size does", "", "unpack it yourself, and check what it holds";
        zh: "`{path}` 解压后超过 {limit}，与日志不符", "", "请自行解压并检查内容";
    NEEDS_FEATURE = 6046, "feature-not-built", Error,
        en: "`{path}` can be read only by a program built with the feature `{feature}`", "", "build with `cargo install qungui --features {feature}`";
        zh: "`{path}` 需要启用了 `{feature}` 特性的程序才能读取", "", "请用 `cargo install qungui --features {feature}` 重新构建";
    DAMAGED_TABLE = 6060, "damaged-database", Error,
        en: "`{path}` looks like a file of {what}, but cannot be read as one: {reason}", "", "export or decrypt it again";
        zh: "`{path}` 看似 {what} 文件，但无法读取：{reason}", "", "请重新导出或解密";
    LATE_MESSAGE = 6047, "late-message", Warning,
        en: "a message came too late and was not judged: {reason}", "", "give a longer `--lateness`";
        zh: "一条消息来得太迟，未予判定：{reason}", "", "请给出更长的 `--lateness`";
    MORE_LATE_MESSAGES = 6048, "more-late-messages", Warning,
        en: "{count} more messages of `{path}` came too late and were not judged", "", "give a longer `--lateness`";
        zh: "`{path}` 还有 {count} 条消息来得太迟，未予判定", "", "请给出更长的 `--lateness`";
    NOT_ONE_STREAM = 6049, "not-one-stream", Error,
        en: "`--lateness` is for one stream, `-`, and for nothing beside it", "", "leave out `--lateness`: files are put in order exactly";
        zh: "`--lateness` 只用于单独的标准输入 `-`", "", "请去掉 `--lateness`：文件会精确排序";
    NO_TEMPORARY = 6051, "no-temporary-file", Error,
        en: "no temporary file can be made in `{folder}` to read `{path}`: {reason}", "", "let `TMPDIR` name a folder with room that can be written to";
        zh: "无法在 `{folder}` 中建立临时文件以读取 `{path}`：{reason}", "", "将 `TMPDIR` 设为有空间且可写入的文件夹";
    NO_SUCH_COLUMN = 6050, "no-such-column", Error,
        en: "`{path}` has no column `{column}`; it has {there}", "not in the log", "[[write `{near}`]][[write one of {all}, or remove the line]]";
        zh: "`{path}` 没有“{column}”这一列；有 {there}", "记录中没有", "[[请写“{near}”]][[请写 {all} 之一，或删去此行]]";
    YAML_SYNTAX = 6100, "invalid-yaml", Error,
        en: "this is not valid YAML: {reason}", "here", "mend the YAML";
        zh: "这不是有效的 YAML：{reason}", "此处", "请修正 YAML";
    YAML_DUPLICATE_KEY = 6101, "duplicate-yaml-key", Error,
        en: "`{key}` is given twice", "the second time", "keep one of them";
        zh: "`{key}` 写了两次", "第二次", "请保留一处";
    YAML_UNKNOWN_KEY = 6102, "unknown-key", Error,
        en: "{what} has no `{key}`", "not known", "[[write `{near}`]]";
        zh: "{what}没有 `{key}`", "未知", "[[请写 `{near}`]]";
    YAML_WRONG_TYPE = 6103, "wrong-value", Error,
        en: "`{key}` should be {expected}", "not {expected}", "write {expected}";
        zh: "`{key}` 应是{expected}", "不是{expected}", "请写{expected}";
    YAML_MISSING_KEY = 6104, "missing-key", Error,
        en: "{what} needs `{key}`", "`{key}` is missing", "add `{key}`";
        zh: "{what}需要 `{key}`", "缺少 `{key}`", "请补上 `{key}`";
    UNKNOWN_ROLE = 6105, "undeclared-role", Error,
        en: "no policy declares the role `{role}`", "not declared", "[[write `{near}`, or ]]declare it in a policy with `role {role}`";
        zh: "没有策略声明角色 `{role}`", "未声明", "[[写成 `{near}`，或]]在策略中用 `角色 {role}` 声明它";
    SAME_PERSON_TWICE = 6106, "same-id-twice", Error,
        en: "`{id}` stands for two entries", "the second", "give the id or nickname to one of them";
        zh: "`{id}` 对应两个条目", "第二处", "请把该编号或昵称只留给一个条目";
    NAMESAKES = 6107, "namesakes", Note,
        en: "more than one person is called `{name}`: the name alone finds neither", "", "add `nicknames` that tell them apart";
        zh: "有不止一人叫 `{name}`：只凭姓名无法对应", "", "请补上能区分的“昵称”";
    EMPTY_CONTEXT = 6108, "nothing-listed", Error,
        en: "{what} lists nothing", "", "add `{key}`";
        zh: "{what}中没有任何条目", "", "请补上 `{key}`";
    CALENDAR_DAY_TWICE = 6109, "day-twice", Error,
        en: "`{date}` is listed twice", "the second time", "keep one of them";
        zh: "`{date}` 列了两次", "第二次", "请保留一处";
    TOO_MANY_ROLES = 6110, "too-many-roles", Error,
        en: "there are more than 64 roles", "the 65th", "use fewer roles";
        zh: "角色超过 64 个", "第 65 个", "请减少角色";
    BAD_ROW = 6111, "bad-row", Error,
        en: "this row cannot be read: {reason}", "this row", "mend the row";
        zh: "这一行无法读取：{reason}", "此行", "请修正这一行";
    COLUMN_IGNORED = 6112, "column-not-read", Note,
        en: "{what} does not use the column `{column}`", "not read", "leave it as it is[[, unless `{near}` is meant]]";
        zh: "{what}不使用“{column}”这一列", "未读取", "可以不管[[；若是指“{near}”，请改列名]]";
    MISSING_COLUMN = 6113, "column-missing", Error,
        en: "{what} has no column that says whom or what its rows are about", "the header", "add one of the columns {names}";
        zh: "{what}缺少标识各行的列", "表头", "请加上其中一列：{names}";
    BAD_DETAILS = 6120, "bad-group-details", Error,
        en: "the details of a group cannot be read: {reason}", "", "save the whole answer that tells of the group, with its id";
        zh: "群详情无法读取：{reason}", "", "请保存含有群编号的完整接口返回内容";
}
