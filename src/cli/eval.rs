//! `qungui eval`: logs against policies.

use std::sync::Arc;
use std::time::Instant;

use super::announce::announce;
use super::args::{Eval, EvalFormat, FailOn};
use super::clocks;
use super::exit::{self, Stop};
use super::inputs::{self, Inputs};
use super::privacy;
use super::profile::{self, Stage, Stages};
use super::progress::Progress;
use super::recent::Recent;
use super::session::Session;
use super::writer::Writer;
use crate::eval::{Evaluator, Outcome, Setup, Status, Tally};
use crate::ingest::{self, Places, Reader, SourceReport, Work};
use crate::model::{Batch, Directory};
use crate::plan::{self, Plan};
use crate::report::findings::{Builder, Named, OPEN};

/// Compiles, reads, evaluates, reports.
pub fn run(args: &Eval, session: &mut Session) -> Result<u8, Stop> {
    let started = Instant::now();
    let (logs, policies) = args.paths();
    let checked = session.compile(&policies)?;
    let mut plan = plan::lower(&checked);
    let inputs = Inputs::new(args, logs, session)?;
    let privacy = privacy::privacy(args.excerpt, args.pseudonyms.clone(), session);
    let clocks = clocks::bind(&mut plan, session)?;
    let mut directory = Directory::default();
    inputs::load(&inputs, &checked, &mut directory, session)?;
    let log = ingest::open(&inputs.logs, &inputs.options, &mut directory, &mut session.problems);
    let Some(log) = log else { return Err(session.stop(exit::USAGE)) };
    announce(&plan, &log.facts(), &directory, &mut session.problems);
    session.report();
    let out = session.output()?;
    let out = if inputs.format == EvalFormat::Text { out } else { out.for_json() };
    let progress = Progress::new(&log, session, out.is_terminal());
    let writer = Writer::begin(inputs.format, out, &plan, &inputs.options.timezone, session)?;
    // One of several threads reads.
    let threads = inputs.options.threads;
    let ahead = threads > 1 && !log.is_live();
    let judges = if ahead { threads - 1 } else { threads };
    let setup = Setup {
        plan: plan.clone(),
        clocks,
        facts: log.facts(),
        coverage: log.coverage(),
        threads: judges,
        listed: Some(OPEN as u64),
        stopwatch: args.profile.then_some(profile::stopwatch as fn() -> u64),
    };
    let mut evaluator = Evaluator::new(setup, &mut directory);
    let mut builder = Builder::new(&plan, session.lang, privacy);
    builder.share(evaluator.finder());
    let builder = if inputs.format == EvalFormat::Text { builder } else { builder.for_programs() };
    let mut stages = Stages::since(started);
    stages.spent(Stage::Setup);
    let (recent, senders, places) = (Recent::default(), Vec::new(), log.places());
    let mut scanner = evaluator.scanner();
    let work: Work = Box::new(move |batch| scanner.scan(batch));
    let log = Reader::new(log, &directory, ahead.then_some(work));
    let mut run = Run { log, places, directory, builder, writer, progress, stages, recent, senders };
    let tallies = run.through(&mut evaluator, session)?;
    run.writer.flush()?;
    let broken = session.problems.has_errors();
    session.report();
    let unknown = run.unknown_senders();
    let sources = run.log.report().into_iter().map(|source| {
        let path = run.builder.privacy().path(&source.path).into_owned();
        SourceReport { path, ..source }
    });
    let sources: Vec<_> = sources.collect();
    run.writer.end(&sources, &run.log.facts(), &tallies, unknown, started.elapsed())?;
    run.stages.spent(Stage::Write);
    if let Some(profile) = evaluator.profile() {
        session.say(&profile::report(&run.stages, &profile, &plan, session.stderr_style()));
    }
    Ok(if broken { exit::USAGE } else { verdict(&plan, &tallies, &inputs.fail_on) })
}

/// The exit code of a run that went through.
fn verdict(plan: &Plan, tallies: &[Tally], fail_on: &[FailOn]) -> u8 {
    let counts =
        |(rule, tally): (&plan::Rule, &Tally)| tally.findings > 0 && FailOn::finding(fail_on, rule.severity);
    let open = |tally: &Tally| tally.pending > 0 || !tally.undetermined.is_empty();
    if plan.rules.iter().zip(tallies).any(counts) {
        exit::FOUND
    } else if FailOn::undetermined(fail_on) && tallies.iter().any(open) {
        exit::UNDETERMINED
    } else {
        exit::CLEAN
    }
}

/// A run in progress.
struct Run<'a> {
    log: Reader,
    places: Arc<Places>,
    directory: Directory,
    builder: Builder<'a>,
    writer: Writer<'a>,
    progress: Progress,
    stages: Stages,
    recent: Recent,
    /// Who has sent something, by person.
    senders: Vec<bool>,
}

impl Run<'_> {
    /// Reads the log to its end; findings are written as they are decided.
    fn through(&mut self, evaluator: &mut Evaluator, session: &mut Session) -> Result<Vec<Tally>, Stop> {
        let mut outcomes = Vec::new();
        loop {
            let room = self.recent.empty();
            let Some(batch) = self.log.next(room, &mut self.directory, &mut session.problems) else { break };
            self.stages.spent(Stage::Read);
            self.note_senders(&batch);
            self.builder.learn(&batch, &self.directory);
            evaluator.feed(&batch, &self.directory, &mut |outcome| outcomes.push(outcome));
            self.stages.spent(Stage::Evaluate);
            self.recent.keep(batch);
            self.write(&mut outcomes)?;
            self.stages.spent(Stage::Write);
            if self.log.is_live() {
                self.writer.flush()?;
            }
            self.progress.at(self.log.progress());
        }
        let tallies = evaluator.finish(&self.directory, &mut |outcome| outcomes.push(outcome));
        self.stages.spent(Stage::Evaluate);
        self.progress.done();
        self.write(&mut outcomes)?;
        Ok(tallies)
    }

    fn write(&mut self, outcomes: &mut Vec<Outcome>) -> Result<(), Stop> {
        if outcomes.is_empty() {
            return Ok(());
        }
        self.progress.hide();
        for outcome in outcomes.drain(..) {
            if outcome.status == Status::Finding {
                self.recent.fetch(&outcome, &self.log, &mut self.directory);
                let pages = self.recent.pages(&outcome, &self.places);
                let finding = self.builder.finding(&outcome, &self.directory, &pages);
                self.writer.finding(&finding)?;
            } else if self.writer.wants(&outcome) {
                let place = outcome.trigger.map(|origin| self.places.of(origin));
                let open = self.builder.open(&outcome, &self.directory, place);
                self.writer.open(open);
            }
        }
        self.progress.show();
        Ok(())
    }

    fn note_senders(&mut self, batch: &Batch) {
        if !self.directory.has_roster {
            return;
        }
        self.senders.resize(self.directory.people().len(), false);
        for row in batch.rows.iter().filter(|row| !row.kind.is_event()) {
            if let Some(seen) = self.senders.get_mut(row.sender.0 as usize) {
                *seen = true;
            }
        }
    }

    /// Senders that the roster does not know, by id.
    fn unknown_senders(&self) -> Vec<Named<'static>> {
        let people = self.builder.privacy().directory(&self.directory).people().iter().zip(&self.senders);
        let unknown = people.filter(|(person, sent)| **sent && !person.known);
        let named = |id: &str, name: &str| Named { id: id.to_string().into(), name: name.to_string().into() };
        let mut names: Vec<Named> = unknown.map(|(person, _)| named(&person.id, &person.name)).collect();
        names.sort_by(|a, b| a.id.cmp(&b.id));
        names
    }
}
