//! Times: in the form that the map names, or in whichever of the usual ones it is.

use jiff::fmt::strtime;

use crate::ingest::draft::{Cx, plausible};
use crate::ingest::formats::message::epoch;
use crate::ingest::local::LocalClock;
use crate::ingest::{ColumnMap, Reason, damage, stamp};
use crate::model::Millis;

/// Reads the times of one source.
pub struct When {
    format: Option<String>,
    zone: Option<LocalClock>,
    /// How finely the coarsest of them is told, in milliseconds.
    coarsest: Millis,
}

const DAY: Millis = 86_400_000;

impl When {
    /// As the map says.
    pub fn new(map: &ColumnMap) -> Self {
        When { format: map.format.clone(), zone: map.zone.clone().map(LocalClock::from), coarsest: 1 }
    }

    /// How exact the times are.
    pub fn precision(&self) -> Millis {
        self.coarsest
    }

    /// The instant of a time.
    pub fn read(&mut self, text: &str, cx: &mut Cx) -> Result<Millis, Reason> {
        let (text, local) = (text.trim(), cx.notes.local_times);
        let zone = self.zone.as_ref().unwrap_or(cx.zone);
        let (directory, batch) = (&mut *cx.directory, &mut *cx.batch);
        let (notes, called) = (&mut *cx.notes, &mut *cx.called);
        let Cx { learn, line, offset, .. } = *cx;
        let mut own = Cx { directory, batch, zone, learn, notes, called, line, offset };
        let (time, precision) = match &self.format {
            Some(format) => formatted(format, text, &mut own)?,
            None if text.bytes().all(|byte| byte.is_ascii_digit()) => number(text)?,
            None => {
                let (time, precision) = damage::told("time", text, &mut own)?;
                (time, precision.unwrap_or_else(|| written(text)))
            }
        };
        if self.zone.is_some() {
            // That is said in the map.
            cx.notes.local_times = local;
        }
        self.coarsest = self.coarsest.max(precision);
        Ok(time)
    }
}

fn number(text: &str) -> Result<(Millis, Millis), Reason> {
    let number = text.parse().ok();
    let time = epoch("time", number)?;
    let seconds = number.is_some_and(|number: i64| number.saturating_mul(1000) == time);
    Ok((time, if seconds { 1000 } else { 1 }))
}

/// How finely a time is told.
fn written(text: &str) -> Millis {
    match stamp::civil(text) {
        Some((_, precision)) => precision,
        None if text.contains('.') => 1,
        None => 1000,
    }
}

fn formatted(format: &str, text: &str, cx: &mut Cx) -> Result<(Millis, Millis), Reason> {
    let wrong = || Reason::value("time", text);
    let parts = strtime::parse(format, text).map_err(|_| wrong())?;
    let instant = match parts.to_timestamp() {
        Ok(instant) => instant,
        Err(_) => {
            let local = parts.to_datetime().map_err(|_| wrong())?;
            cx.notes.local_times += 1;
            let instant = cx.zone.to_ambiguous_timestamp(local).compatible();
            instant.map_err(|_| wrong())?
        }
    };
    let precision = match (parts.hour(), parts.second()) {
        (None, _) => DAY,
        (_, None) => 60_000,
        _ if parts.subsec_nanosecond().is_some() => 1,
        _ => 1000,
    };
    Ok((plausible("time", instant.as_millisecond())?, precision))
}
