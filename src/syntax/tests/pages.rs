//! The pages of the codes: each wrong example yields its code and no other error of syntax, each right one none.

use super::*;

/// The text of a page's example.
fn example<'a>(page: &'a str, mark: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("```qg {mark}\n"))?;
    rest.split_once("\n```").map(|(text, _)| text)
}

#[test]
fn the_examples_of_the_pages_are_as_they_say() {
    for entry in codes::ENTRIES {
        assert!(entry.page.starts_with(&format!("# {} ", entry.code)), "{}", entry.code);
        let (Some(wrong), Some(right)) = (example(entry.page, "wrong"), example(entry.page, "right")) else {
            assert_eq!(entry.code, codes::TOO_LARGE, "only what is too large to print has no example");
            continue;
        };
        let (_, _, problems) = read(wrong);
        assert!(!problems.is_empty(), "{}: nothing is wrong", entry.code);
        assert!(problems.iter().all(|p| p.code == entry.code), "{}\n{}", entry.code, told(wrong));
        clean(right);
    }
}

#[test]
fn a_fix_mends_what_it_is_for() {
    let mut mended = 0;
    for entry in codes::ENTRIES {
        let Some(wrong) = example(entry.page, "wrong") else { continue };
        let (_, _, problems) = read(wrong);
        let mut fixes: Vec<_> = problems.iter().filter_map(|p| p.fix.as_ref()).collect();
        fixes.sort_by_key(|fix| std::cmp::Reverse(fix.span.start));
        if fixes.len() < problems.iter().count() {
            continue;
        }
        let mut text = wrong.to_string();
        for fix in fixes {
            text.replace_range(fix.span.start as usize..fix.span.end as usize, &fix.text);
        }
        assert!(told(&text).is_empty(), "{}\n{text}\n{}", entry.code, told(&text));
        mended += 1;
    }
    assert!(mended >= 12, "only {mended} codes have fixes");
}
