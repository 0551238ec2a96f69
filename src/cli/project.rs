//! The project file `qungui.yaml`: defaults for the options, found upwards from the working folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::context;
use crate::context::yaml::{self, Node, Value};
use crate::diag::codes::options::{PROJECT_KEY, PROJECT_VALUE};
use crate::diag::{Both, Diagnostic, Problems, nearest};
use crate::ingest::ColumnMap;
use crate::source::{Sources, Span};

/// The name of the file.
pub const NAME: &str = "qungui.yaml";

/// What the file says; paths are joined to its folder.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Project {
    /// Its folder; `None` without a file.
    pub folder: Option<PathBuf>,
    /// `policies`
    pub policies: Vec<PathBuf>,
    /// `logs`
    pub logs: Vec<PathBuf>,
    /// `roster`
    pub roster: Option<PathBuf>,
    /// `groups`
    pub groups: Option<PathBuf>,
    /// `calendar`: a path, unless it is `cn`
    pub calendar: Option<String>,
    /// `timezone`
    pub timezone: Option<String>,
    /// `set`: params by name
    pub set: Vec<(String, String)>,
    /// `covers`
    pub covers: Option<String>,
    /// `complete`
    pub complete: bool,
    /// `threads`
    pub threads: Option<usize>,
    /// `from`
    pub from: Option<String>,
    /// `date`
    pub date: Option<String>,
    /// `date-order`
    pub date_order: Option<String>,
    /// `columns`: what the columns of tables mean
    pub columns: Option<Arc<ColumnMap>>,
    /// `strict`
    pub strict: bool,
    /// `fail-on`
    pub fail_on: Vec<String>,
    /// `format`
    pub format: Option<String>,
    /// `excerpt`
    pub excerpt: Option<String>,
    /// `pseudonyms`
    pub pseudonyms: Option<PathBuf>,
    /// `lang`
    pub lang: Option<String>,
    /// `warn`, lints
    pub warn: Vec<String>,
    /// `allow`, lints
    pub allow: Vec<String>,
    /// `deny`, lints, or `warnings`
    pub deny: Vec<String>,
}

/// The settings, by name.
const KEYS: &[&str] = &[
    "policies",
    "logs",
    "roster",
    "groups",
    "calendar",
    "timezone",
    "set",
    "covers",
    "complete",
    "threads",
    "from",
    "date",
    "date-order",
    "columns",
    "strict",
    "fail-on",
    "format",
    "excerpt",
    "pseudonyms",
    "lang",
    "warn",
    "allow",
    "deny",
];

/// The nearest project file at or above the working folder, as a relative path.
pub fn find() -> Option<PathBuf> {
    let depth = std::env::current_dir().ok()?.components().count();
    let mut folder = PathBuf::new();
    for _ in 0..depth {
        let file = folder.join(NAME);
        if file.is_file() {
            return Some(file);
        }
        folder.push("..");
    }
    None
}

/// Reads a project file's text; `path` is where it stands.
pub fn read(path: &Path, text: &str, sources: &mut Sources, problems: &mut Problems) -> Project {
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let file = sources.add(path.display().to_string(), text);
    let mut project = Project { folder: Some(folder.clone()), ..Project::default() };
    let Some(node) = yaml::parse(sources, file, problems) else { return project };
    let mut reader = Reader { folder, problems };
    match node.value {
        Value::Null => {}
        Value::Map(entries) => {
            for (key, value) in &entries {
                reader.setting(&mut project, &key.name, key.span, value);
            }
        }
        _ => reader.wrong(NAME, &node, ("settings such as `roster: FILE`", "设置项，例如 `roster: 文件`")),
    }
    project
}

struct Reader<'a> {
    folder: PathBuf,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn setting(&mut self, project: &mut Project, key: &str, span: Span, node: &Node) {
        match key {
            "policies" => project.policies = self.paths(key, node),
            "logs" => project.logs = self.paths(key, node),
            "roster" => project.roster = self.text(key, node).map(|path| self.folder.join(path)),
            "groups" => project.groups = self.text(key, node).map(|path| self.folder.join(path)),
            "calendar" => project.calendar = self.text(key, node).map(|text| self.calendar(text)),
            "timezone" => project.timezone = self.text(key, node),
            "set" => project.set = self.params(key, node),
            "covers" => project.covers = self.text(key, node),
            "complete" => project.complete = self.flag(key, node),
            "threads" => project.threads = self.count(key, node),
            "from" => project.from = self.text(key, node),
            "date" => project.date = self.text(key, node),
            "date-order" => project.date_order = self.text(key, node),
            "columns" => project.columns = context::read_columns(node, self.problems).map(Arc::new),
            "strict" => project.strict = self.flag(key, node),
            "fail-on" => project.fail_on = self.texts(key, node),
            "format" => project.format = self.text(key, node),
            "excerpt" => project.excerpt = self.text(key, node),
            "pseudonyms" => project.pseudonyms = self.text(key, node).map(|path| self.folder.join(path)),
            "lang" => project.lang = self.text(key, node),
            "warn" => project.warn = self.texts(key, node),
            "allow" => project.allow = self.texts(key, node),
            "deny" => project.deny = self.texts(key, node),
            _ => self.unknown(key, span),
        }
    }

    fn unknown(&mut self, key: &str, span: Span) {
        let near = nearest(&key.replace('_', "-"), KEYS.iter().copied());
        let all = near.is_none().then(|| KEYS.join(", "));
        let problem = Diagnostic::at(PROJECT_KEY, span);
        self.problems.push(problem.arg("key", key).maybe("near", near).maybe("all", all));
    }

    fn wrong(&mut self, key: &str, node: &Node, expected: impl Into<Both>) {
        self.problems
            .push(Diagnostic::at(PROJECT_VALUE, node.span).arg("key", key).arg("expected", expected));
    }

    fn calendar(&self, text: String) -> String {
        if text == "cn" { text } else { self.folder.join(text).display().to_string() }
    }

    fn text(&mut self, key: &str, node: &Node) -> Option<String> {
        match &node.value {
            Value::Scalar(text) => Some(text.clone()),
            _ => {
                self.wrong(key, node, ("a text", "文字"));
                None
            }
        }
    }

    /// One text or a list of them.
    fn texts(&mut self, key: &str, node: &Node) -> Vec<String> {
        match &node.value {
            Value::List(list) => list.iter().filter_map(|item| self.text(key, item)).collect(),
            Value::Scalar(text) => vec![text.clone()],
            _ => {
                self.wrong(key, node, ("a text or a list of texts", "文字或文字列表"));
                Vec::new()
            }
        }
    }

    fn paths(&mut self, key: &str, node: &Node) -> Vec<PathBuf> {
        self.texts(key, node).iter().map(|path| self.folder.join(path)).collect()
    }

    fn flag(&mut self, key: &str, node: &Node) -> bool {
        match &node.value {
            Value::Scalar(text) if text == "true" => return true,
            Value::Scalar(text) if text == "false" => return false,
            _ => {}
        }
        self.wrong(key, node, ("`true` or `false`", "`true` 或 `false`"));
        false
    }

    fn count(&mut self, key: &str, node: &Node) -> Option<usize> {
        if let Value::Scalar(number) = &node.value
            && let Ok(count) = number.parse()
        {
            return Some(count);
        }
        self.wrong(key, node, ("a whole number", "整数"));
        None
    }

    fn params(&mut self, key: &str, node: &Node) -> Vec<(String, String)> {
        let Value::Map(entries) = &node.value else {
            self.wrong(key, node, ("params and their values", "参数及其值"));
            return Vec::new();
        };
        let params =
            entries.iter().filter_map(|(name, value)| Some((name.name.clone(), self.text(key, value)?)));
        params.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Lang;
    use crate::report::{Style, diagnostics};

    fn project(text: &str) -> (Project, String) {
        let (mut sources, mut problems) = (Sources::default(), Problems::default());
        let project = read(Path::new("office/qungui.yaml"), text, &mut sources, &mut problems);
        (project, diagnostics::terminal(&problems, &sources, Style::plain(Lang::En)))
    }

    #[test]
    fn settings_are_read_and_paths_are_joined() {
        let text = "policies: [policies, extra.qg]\nroster: 名册.yaml\ncalendar: cn\nset: { chorus: 5, quiet: 10m }\n\
                    complete: true\nthreads: 2\nfail-on: violation\n";
        let (project, problems) = project(text);
        assert_eq!(problems, "");
        assert_eq!(project.policies, [PathBuf::from("office/policies"), "office/extra.qg".into()]);
        assert_eq!(project.roster, Some("office/名册.yaml".into()));
        assert_eq!(project.calendar.as_deref(), Some("cn"));
        assert_eq!(project.set, [("chorus".into(), "5".into()), ("quiet".into(), "10m".into())]);
        assert_eq!((project.complete, project.threads), (true, Some(2)));
        assert_eq!(project.fail_on, ["violation"]);
    }

    #[test]
    fn mistakes_are_all_reported_at_their_places() {
        let (_, problems) = project("rooster: a\nthreads: many\ncomplete: perhaps\nset: [a]\nzzz: 1\n");
        insta::assert_snapshot!(problems);
    }

    #[test]
    fn mistakes_in_the_map_of_columns_are_all_reported_at_their_places() {
        let (_, problems) = project(
            "columns:\n  tiem: 时间\n  发送人: { 列: 工号, 值: 甲 }\n  sender: 工号\n  kind: { column: 类别, values: { 图: imge } }\n  \
             text: { col: 内容 }\n  group: {}\n  mentions: [[a]]\n",
        );
        insta::assert_snapshot!(problems);
        let text = "columns: { time: { column: t, format: '%@', zone: Mars }, kind: { value: speech }, text: { value: 1 } }";
        insta::assert_snapshot!(project(text).1);
    }

    #[test]
    fn broken_yaml_and_other_shapes_are_one_error() {
        insta::assert_snapshot!(format!(
            "{}\n{}",
            project("policies: [a\nroster: b\n").1,
            project("- a\n").1
        ));
    }

    #[test]
    fn an_empty_file_is_a_project_without_settings() {
        assert_eq!(project("# nothing\n").1, "");
    }
}
