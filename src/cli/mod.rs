//! Commands, arguments, exit codes: the only place that knows the terminal.

mod announce;
mod answers;
mod args;
mod check;
mod clocks;
mod convert;
mod eval;
mod exit;
mod explain;
mod inputs;
mod inspect;
mod levels;
mod out;
mod plan;
mod policies;
mod privacy;
mod profile;
mod progress;
mod project;
mod recent;
mod session;
mod test;
mod writer;

use clap::Parser;

use args::{Cli, Command};
use exit::Stop;
use session::Session;

/// Runs the command that the arguments ask for; gives the exit code.
pub fn run() -> u8 {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are asked for; everything else is wrong usage.
            let code = if error.use_stderr() { exit::USAGE } else { exit::CLEAN };
            let _ = error.print();
            return code;
        }
    };
    let mut session = match Session::open(cli.common) {
        Ok(session) => session,
        Err(stop) => return ended(stop, None),
    };
    let done = match &cli.command {
        Command::Eval(args) => eval::run(args, &mut session),
        Command::Check(args) => check::run(args, &mut session),
        Command::Test(args) => test::run(args, &mut session),
        Command::Plan(args) => plan::run(args, &mut session),
        Command::Explain(args) => explain::run(args, &mut session),
        Command::Inspect(args) => inspect::run(args, &mut session),
        Command::Convert(args) => convert::run(args, &mut session),
    };
    done.unwrap_or_else(|stop| ended(stop, Some(&mut session)))
}

/// The exit code of a command that could not finish. A reader that has seen enough is no failure.
fn ended(stop: Stop, session: Option<&mut Session>) -> u8 {
    match (stop, session) {
        (Stop::Code(code), _) => code,
        (Stop::BrokenPipe, _) => exit::CLEAN,
        (Stop::Output(error), Some(session)) => {
            let path = session.common.output.clone();
            let _ = session.unwritable(path.as_deref(), &error);
            exit::USAGE
        }
        (Stop::Output(_), None) => exit::USAGE,
    }
}
