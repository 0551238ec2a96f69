//! One byte left out at every place of every shipped policy: the reader survives, whatever is left.
//!
//! A declaration at a time, since what stands in one does not depend on the others; whole files with holes
//! are read in the tests of `syntax` and in `survives.rs`.

use std::sync::atomic::{AtomicUsize, Ordering};

use qungui::diag::{Lang, Problems};
use qungui::source::Sources;

/// The declarations of all shipped policies, with the comments before them.
fn declarations() -> Vec<String> {
    let mut all = Vec::new();
    for folder in ["policies", "policies/std"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|extension| extension == "qg") {
                let text = std::fs::read_to_string(path).expect("a text");
                all.extend(text.split("\n}\n").map(|part| format!("{}\n}}\n", part.trim_start())));
            }
        }
    }
    all
}

fn survives(text: &str) {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let file = sources.add("one.qg", text);
    qungui::syntax::parse(&sources, file, &mut problems);
    for problem in problems.iter() {
        let span = problem.span.expect("a place");
        let text = sources.file(file).text.get(span.start as usize..span.end as usize);
        assert!(text.is_some(), "{} lies outside the text", problem.code);
        assert!(!problem.message(Lang::Zh).is_empty());
    }
}

#[test]
fn a_byte_left_out_anywhere() {
    let declarations = declarations();
    assert!(declarations.len() > 300, "only {} declarations", declarations.len());
    let (next, bytes) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(text) = declarations.get(next.fetch_add(1, Ordering::Relaxed)) {
                    for at in 0..text.len() {
                        let mut left = text.as_bytes().to_vec();
                        left.remove(at);
                        survives(&String::from_utf8_lossy(&left));
                    }
                    bytes.fetch_add(text.len(), Ordering::Relaxed);
                }
            });
        }
    });
    assert!(bytes.into_inner() > 100_000);
}
