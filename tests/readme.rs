//! What the documents say is true: their commands run, their policies compile, their links lead somewhere.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use qungui::compile::compile_text;
use qungui::diag::{Lang, Problems};
use qungui::report::{Style, diagnostics};
use qungui::source::Sources;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README, ARCHITECTURE, and the pages of `docs` and `policies`, without those of codes.
fn documents() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in [root().to_path_buf(), root().join("docs"), root().join("policies")] {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 4, "{found:?}");
    found
}

/// Fenced blocks of a kind.
fn blocks(text: &str, kind: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        match (&mut open, line.trim().strip_prefix("```")) {
            (None, Some(info)) if info.trim() == kind => open = Some(String::new()),
            (None, Some(_)) => open = Some("\0".into()),
            (None, None) => {}
            (Some(block), Some(_)) => {
                if !block.starts_with('\0') {
                    found.push(std::mem::take(block));
                }
                open = None;
            }
            (Some(block), None) => {
                block.push_str(line);
                block.push('\n');
            }
        }
    }
    found
}

/// Arguments of a command line without its comment; quotes hold words together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (None, ' ') => words.push(String::new()),
            (_, c) => words.last_mut().expect("one").push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn run(args: &[String]) -> (i32, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_qungui"))
        .args(args)
        .current_dir(root())
        .stdin(Stdio::null())
        .output()
        .expect("it runs");
    (done.status.code().expect("a code"), String::from_utf8_lossy(&done.stderr).into_owned())
}

#[test]
fn console_lines_end_with_the_code_that_they_state() {
    let mut count = 0;
    for document in documents() {
        let text = fs::read_to_string(&document).expect("a document");
        for block in blocks(&text, "console") {
            for line in block.lines().filter_map(|line| line.strip_prefix("$ qungui ")) {
                let (command, stated) = line.split_once("# exit ").unwrap_or((line, "0"));
                let stated: i32 = stated.trim().parse().expect("a code");
                let (code, said) = run(&words(command.trim()));
                assert_eq!(code, stated, "{}: qungui {line}\n{said}", document.display());
                count += 1;
            }
        }
    }
    assert!(count >= 10, "{count}");
}

#[test]
fn the_two_commands_are_there_and_the_main_one_works() {
    for name in ["README.md", "README.zh-CN.md"] {
        let text = fs::read_to_string(root().join(name)).expect("a document");
        let lines: Vec<String> = blocks(&text, "sh").join("").lines().map(str::to_string).collect();
        let main =
            lines.iter().find_map(|line| line.strip_prefix("cargo run --release -- ")).expect("the main job");
        let (code, said) = run(&words(main.split('#').next().unwrap_or("").trim()));
        assert_eq!(code, 1, "{name}: {main}\n{said}");
        assert!(lines.iter().any(|line| line.starts_with("cargo test ")), "{name}");
    }
    let ci = fs::read_to_string(root().join(".ci/run")).expect(".ci/run");
    assert!(ci.lines().any(|line| line == "cargo test"));
}

#[test]
fn policies_in_the_readme_compile() {
    for name in ["README.md", "README.zh-CN.md"] {
        let text = fs::read_to_string(root().join(name)).expect("a document");
        let policies = blocks(&text, "qg");
        assert!(!policies.is_empty(), "{name}");
        for policy in policies {
            let (mut sources, mut problems) = (Sources::default(), Problems::default());
            let checked = compile_text(&policy, &mut sources, &mut problems);
            let said = diagnostics::terminal(&problems, &sources, Style::plain(Lang::En));
            assert!(checked.is_some(), "{name}\n{said}");
        }
    }
}

#[test]
fn links_within_the_project_lead_somewhere() {
    for document in documents() {
        let text = fs::read_to_string(&document).expect("a document");
        for part in text.split("](").skip(1) {
            let target = part.split(')').next().unwrap_or("").split('#').next().unwrap_or("");
            if !target.is_empty() && !target.contains("://") {
                let path = document.parent().expect("a folder").join(target);
                assert!(path.exists(), "{}: {target}", document.display());
            }
        }
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let reasons = fs::read_to_string(root().join("docs/dependencies.md")).expect("a document");
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    let mut inside = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line == "[dependencies]" || line == "[dev-dependencies]";
        } else if inside && let Some((name, _)) = line.split_once(" = ") {
            assert!(reasons.contains(&format!("`{name}`")), "{name}");
        }
    }
}
