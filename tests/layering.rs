//! Holds the table of `ARCHITECTURE.md`: which folder may use which.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each folder or file under `src`, and what it may use of the crate.
const MAY_USE: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("diag", &["source"]),
    ("fields", &[]),
    ("model", &["fields"]),
    ("syntax", &["source", "diag", "fields", "model"]),
    ("resolve", &["source", "diag", "syntax", "fields", "model", "compile"]),
    ("check", &["source", "diag", "syntax", "resolve", "fields", "model", "plan", "time", "text"]),
    ("compile", &["source", "diag", "syntax", "resolve", "check"]),
    ("lint", &["source", "diag", "syntax", "resolve", "check", "fields", "model", "text", "time"]),
    ("plan", &["source", "diag", "resolve", "check", "fields", "model", "text", "time"]),
    ("text", &["fields", "model", "time"]),
    ("time", &["model", "plan"]),
    ("ingest", &["source", "diag", "fields", "model", "text", "time"]),
    ("context", &["source", "diag", "fields", "model", "time", "text", "ingest"]),
    ("eval", &["fields", "model", "plan", "text", "time"]),
    ("testing", &["source", "diag", "syntax", "check", "fields", "model", "plan", "eval", "time", "text"]),
    ("report", &["source", "diag", "fields", "model", "plan", "eval", "text", "time"]),
];

/// Crates that one folder keeps to itself.
const KEPT: &[(&str, &[&str])] = &[
    ("pest", &["syntax"]),
    ("miette", &["report"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("quick_xml", &["ingest"]),
    ("rusqlite", &["ingest"]),
    ("serde_saphyr", &["cli", "context", "plan"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The module of a file, and its code without comments.
fn files() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    let file = |path: PathBuf| {
        let inside = path.strip_prefix(&root).expect("below src").to_path_buf();
        let first = inside.components().next().expect("a part").as_os_str().to_string_lossy().into_owned();
        let module = first.trim_end_matches(".rs").to_string();
        let text = fs::read_to_string(&path).expect("a source file");
        let code =
            text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n");
        (module, inside, code)
    };
    paths.into_iter().map(file).filter(|(_, path, _)| !is_test(path)).collect()
}

/// A file of tests may look around: it hands nothing on.
fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("tests"))
        || path.ends_with("text/tables/definition.rs")
}

/// The modules after `crate::`, also those in braces.
fn used(code: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut start = true;
            for (i, c) in list.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    _ if start && !c.is_whitespace() => {
                        found.insert(word(&list[i..]));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            found.insert(word(rest));
        }
    }
    found
}

#[test]
fn modules_use_only_what_the_table_allows() {
    let mut wrong = Vec::new();
    let modules: BTreeSet<&str> = MAY_USE.iter().map(|(module, _)| *module).chain(["cli"]).collect();
    for (module, path, code) in files() {
        if matches!(module.as_str(), "lib" | "main" | "cli") {
            continue;
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{module} is not in the table"));
            continue;
        };
        // A file of tests may look around: it hands nothing on.
        for name in used(&code) {
            if name != module && modules.contains(name.as_str()) && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{} uses {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn crates_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for (module, path, code) in files() {
        for (name, allowed) in KEPT {
            if code.contains(&format!("{name}::")) && !allowed.contains(&module.as_str()) {
                wrong.push(format!("{} uses {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn evaluation_asks_neither_the_clock_nor_the_disk() {
    for (module, path, code) in files() {
        if ["eval", "plan", "check", "text"].contains(&module.as_str()) {
            for word in [
                "Instant::now",
                "SystemTime",
                "Timestamp::now",
                "Zoned::now",
                "std::fs",
                "std::env",
                "std::io",
            ] {
                assert!(!code.contains(word), "{} uses {word}", path.display());
            }
        }
    }
}

#[test]
fn the_table_finds_what_it_looks_for() {
    let code = "use crate::{diag::{Code, Lang}, eval};\nlet x = crate::plan::Plan;";
    assert_eq!(used(code).into_iter().collect::<Vec<_>>(), ["diag", "eval", "plan"]);
}
