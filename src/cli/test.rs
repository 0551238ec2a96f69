//! `qungui test`: runs the test blocks of policies.

use std::io::Write;

use super::args::{Test, TextFormat};
use super::clocks;
use super::exit::{self, Stop};
use super::session::Session;
use crate::plan;
use crate::report::testing::{TestLine, Tests, json, terminal};
use crate::testing;

/// Compiles the policies and runs their tests; reports on standard output.
pub fn run(args: &Test, session: &mut Session) -> Result<u8, Stop> {
    let checked = session.compile(&args.paths)?;
    let mut plan = plan::lower(&checked);
    let clocks = clocks::bind(&mut plan, session)?;
    let mut tests = Tests { rules: plan.rules.len(), ..Tests::default() };
    let mut tested = vec![false; plan.rules.len()];
    for case in checked.cases() {
        for &rule in &case.expects {
            if let Some(rule) = tested.get_mut(rule) {
                *rule = true;
            }
        }
        if args.only.as_ref().is_some_and(|only| !case.test.title.value.contains(only.as_str())) {
            continue;
        }
        let file = session.sources.file(case.file);
        let line = file.line_column(case.test.title.span.start as usize).line;
        let report = testing::run(case, &plan, &clocks);
        let (title, path) = (case.test.title.value.clone(), file.path.clone());
        tests.tests.push(TestLine { title, path, line, problems: report.problems });
    }
    let names = plan.rules.iter().zip(tested).filter(|(_, tested)| !tested);
    tests.untested = names.map(|(rule, _)| rule.name.clone()).collect();
    session.report();
    let mut out = session.output()?;
    let text = match args.format {
        TextFormat::Json => json(&tests, &session.sources, session.lang) + "\n",
        TextFormat::Text => {
            let style = session.style(out.is_terminal());
            terminal(&tests, &session.sources, session.common.verbose, style)
        }
    };
    out.write_all(text.as_bytes())?;
    out.finish()?;
    Ok(if tests.failed() > 0 { exit::FOUND } else { exit::CLEAN })
}
