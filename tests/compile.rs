//! The compiler as a whole: policies and what is said of them.

use qungui::compile::compile_text;
use qungui::diag::{Lang, Problems};
use qungui::source::Sources;

fn say(text: &str) -> String {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let checked = compile_text(text, &mut sources, &mut problems);
    let mut out = String::new();
    for d in problems.sorted() {
        let place = d.span.map(|s| (sources.line_column(s), sources.slice(s).to_string()));
        let (line, under) = place.map_or((0, String::new()), |(at, under)| (at.line, under));
        out += &format!("{} {line} `{under}`: {}; {}\n", d.code, d.message(Lang::En), d.help(Lang::En));
    }
    assert_eq!(checked.is_none(), problems.has_errors());
    out
}

const FIRST_LOOK: &str = include_str!("compile/first_look.qg");

#[test]
fn the_first_look_compiles() {
    assert_eq!(say(FIRST_LOOK), "");
}

#[test]
fn the_first_look_has_a_plan() {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let checked = compile_text(FIRST_LOOK, &mut sources, &mut problems).expect("it compiles");
    let plan = qungui::plan::lower(&checked);
    let text = qungui::plan::display(&plan, qungui::plan::Format::Text);
    insta::assert_snapshot!(format!("{FIRST_LOOK}\n=====\n{text}"));
}
