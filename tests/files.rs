//! Policies of several files, lists from files, and params that are set.

use std::path::PathBuf;

use qungui::check::Checked;
use qungui::compile::{CompileOptions, Memory, compile};
use qungui::diag::{Lang, Problems};
use qungui::source::Sources;

/// Compiles `main.qg` among these files with these settings.
fn run(files: &[(&str, &[u8])], sets: &[(&str, &str)]) -> (Option<Checked>, Vec<String>) {
    let memory = Memory::new(files.iter().map(|(path, bytes)| (*path, bytes.to_vec())));
    let sets = sets.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let options = CompileOptions { sets, ..CompileOptions::default() };
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let checked = compile(&[PathBuf::from("main.qg")], &memory, &options, &mut sources, &mut problems);
    let line = |d: &qungui::diag::Diagnostic| {
        let place = d.span.map(|s| format!("{}:{} ", sources.file(s.file).path, sources.line_column(s).line));
        format!("{} {}{}", d.code, place.unwrap_or_default(), d.message(Lang::En))
    };
    (checked, problems.sorted().into_iter().map(line).collect())
}

fn mistakes(files: &[(&str, &[u8])], sets: &[(&str, &str)]) -> Vec<String> {
    run(files, sets).1
}

const PHOTOS: &[u8] = b"rule photos \"Photos\" { when kind is image }";

#[test]
fn names_of_another_file_stand_under_its_name() {
    let main = "use common.lists\nrule r \"t\" { when text contains lists.greetings or lists.short }";
    let lists = "list greetings = [\"早上好\"]\ndefine short = text.length < 3";
    let (checked, said) = run(&[("main.qg", main.as_bytes()), ("common/lists.qg", lists.as_bytes())], &[]);
    assert_eq!(said, Vec::<String>::new());
    let plan = qungui::plan::lower(&checked.expect("it compiles"));
    assert_eq!(plan.lists[0].words, ["早上好"]);
}

#[test]
fn rules_of_a_file_that_is_used_are_evaluated_once() {
    let main = b"use a\nuse b\nrule own \"t\" { when kind is video }".as_slice();
    let a = b"use b\nrule r \"t\" { when kind is image }".as_slice();
    let (checked, said) = run(&[("main.qg", main), ("a.qg", a), ("b.qg", PHOTOS)], &[]);
    assert_eq!(said, Vec::<String>::new());
    let plan = qungui::plan::lower(&checked.expect("it compiles"));
    let names: Vec<_> = plan.rules.iter().map(|rule| rule.name.as_str()).collect();
    assert_eq!(names, ["own", "r", "photos"]);
}

#[test]
fn circles_are_named_once() {
    let files: &[(&str, &[u8])] = &[("main.qg", b"use a"), ("a.qg", b"use b"), ("b.qg", b"use main")];
    let said = mistakes(files, &[]);
    assert_eq!(
        said,
        ["QG2006 b.qg:1 these files use each other in a circle: main.qg → a.qg → b.qg → main.qg"]
    );
}

#[test]
fn a_file_that_cannot_be_read_is_no_reason_to_doubt_its_names() {
    let main = b"use gone\nrule r \"t\" { when text contains gone.words or gone.urgent }";
    assert_eq!(mistakes(&[("main.qg", main)], &[]), ["QG2005 main.qg:1 there is no policy file for `gone`"]);
    let main = b"use a\nrule r \"t\" { when text contains a.words or a.urgent }".as_slice();
    let said = mistakes(&[("main.qg", main), ("a.qg", b"list words = [\"x\" \ndefine")], &[]);
    assert!(said.iter().all(|line| line.starts_with("QG1")), "{said:?}");
}

#[test]
fn lists_come_from_files_of_the_project() {
    let main = "list words from \"lists/a.txt\"\nrule r \"t\" { when text contains words }";
    let text = "\u{feff}# a comment\n\n  收到  \r\n#标签\n好的".as_bytes();
    let (checked, said) = run(&[("main.qg", main.as_bytes()), ("lists/a.txt", text)], &[]);
    assert_eq!(said, Vec::<String>::new());
    let plan = qungui::plan::lower(&checked.expect("it compiles"));
    assert_eq!(plan.lists[0].words, ["收到", "#标签", "好的"]);
}

#[test]
fn list_files_fail_by_name() {
    let file =
        |path: &str| format!("list words from \"{path}\"\nrule r \"t\" {{ when text contains words }}");
    let said =
        |path: &str, bytes: &[u8]| mistakes(&[("main.qg", file(path).as_bytes()), ("a.txt", bytes)], &[]);
    assert_eq!(
        said("a.txt", b"# nothing\n"),
        ["QG2012 main.qg:1 the list `words` has no phrases, so nothing can match it"]
    );
    assert_eq!(said("a.txt", b"good\n\xc4\xe3\n"), ["QG2011 main.qg:1 line 2 of a.txt is not UTF-8"]);
    assert_eq!(said("../a.txt", b""), ["QG2009 main.qg:1 ../a.txt lies outside the project"]);
    assert_eq!(said("/etc/passwd", b""), ["QG2009 main.qg:1 /etc/passwd lies outside the project"]);
    assert!(said("b.txt", b"")[0].starts_with("QG2010 main.qg:1 the list file b.txt cannot be read"));
}

#[test]
fn lists_are_united_and_reduced_in_order() {
    let main = "list a = [\"x1\", \"x2\"]\nlist b = a - [\"x1\"] + [\"x3\"] - [\"x3\"] + [\"x1\"]\n\
                rule r \"t\" { when text contains b }";
    let (checked, _) = run(&[("main.qg", main.as_bytes())], &[]);
    let plan = qungui::plan::lower(&checked.expect("it compiles"));
    assert_eq!(plan.lists[0].words, ["x2", "x1"]);
}

#[test]
fn params_are_set_by_values_of_their_kind() {
    let main = "param n = 3\nparam share = 60%\nparam window = 10m\nparam word = \"收到\"\n\
                rule r \"t\" { each day when at least n messages and more than share of messages (text is word) }\n\
                rule s \"t\" { when at least n messages in last window }";
    let files: &[(&str, &[u8])] = &[("main.qg", main.as_bytes())];
    let good = [("n", "5"), ("share", "0.5%"), ("window", "2小时"), ("word", "好的 #1")];
    assert_eq!(mistakes(files, &good), Vec::<String>::new());
    let said =
        mistakes(files, &[("n", "many"), ("share", "3"), ("window", "10"), ("m", "1"), ("n", "3 } rule")]);
    assert_eq!(said.iter().filter(|line| line.starts_with("QG2018")).count(), 3, "{said:?}");
    assert!(said.iter().any(|line| line == "QG2017 no param called `m` is declared, so it cannot be set"));
    // In range as a value, but not where it is used.
    let said = mistakes(files, &[("n", "0"), ("window", "0m")]);
    assert!(said.iter().any(|line| line.starts_with("QG5010")), "{said:?}");
    assert!(said.iter().any(|line| line.starts_with("QG5008")), "{said:?}");
}

#[test]
fn shipped_modules_lend_names_and_no_rules() {
    let main = b"use std.phrases\nuse std.hours\nrule r \"t\" { when outside hours.work and text contains phrases.flattery }";
    let (checked, said) = run(&[("main.qg", main)], &[]);
    assert_eq!(said, Vec::<String>::new());
    let plan = qungui::plan::lower(&checked.expect("it compiles"));
    assert_eq!((plan.rules.len(), plan.policies.len()), (1, 1));
    // Without a calendar of the policy's own, the week is the plain one.
    assert!(!plan.hours[0].spans[0].workdays);
}

#[test]
fn a_missing_input_is_one_clear_error() {
    let said = mistakes(&[("other.qg", PHOTOS)], &[]);
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("QG2024 the policy file main.qg cannot be read"), "{said:?}");
}

#[test]
fn the_hash_follows_what_is_used() {
    let hash = |words: &str| {
        let main = b"use a\nrule r \"t\" { when text contains a.words }";
        let a = format!("list words from \"w.txt\"\n# {}", "same");
        let (checked, _) =
            run(&[("main.qg", main), ("a.qg", a.as_bytes()), ("w.txt", words.as_bytes())], &[]);
        qungui::plan::lower(&checked.expect("it compiles")).policies[0].hash.clone()
    };
    assert_eq!(hash("收到"), hash("收到"));
    assert_ne!(hash("收到"), hash("好的"));
}

#[test]
fn long_chains_of_definitions_are_refused_and_do_not_overflow() {
    let forward: String = (0..3_000).map(|i| format!("define a{i} = a{}\n", i + 1)).collect();
    let backward: String = (1..3_000).map(|i| format!("define b{i} = b{}\n", i - 1)).collect();
    let lists: String = (0..3_000).map(|i| format!("list l{i} = l{}\n", i + 1)).collect();
    let main = format!(
        "{forward}define a3000 = kind is image\ndefine b0 = kind is image\n{backward}{lists}\
                        list l3000 = [\"收到\"]\nrule r \"t\" {{ when a0 or b2999 or text contains l0 }}"
    );
    let said = mistakes(&[("main.qg", main.as_bytes())], &[]);
    assert!(said.iter().all(|line| line.starts_with("QG5027")), "{:?}", &said[..5]);
    assert!(said.len() > 3);
}
