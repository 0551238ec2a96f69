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
    let text = match args.format {
        PlanFormat::Text => format!("{plan:#?}\n"),
        PlanFormat::Json => serde_json::to_string_pretty(&plan).map_err(std::io::Error::from)? + "\n",
        PlanFormat::Yaml => serde_saphyr::to_string(&plan).map_err(std::io::Error::other)?,
    };
    let mut out = session.output()?;
    out.write_all(text.as_bytes())?;
    out.finish()?;
    Ok(exit::CLEAN)
}
