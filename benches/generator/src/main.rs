//! Writes synthetic logs, their roster, word lists, and policies with copies of rules.

use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::process::ExitCode;

use generator::{Format, Groups, Options, copies, generate, roster, words, write};

const USAGE: &str = "\
usage: generator log MESSAGES [--groups N] [--members N] [--seed N] [--full-width] [--wecom]   a log, to standard output
       generator roster MESSAGES [--groups N] [--members N] [--seed N]                         who leads a group in it
       generator words FOLDER                                                                  word lists
       generator copies N                                                                      rule set R, N times";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(error)) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

/// `None` for a wrong command line.
fn run(args: &[String]) -> Option<io::Result<()>> {
    let [command, what, rest @ ..] = args else { return None };
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    match command.as_str() {
        "log" => {
            let (options, format) = options(what, rest)?;
            Some(log(&options, format, &mut out))
        }
        "roster" => {
            let (options, _) = options(what, rest)?;
            Some(out.write_all(roster(&Groups::of(&options)).as_bytes()))
        }
        "words" => Some(words::write(Path::new(what))),
        "copies" => Some(out.write_all(copies::policy(what.parse().ok()?).as_bytes())),
        _ => None,
    }
}

fn options(messages: &str, rest: &[String]) -> Option<(Options, Format)> {
    let (mut options, mut format) = (Options::of(messages.parse().ok()?), Format::Native);
    let mut rest = rest.iter();
    while let Some(option) = rest.next() {
        match option.as_str() {
            "--groups" => options.groups = rest.next()?.parse().ok()?,
            "--members" => options.members = rest.next()?.parse().ok()?,
            "--seed" => options.seed = rest.next()?.parse().ok()?,
            "--full-width" => options.full_width = true,
            "--wecom" => format = Format::Wecom,
            _ => return None,
        }
    }
    Some((options, format))
}

fn log(options: &Options, format: Format, out: &mut impl io::Write) -> io::Result<()> {
    let (mut line, mut result) = (String::new(), Ok(()));
    generate(options, &mut |number, message| {
        line.clear();
        write(number, message, format, &mut line);
        if result.is_ok() {
            result = out.write_all(line.as_bytes());
        }
    });
    result.and_then(|()| out.flush())
}
