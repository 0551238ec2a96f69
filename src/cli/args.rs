//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Conduct rules for chat groups, written as text, checked against message logs (群规).
#[derive(Debug, Parser)]
#[command(
    name = "qungui",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
#[command(
    after_help = "Exit codes: 0 clean, 1 findings or failing tests, 2 invalid policy, 3 wrong usage or unreadable input, \
4 undetermined or pending (with --fail-on undetermined)"
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Evaluate logs against policies
    Eval(Eval),
    /// Compile policies and lint them
    Check(Check),
    /// Run the test blocks of policies
    Test(Test),
    /// Print the evaluation plan of policies
    Plan(Plan),
    /// Print the page of a diagnostic code, or list all codes
    Explain(Explain),
    /// Tell what a log is, and what it can and cannot answer
    Inspect(Inspect),
    /// Write logs in the native format
    Convert(Convert),
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Common {
    /// Language of messages [default: the policy's, then the locale's]
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<Tongue>,
    /// Colours: when the output is a terminal, always, or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = false)]
    pub color: When,
    /// Draw with ASCII characters only (also: QUNGUI_ASCII=1)
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Write the output to a file instead of standard output
    #[arg(short, long, global = true, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Say less: no progress, no notes, no summary
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more: list the tests that pass, too
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
    /// The project file, or its folder [default: qungui.yaml in this folder or above]
    #[arg(long, global = true, value_name = "PATH")]
    pub project: Option<PathBuf>,
    /// Give a param of the policies another value; may be repeated
    #[arg(long = "set", global = true, value_name = "PARAM=VALUE")]
    pub set: Vec<String>,
    /// Time zone of policies that name none, and of log times without an offset
    #[arg(long, global = true, value_name = "ZONE")]
    pub timezone: Option<String>,
    /// Days off: `cn`, or a YAML file
    #[arg(long, global = true, value_name = "FILE|cn")]
    pub calendar: Option<String>,
}

/// `eval`.
#[derive(Debug, Args)]
pub struct Eval {
    /// Logs: files, folders, `-` for standard input
    #[arg(value_name = "LOG")]
    pub logs: Vec<PathBuf>,
    /// Policies: files or folders; may be repeated, and further `.qg` files may follow
    #[arg(short, long = "policy", value_name = "POLICY")]
    pub policies: Vec<PathBuf>,
    /// People, roles and units (YAML)
    #[arg(long, value_name = "FILE")]
    pub roster: Option<PathBuf>,
    /// Group registry (YAML)
    #[arg(long, value_name = "FILE")]
    pub groups: Option<PathBuf>,
    /// The time that the logs cover, if not from their first to their last message
    #[arg(long, value_name = "FROM..TO")]
    pub covers: Option<String>,
    /// The logs are whole: nothing is missing before or after
    #[arg(long)]
    pub complete: bool,
    /// Threads [default: 1; 0: one a core]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Say on standard error where the time went, by stage and by rule
    #[arg(long)]
    pub profile: bool,
    /// How the logs are read
    #[command(flatten)]
    pub reading: Reading,
    /// What makes the exit code 1 (or 4, for undetermined); may be repeated [default: warning]
    #[arg(long, value_name = "LEVEL", value_delimiter = ',')]
    pub fail_on: Vec<FailOn>,
    /// Format of the output [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<EvalFormat>,
    /// How much of a message's text is shown [default: match]
    #[arg(long, value_name = "HOW MUCH")]
    pub excerpt: Option<Excerpt>,
    /// Show people and groups by pseudonyms made with the key in this file (64 hexadecimal digits)
    #[arg(long, value_name = "KEYFILE")]
    pub pseudonyms: Option<PathBuf>,
}

/// How much of a message's text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Excerpt {
    /// Nothing
    None,
    /// What matched, and a little around it
    Match,
    /// All of it
    Full,
}

/// How logs are read.
#[derive(Debug, Args)]
pub struct Reading {
    /// Format of the logs, instead of detection: native, wecom, chatlab, slack
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<String>,
    /// Stop at the first bad record
    #[arg(long)]
    pub strict: bool,
}

impl Eval {
    /// Logs and policies: what ends in `.qg` is no log, so that `LOG… -p POLICY…` takes several policies.
    pub fn paths(&self) -> (Vec<PathBuf>, Vec<PathBuf>) {
        let is_policy = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "qg");
        let (more, logs) = self.logs.iter().cloned().partition(is_policy);
        (logs, [self.policies.clone(), more].concat())
    }
}

/// `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Policies: files or folders
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// `warnings`: warnings are errors
    #[arg(long, value_name = "WHAT")]
    pub deny: Option<Deny>,
    /// Make a lint a warning
    #[arg(short = 'W', long = "warn", value_name = "LINT")]
    pub warn: Vec<String>,
    /// Also say which rules a log of this format cannot answer
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<String>,
    /// Leave a lint out
    #[arg(short = 'A', long = "allow", value_name = "LINT")]
    pub allow: Vec<String>,
    /// Make a lint an error
    #[arg(short = 'D', long = "forbid", value_name = "LINT")]
    pub forbid: Vec<String>,
    /// Format of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: TextFormat,
}

/// `test`.
#[derive(Debug, Args)]
pub struct Test {
    /// Policies: files or folders
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Only tests whose title contains this
    #[arg(long, value_name = "TEXT")]
    pub only: Option<String>,
    /// Format of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: TextFormat,
}

/// `plan`.
#[derive(Debug, Args)]
pub struct Plan {
    /// Policies: files or folders
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Format of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: PlanFormat,
}

/// `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The code, for example QG2003; without one, all codes are listed
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// `inspect`.
#[derive(Debug, Args)]
pub struct Inspect {
    /// Logs: files, folders, `-` for standard input
    #[arg(value_name = "LOG")]
    pub logs: Vec<PathBuf>,
    /// Write the skeleton of a roster (YAML) instead
    #[arg(long)]
    pub roster: bool,
    /// Write the skeleton of a group registry (YAML) instead
    #[arg(long, conflicts_with = "roster")]
    pub groups: bool,
    /// How the logs are read
    #[command(flatten)]
    pub reading: Reading,
    /// Show people and groups by pseudonyms made with the key in this file (64 hexadecimal digits)
    #[arg(long, value_name = "KEYFILE")]
    pub pseudonyms: Option<PathBuf>,
    /// Format of the output
    #[arg(long, value_name = "FORMAT", default_value = "text", conflicts_with_all = ["roster", "groups"])]
    pub format: TextFormat,
}

/// `convert`.
#[derive(Debug, Args)]
pub struct Convert {
    /// Logs: files, folders, `-` for standard input. Of several, each becomes a file in the folder `--output`
    #[arg(value_name = "LOG")]
    pub logs: Vec<PathBuf>,
    /// Format to write
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    pub to: Target,
    /// Write people and groups by pseudonyms made with the key in this file (64 hexadecimal digits)
    #[arg(long, value_name = "KEYFILE")]
    pub pseudonyms: Option<PathBuf>,
    /// How the logs are read
    #[command(flatten)]
    pub reading: Reading,
}

/// Formats that `convert` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Target {
    /// Native JSON lines
    Jsonl,
}

/// Languages of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Tongue {
    /// English
    En,
    /// 中文
    Zh,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// When the output is a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What `--deny` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// All warnings
    Warnings,
}

/// What makes a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Any finding
    Note,
    /// Warnings and violations
    Warning,
    /// Violations only
    Violation,
    /// No finding
    Never,
    /// Undetermined or pending verdicts (exit code 4)
    Undetermined,
}

/// Formats of `eval`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EvalFormat {
    /// For people
    Text,
    /// One document
    Json,
    /// One finding a line
    Jsonl,
}

/// Formats of `check` and `test`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TextFormat {
    /// For people
    Text,
    /// One document
    Json,
}

/// Formats of `plan`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// For people
    Text,
    /// JSON
    Json,
    /// YAML
    Yaml,
}
