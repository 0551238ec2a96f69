//! Broken files: nothing panics or hangs, and what is not broken stays.

use std::time::{Duration, Instant};

use super::*;

const ENGLISH: &str = include_str!("first_look.qg");
const CHINESE: &str = include_str!("first_look_zh.qg");

/// Parses a text that may be anything, and checks what must hold for every text.
fn survives(text: &str) -> (File, Problems) {
    let (sources, tree, problems) = read(text);
    let length = sources.file(crate::source::FileId(0)).text.len();
    for problem in problems.iter() {
        let span = problem.span.expect("syntax problems have places");
        assert!(span.end as usize <= length && span.start <= span.end);
        assert!(sources.slice(span).len() == (span.end - span.start) as usize, "{span:?} cuts a character");
    }
    for item in &tree.items {
        let slice = sources.slice(item.span);
        assert_eq!(slice.trim(), slice, "a span holds blanks");
    }
    (tree, problems)
}

/// Shapes of the declarations, one each.
fn shapes(tree: &File) -> Vec<String> {
    let one = |item: &ast::Item| shape(&File { items: vec![item.clone()], ..File::default() });
    tree.items.iter().map(one).collect()
}

/// Runs a test on a thread with a stack of this many KiB.
fn on_stack(kib: usize, run: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(kib << 10).spawn(run).expect("a thread");
    thread.join().expect("no panic");
}

#[test]
fn every_beginning_of_a_policy_can_be_read() {
    for text in [ENGLISH, CHINESE] {
        for end in (0..text.len()).filter(|&i| text.is_char_boundary(i)).step_by(17) {
            survives(&text[..end]);
        }
    }
}

#[test]
fn a_missing_character_costs_at_most_its_declaration_and_the_next() {
    for text in [ENGLISH, CHINESE] {
        let whole = shapes(&read(text).1);
        for (at, c) in text.char_indices().step_by(11) {
            let broken = format!("{}{}", &text[..at], &text[at + c.len_utf8()..]);
            let (tree, problems) = survives(&broken);
            let kept = shapes(&tree);
            let lost: Vec<&String> = whole.iter().filter(|item| !kept.contains(item)).collect();
            let line = text[..at].matches('\n').count() + 1;
            assert!(lost.len() <= 2, "line {line} without {c:?}: lost {lost:#?}");
            let errors = problems.iter().count();
            assert!(errors <= 3, "line {line} without {c:?}: {errors} problems\n{}", told(&broken));
        }
    }
}

#[test]
fn a_line_too_many_costs_at_most_its_declaration_and_the_next() {
    let whole = shapes(&read(ENGLISH).1);
    let lines: Vec<&str> = ENGLISH.lines().collect();
    for extra in ["}", "{", "(", "\"", "rule", "when", "%%%", "x = 3", "/", "list \"", "because"] {
        for at in (0..lines.len()).step_by(4) {
            let mut broken = lines.clone();
            broken.insert(at, extra);
            let (tree, _) = survives(&broken.join("\n"));
            let kept = shapes(&tree);
            let lost = whole.iter().filter(|item| !kept.contains(item)).count();
            assert!(lost <= 2, "{extra:?} before line {}: lost {lost}", at + 1);
        }
    }
}

/// The policies that come with the project.
fn shipped() -> Vec<(std::path::PathBuf, String)> {
    let mut found = Vec::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("policies"), root.join("examples")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "qg") {
                let text = std::fs::read_to_string(&path).expect("a policy");
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn shipped_policies_read_clean_and_survive_cuts_and_gaps() {
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let shipped = shipped();
    assert!(shipped.len() > 5);
    for (path, text) in shipped {
        let (_, _, problems) = read(&text);
        assert!(problems.is_empty(), "{}\n{}", path.display(), told(&text));
        for _ in 0..6 {
            let mut cut = random.below(text.len());
            while !text.is_char_boundary(cut) {
                cut -= 1;
            }
            survives(&text[..cut]);
            let gap = text[cut..].chars().next().map_or(0, char::len_utf8);
            survives(&format!("{}{}", &text[..cut], &text[cut + gap..]));
        }
    }
}

/// A small random generator: the same texts on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

#[test]
fn random_words_and_bytes_can_be_read() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let spellings: Vec<&str> = keywords::KEYWORDS.iter().flat_map(|k| k.spellings()).collect();
    let marks = [
        "{", "}", "(", ")", "[", "]", "\"", "“", "/", "..", "，", "：", "5", "10m", "８", "\n", "#", "<",
        "|", "。", "名", "\u{200b}",
    ];
    for _ in 0..400 {
        let mut text = String::new();
        for _ in 0..random.below(60) {
            let word = match random.below(2) {
                0 => spellings[random.below(spellings.len())],
                _ => marks[random.below(marks.len())],
            };
            text.push_str(word);
            text.push_str(["", " ", "\n"][random.below(3)]);
        }
        survives(&text);
        let bytes: Vec<u8> = (0..random.below(200)).map(|_| random.below(256) as u8).collect();
        survives(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn nesting_is_refused_before_it_costs_time_or_stack() {
    let within = |what: &str, text: String| {
        let start = Instant::now();
        let (_, problems) = survives(&text);
        // Exponential reading would take years; a busy machine takes its time too.
        assert!(start.elapsed() < Duration::from_secs(120), "{what} took {:?}", start.elapsed());
        problems
    };
    on_stack(1024, move || {
        for depth in [40, depth::MAX_DEPTH - 2] {
            let parens = format!("rule r {{ when {}bot{} }}", "(".repeat(depth), ")".repeat(depth));
            assert!(within("brackets", parens).is_empty());
            let amount =
                format!("rule r {{ when at least {}3{} messages }}", "(".repeat(depth), ")".repeat(depth));
            assert!(within("an amount", amount).is_empty());
            let exactly =
                format!("rule r {{ when exactly {}3{} messages }}", "(".repeat(depth), ")".repeat(depth));
            assert!(within("an exact amount", exactly).is_empty());
            let nots = format!("rule r {{ when {}bot }}", "not ".repeat(depth));
            assert!(within("nots", nots).is_empty());
            let lists = format!("rule r {{ when kind in {}text{} }}", "[".repeat(depth), "]".repeat(depth));
            assert!(within("lists", lists).is_empty());
            let sums = format!("rule r {{ when {}1 > 2 }}", "1 + ".repeat(depth));
            assert!(within("sums", sums).is_empty());
            let phrases =
                format!("rule r {{ when {}bot{} }}", "any message (".repeat(depth), ")".repeat(depth));
            assert!(within("phrases", phrases).is_empty());
            let open = format!("rule r {{ when {}bot }}", "(any message (".repeat(depth / 2));
            assert!(!within("open brackets", open).is_empty());
        }
        for unit in [
            "(",
            "[",
            "not ",
            "!",
            "1 + ",
            "any message (",
            "exactly (",
            "followed within 1h by any message (",
        ] {
            let deep = format!("rule r {{ when {} }}\nrule s {{ when bot }}", unit.repeat(100_000));
            let problems = within(unit, deep);
            assert!(problems.iter().any(|p| p.code == codes::TOO_DEEP), "{unit}");
            assert_eq!(problems.iter().count(), 1, "{unit}");
        }
    });
}

#[test]
fn long_chains_are_no_nesting() {
    on_stack(1024, || {
        let text = format!("rule r {{ when {}bot }}", "workday or ".repeat(20_000));
        let (_, problems) = survives(&text);
        assert!(problems.is_empty());
    });
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let (tree, problems) = survives(&" ".repeat(MAX_BYTES + 1));
    assert!(tree.items.is_empty());
    assert!(problems.iter().all(|p| p.code == codes::TOO_LARGE) && problems.has_errors());
}

#[test]
fn five_mistakes_are_five_messages() {
    let text = "define a workday\nrule r {\n    sevrity note\n    when kind == text\n    report x\n}\nuse \"a\"\nrule s { when bot }";
    let (tree, problems) = survives(text);
    let told: Vec<String> = problems.sorted().iter().map(|p| p.code.to_string()).collect();
    assert_eq!(told, ["QG1001", "QG1003", "QG1011", "QG1001", "QG1001"]);
    assert_eq!(tree.items.len(), 3);
}
