//! The clocks of a plan, with the calendar of days off that the options name.

use std::path::Path;
use std::sync::Arc;

use super::exit::{self, Stop};
use super::session::Session;
use crate::context;
use crate::plan::Plan;
use crate::time::{Calendar, Clocks};

/// Binds a plan's clocks. `--calendar` serves policies that name no calendar; a file serves all.
pub fn bind(plan: &mut Plan, session: &mut Session) -> Result<Clocks, Stop> {
    let named = session.common.calendar.clone().or_else(|| session.project.calendar.clone());
    let file = match named.as_deref() {
        None | Some("cn") => None,
        Some(path) => {
            let file = session.text(Path::new(path));
            let read = file.map(|file| context::load_calendar(&session.sources, file, &mut session.problems));
            session.check(exit::USAGE)?;
            read.map(|read| Arc::new(Calendar::new(&read.days, &read.years)))
        }
    };
    if let Some(name) = &named {
        for clock in &mut plan.clocks {
            clock.calendar.get_or_insert_with(|| name.clone());
        }
    }
    let cn = Arc::new(Calendar::cn());
    Ok(Clocks::bind(plan, |name| file.clone().or_else(|| (name == "cn").then(|| cn.clone()))))
}
