//! What all commands share: options and project file, policies compiled, problems reported, language chosen.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::args::{Common, Tongue};
use super::exit::{self, Stop};
use super::out::{self, Out};
use super::policies;
use super::project::{self, Project};
use crate::check::Checked;
use crate::compile::{CompileOptions, Files, compile};
use crate::diag::codes::names;
use crate::diag::codes::options::{
    BAD_SET, BAD_TIMEZONE, MISSING_PATH, NO_POLICY_NAMED, PROJECT_VALUE, UNWRITABLE,
};
use crate::diag::{Diagnostic, Lang, Problems, Severity, reason};
use crate::report::{Style, diagnostics};
use crate::source::{FileId, Sources};
use crate::time::Zone;

/// The state of a command.
pub struct Session {
    /// Options of every command.
    pub common: Common,
    /// The project file's settings.
    pub project: Project,
    /// All texts.
    pub sources: Sources,
    /// What has been found wrong and not yet been reported.
    pub problems: Problems,
    /// The language of messages.
    pub lang: Lang,
    chosen: bool,
}

impl Session {
    /// Reads the project file, if there is one.
    pub fn open(common: Common) -> Result<Session, Stop> {
        let chosen = common.lang.map(|tongue| if tongue == Tongue::Zh { Lang::Zh } else { Lang::En });
        let mut session = Session {
            project: Project::default(),
            sources: Sources::default(),
            problems: Problems::default(),
            lang: chosen.unwrap_or_else(locale),
            chosen: chosen.is_some(),
            common,
        };
        if let Some(path) = session.project_file() {
            match std::fs::read_to_string(&path) {
                Ok(text) => {
                    session.project = project::read(&path, &text, &mut session.sources, &mut session.problems)
                }
                Err(error) => {
                    session.problems.push(policies::unreadable(&path.display().to_string(), &error))
                }
            }
        }
        if !session.chosen
            && let Some(lang) = session.project.lang.clone()
        {
            session.set_lang(&lang);
        }
        session.check(exit::USAGE)?;
        Ok(session)
    }

    fn set_lang(&mut self, lang: &str) {
        match lang {
            "en" => self.lang = Lang::En,
            "zh" => self.lang = Lang::Zh,
            _ => self.wrong_setting("lang", "`en` or `zh`", "`en` 或 `zh`"),
        }
        self.chosen = true;
    }

    /// A setting of the project file with a value that its option does not take.
    pub fn wrong_setting(&mut self, key: &str, en: &str, zh: &str) {
        self.problems.push(Diagnostic::new(PROJECT_VALUE).arg("key", key).arg("expected", (en, zh)));
    }

    /// The project file that was named, or the nearest one at or above the working folder.
    fn project_file(&mut self) -> Option<PathBuf> {
        let Some(named) = self.common.project.clone() else { return project::find() };
        let file = if named.is_dir() { named.join(project::NAME) } else { named };
        if !file.exists() {
            self.problems.push(Diagnostic::new(MISSING_PATH).arg("path", file.display().to_string()));
            return None;
        }
        Some(file)
    }

    /// Compiles the named policies, or those of the project. Reports what is wrong.
    pub fn compile(&mut self, named: &[PathBuf]) -> Result<Checked, Stop> {
        match self.try_compile(named)? {
            Some(checked) => Ok(checked),
            None => {
                let code = self.invalid();
                Err(self.stop(code))
            }
        }
    }

    /// The exit code of policies with errors: wrong usage if only `--set` is to blame.
    pub fn invalid(&self) -> u8 {
        let set = [names::UNKNOWN_SETTING, names::BAD_SETTING];
        let mut errors = self.problems.iter().filter(|d| d.severity == Severity::Error);
        if errors.all(|d| set.contains(&d.code)) { exit::USAGE } else { exit::INVALID }
    }

    /// The same, but leaves it to the caller to report what is wrong with the policies.
    pub fn try_compile(&mut self, named: &[PathBuf]) -> Result<Option<Checked>, Stop> {
        let named = if named.is_empty() { self.project.policies.clone() } else { named.to_vec() };
        if named.is_empty() {
            return Err(self.fail(Diagnostic::new(NO_POLICY_NAMED)));
        }
        let inputs = policies::files(&named, &mut self.problems);
        let options = self.compile_options();
        self.check(exit::USAGE)?;
        let checked = compile(&inputs, &Files, &options, &mut self.sources, &mut self.problems);
        self.choose_lang(checked.as_ref());
        Ok(checked)
    }

    fn compile_options(&mut self) -> CompileOptions {
        let mut sets = self.project.set.clone();
        for text in &self.common.set {
            match text.split_once('=') {
                Some((name, value)) => sets.push((name.trim().to_string(), value.trim().to_string())),
                None => self.problems.push(Diagnostic::new(BAD_SET).arg("text", text.as_str())),
            }
        }
        CompileOptions { sets, timezone: self.timezone(), ..CompileOptions::default() }
    }

    /// Registers a text file; what keeps it from being read is reported.
    pub fn text(&mut self, path: &Path) -> Option<FileId> {
        let shown = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => return Some(self.sources.add(shown, text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                self.problems.push(Diagnostic::new(MISSING_PATH).arg("path", shown));
            }
            Err(error) => self.problems.push(policies::unreadable(&shown, &error)),
        }
        None
    }

    /// The zone of policies and logs that name none.
    pub fn timezone(&mut self) -> Option<String> {
        let zone = self.common.timezone.clone().or_else(|| self.project.timezone.clone())?;
        if Zone::new(&zone).is_none() {
            self.problems.push(Diagnostic::new(BAD_TIMEZONE).arg("zone", zone.as_str()));
            return None;
        }
        Some(zone)
    }

    /// Unless it was chosen: the language in which most of the policies are written.
    fn choose_lang(&mut self, checked: Option<&Checked>) {
        if self.chosen {
            return;
        }
        let chinese: Vec<bool> = match checked {
            Some(checked) => checked.policies().iter().map(|policy| policy.chinese).collect(),
            None => {
                let parse = |id| crate::syntax::parse(&self.sources, id, &mut Problems::default()).chinese;
                let texts = self.sources.iter().filter(|(_, file)| file.path.ends_with(".qg"));
                texts.map(|(id, _)| parse(id)).collect()
            }
        };
        if !chinese.is_empty() {
            let most = chinese.iter().filter(|c| **c).count() * 2 > chinese.len();
            self.lang = if most { Lang::Zh } else { Lang::En };
        }
    }

    /// How reports on standard error look.
    pub fn stderr_style(&self) -> Style {
        self.style(std::io::stderr().is_terminal())
    }

    /// How reports on a stream look.
    pub fn style(&self, terminal: bool) -> Style {
        let ascii =
            self.common.ascii || std::env::var_os("QUNGUI_ASCII").is_some_and(|v| !v.is_empty() && v != "0");
        Style { color: out::color(self.common.color, terminal), ascii, lang: self.lang }
    }

    /// Writes the problems to standard error and forgets them; `-q` leaves notes out.
    pub fn report(&mut self) {
        if self.common.quiet {
            let mut kept = Problems::default();
            self.problems.iter().filter(|d| d.severity > Severity::Note).for_each(|d| kept.push(d.clone()));
            self.problems = kept;
        }
        let text = diagnostics::terminal(&self.problems, &self.sources, self.stderr_style());
        self.say(&text);
        self.problems = Problems::default();
    }

    /// Says something on standard error.
    pub fn say(&self, text: &str) {
        // Nobody can be told that standard error is closed.
        let _ = std::io::stderr().write_all(text.as_bytes());
    }

    /// Reports, and ends with this code.
    pub fn stop(&mut self, code: u8) -> Stop {
        self.report();
        Stop::Code(code)
    }

    /// Reports one more problem of the options, and ends.
    pub fn fail(&mut self, diagnostic: Diagnostic) -> Stop {
        self.problems.push(diagnostic);
        self.stop(exit::USAGE)
    }

    /// Ends with this code if there is an error.
    pub fn check(&mut self, code: u8) -> Result<(), Stop> {
        if self.problems.has_errors() { Err(self.stop(code)) } else { Ok(()) }
    }

    /// Opens the output.
    pub fn output(&mut self) -> Result<Out, Stop> {
        let path = self.common.output.clone();
        Out::open(path.as_deref()).map_err(|error| self.unwritable(path.as_deref(), &error))
    }

    /// Says that the output cannot be written.
    pub fn unwritable(&mut self, path: Option<&Path>, error: &std::io::Error) -> Stop {
        let path = path.map_or_else(|| "-".to_string(), |path| path.display().to_string());
        self.fail(Diagnostic::new(UNWRITABLE).arg("path", path).arg("reason", reason(error)))
    }
}

/// The language of the environment.
fn locale() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    if set.is_some_and(|value| value.starts_with("zh")) { Lang::Zh } else { Lang::En }
}
