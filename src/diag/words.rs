//! Filling the holes of a catalogue text.

use super::{Both, Lang};

/// Fills `{name}` holes. A part in `[[…]]` is left out when one of its holes has no value.
pub fn fill(template: &str, args: &[(&'static str, Both)], lang: Lang) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(open) = rest.find("[[") {
        fill_holes(&rest[..open], args, lang, &mut out);
        let Some(len) = rest[open..].find("]]") else { break };
        let part = &rest[open + 2..open + len];
        let mut filled = String::new();
        if fill_holes(part, args, lang, &mut filled) {
            out.push_str(&filled);
        }
        rest = &rest[open + len + 2..];
    }
    fill_holes(rest, args, lang, &mut out);
    out
}

/// Returns false if a hole had no value (it is then left out).
fn fill_holes(text: &str, args: &[(&'static str, Both)], lang: Lang, out: &mut String) -> bool {
    let mut complete = true;
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let Some(len) = rest[open..].find('}') else { break };
        let name = &rest[open + 1..open + len];
        match args.iter().find(|(arg, _)| *arg == name) {
            Some((_, value)) => out.push_str(value.get(lang)),
            None => complete = false,
        }
        rest = &rest[open + len + 1..];
    }
    out.push_str(rest);
    complete
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_and_parts_without_a_value_left_out() {
        let args = [("name", Both::from("甲"))];
        assert_eq!(fill("no `{name}`[[; try `{near}`]]", &args, Lang::En), "no `甲`");
        let args = [("name", Both::from("甲")), ("near", Both::from("乙"))];
        assert_eq!(fill("no `{name}`[[; try `{near}`]]!", &args, Lang::En), "no `甲`; try `乙`!");
    }
}
