//! Mistakes and what is said of them.

use qungui::compile::compile_text;
use qungui::diag::{Lang, Problems};
use qungui::source::Sources;

fn say(text: &str) -> String {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let checked = compile_text(text, &mut sources, &mut problems);
    assert_eq!(checked.is_none(), problems.has_errors());
    if let Some(checked) = &checked {
        qungui::plan::display(&qungui::plan::lower(checked), qungui::plan::Format::Text);
        qungui::lint::lint(checked, &sources, &mut problems);
    }
    let mut out = String::new();
    for d in problems.sorted() {
        let place = d.span.map(|s| (sources.line_column(s), sources.slice(s).to_string()));
        let (line, under) = place.map_or((0, String::new()), |(at, under)| (at.line, under));
        out += &format!(
            "{} line {line} `{under}`\n  {}\n  help: {}\n",
            d.code,
            d.message(Lang::En),
            d.help(Lang::En)
        );
        out += &format!("  {}\n  {}\n", d.message(Lang::Zh), d.help(Lang::Zh));
    }
    out
}

/// Each block of `errors/*.qg`, separated by `---` lines, compiled alone.
#[test]
fn mistakes_are_named_where_they_are() {
    insta::glob!("errors/*.qg", |path| {
        let text = std::fs::read_to_string(path).expect("a fixture");
        let mut out = String::new();
        for block in text.split("---\n") {
            out += &format!("{}\n{}\n", block.trim(), say(block));
        }
        insta::assert_snapshot!(out);
    });
}
