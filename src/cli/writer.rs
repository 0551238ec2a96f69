//! The output of `eval`, in the format that was asked for.

use std::collections::HashMap;
use std::io::{self, Write};
use std::time::Duration;

use super::args::EvalFormat;
use super::exit::Stop;
use super::out::Out;
use super::session::Session;
use crate::eval::{Outcome, Status, Tally};
use crate::ingest::SourceReport;
use crate::model::SourceFacts;
use crate::plan::{Plan, Rule};
use crate::report::findings::{
    self, Blamed, Finding, Json, Jsonl, Named, OPEN, Open, PolicyLine, RuleLine, SourceLine, Summary, blame,
};
use crate::report::{Style, moment};
use crate::time::Zone;

/// Writes findings as they come, and the summary at the end.
pub struct Writer<'a> {
    plan: &'a Plan,
    format: Format,
    style: Style,
    quiet: bool,
    /// The zone of times that name none.
    timezone: String,
    open: Vec<Open>,
    /// Open verdicts kept, by rule and status.
    kept: HashMap<(usize, u8), usize>,
}

enum Format {
    Text(Out),
    Json(Json<Out>),
    Jsonl(Jsonl<Out>),
}

impl<'a> Writer<'a> {
    /// Begins the output.
    pub fn begin(
        format: EvalFormat,
        out: Out,
        plan: &'a Plan,
        timezone: &jiff::tz::TimeZone,
        session: &Session,
    ) -> io::Result<Writer<'a>> {
        let style = session.style(out.is_terminal());
        let policy = |p: &crate::plan::Policy| PolicyLine {
            path: p.path.clone(),
            name: p.name.clone(),
            hash: p.hash.clone(),
        };
        let format = match format {
            EvalFormat::Text => Format::Text(out),
            EvalFormat::Jsonl => Format::Jsonl(Jsonl::new(out)),
            EvalFormat::Json => {
                Format::Json(Json::begin(out, &plan.policies.iter().map(policy).collect::<Vec<_>>())?)
            }
        };
        let quiet = session.common.quiet;
        let timezone = timezone.iana_name().unwrap_or_default().to_string();
        Ok(Writer { plan, format, style, quiet, timezone, open: Vec::new(), kept: HashMap::new() })
    }

    /// Writes a finding.
    pub fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        match &mut self.format {
            Format::Text(out) => out.write_all(findings::terminal(finding, self.style).as_bytes()),
            Format::Json(json) => json.finding(finding),
            Format::Jsonl(jsonl) => jsonl.finding(finding),
        }
    }

    /// Whether a verdict that is no finding is to be listed: the first of each rule and status are.
    pub fn wants(&mut self, outcome: &Outcome) -> bool {
        let status = match outcome.status {
            Status::Finding => return false,
            Status::Excepted(_) => 1,
            Status::Pending => 2,
            Status::Undetermined(_) => 3,
        };
        let kept = self.kept.entry((outcome.rule, status)).or_default();
        *kept += 1;
        *kept <= OPEN
    }

    /// Keeps a verdict for the list.
    pub fn open(&mut self, open: Open) {
        self.open.push(open);
    }

    /// Writes what is buffered.
    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.format {
            Format::Text(out) => out.flush(),
            Format::Jsonl(jsonl) => jsonl.flush(),
            Format::Json(_) => Ok(()),
        }
    }

    /// Writes sources and summary.
    pub fn end(
        self,
        reports: &[SourceReport],
        facts: &[SourceFacts],
        tallies: &[Tally],
        unknown: Vec<Named<'static>>,
        took: Duration,
    ) -> Result<(), Stop> {
        let clock = self.plan.policies.first().and_then(|policy| self.plan.clocks.get(policy.clock));
        let zone = clock.and_then(|clock| Zone::new(&clock.timezone)).unwrap_or_else(Zone::utc);
        let sources: Vec<SourceLine> = reports.iter().map(|report| source_line(report, &zone)).collect();
        let rules = self.plan.rules.iter().zip(tallies);
        let carried = facts.iter().fold(0, |all, facts| all | facts.kinds);
        let summary = Summary {
            rules: rules.map(|(rule, tally)| self.rule_line(rule, tally, carried)).collect(),
            messages: sources.iter().map(|s| s.messages + s.events).sum(),
            timezone: self.timezone,
            duration_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            unknown_senders: unknown,
            open: self.open,
        };
        let out = match self.format {
            Format::Json(json) => json.end(&sources, &summary)?,
            Format::Jsonl(jsonl) => jsonl.end(&sources, &summary)?,
            Format::Text(mut out) => {
                if !self.quiet {
                    out.write_all(findings::summary(&sources, &summary, self.style).as_bytes())?;
                }
                out
            }
        };
        Ok(out.finish()?)
    }

    /// `carried`: the kinds that some source can carry, as bits.
    fn rule_line(&self, rule: &Rule, tally: &Tally, carried: u32) -> RuleLine {
        let lang = self.style.lang;
        let missing = findings::kinds(self.plan, rule).into_iter().filter(|kind| kind.bit() & carried == 0);
        let because = |index: usize| rule.unless.get(index).map(|e| e.because.clone()).unwrap_or_default();
        let excepted = tally.excepted.iter().map(|(&index, &count)| Blamed { reason: because(index), count });
        let lacking = tally.undetermined.iter().map(|(&b, &count)| Blamed { reason: blame(b, lang), count });
        RuleLine {
            rule: rule.name.clone(),
            findings: tally.findings,
            folded: tally.folded,
            excepted: tally.excepted.values().sum(),
            pending: tally.pending,
            undetermined: tally.undetermined.values().sum(),
            lacks: tally.lacks.clone(),
            lacks_kinds: missing.collect(),
            never_seen: tally.never_seen.clone(),
            undetermined_by: lacking.collect(),
            excepted_by: excepted.collect(),
            blames: tally.undetermined.keys().copied().collect(),
            severity: Some(rule.severity),
        }
    }
}

/// A source as reports show it.
pub fn source_line(report: &SourceReport, zone: &Zone) -> SourceLine {
    let time = |t| moment::rfc3339(t, zone);
    SourceLine {
        path: report.path.clone(),
        format: report.format.to_string(),
        encoding: report.encoding.clone(),
        messages: report.messages,
        events: report.events,
        skipped: report.skipped,
        duplicates: report.duplicates,
        late: report.late,
        first: report.first.map(time),
        last: report.last.map(time),
        covers: report.covers.map(|(from, to)| [time(from), time(to)]),
        lacks: report.lacks.iter().map(ToString::to_string).collect(),
    }
}
