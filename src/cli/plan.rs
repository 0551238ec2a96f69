//! `qungui plan`: the evaluation plan of policies.

use std::io::Write;

use super::args::{Plan, PlanFormat};
use super::exit::{self, Stop};
use super::session::Session;
use crate::plan;

/// Prints the plan.
pub fn run(args: &Plan, session: &mut Session) -> Result<u8, Stop> {
    let checked = session.compile(&args.paths)?;
    let plan = plan::lower(&checked);
    let format = match args.format {
        PlanFormat::Text => plan::Format::Text,
        PlanFormat::Json => plan::Format::Json,
        PlanFormat::Yaml => plan::Format::Yaml,
    };
    let text = plan::display(&plan, format);
    let mut out = session.output()?;
    out.write_all(text.as_bytes())?;
    out.finish()?;
    Ok(exit::CLEAN)
}
