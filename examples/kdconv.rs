//! Dialogues of KdConv (`[{"messages":[{"message":…}]}]`) as a native log: `cargo run --example kdconv -- film.test.json | qungui eval -`.
//!
//! The corpus has neither times nor speakers: each dialogue is a group of two who take turns, a minute between two utterances.

use std::io::{self, BufWriter, Write};

use serde::Deserialize;

#[derive(Deserialize)]
struct Dialogue {
    messages: Vec<Utterance>,
}

#[derive(Deserialize)]
struct Utterance {
    message: String,
}

/// 2026-03-02T09:00:00+08:00
const START: i64 = 1_772_413_200;

/// Writes the dialogues of a file, after so many others; how many there are then.
pub fn convert(json: &str, before: usize, out: &mut impl Write) -> io::Result<usize> {
    let dialogues: Vec<Dialogue> = serde_json::from_str(json)?;
    for (number, dialogue) in dialogues.iter().enumerate() {
        let group = format!("dialogue-{}", before + number + 1);
        for (turn, said) in dialogue.messages.iter().enumerate() {
            let speaker = ["甲", "乙"][turn % 2];
            let time = jiff::Timestamp::from_second(START + 60 * turn as i64).map_err(io::Error::other)?;
            let record = serde_json::json!({
                "id": format!("{group}-{}", turn + 1), "time": time.to_string(), "group": group,
                "sender": speaker, "kind": "text", "text": said.message,
            });
            writeln!(out, "{record}")?;
        }
    }
    Ok(before + dialogues.len())
}

#[allow(dead_code)] // a test uses the rest
fn main() -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let head = r#"{"qungui":1,"supplies":["kind","text"],"kinds":["text"],"platform":"kdconv","precision":"minute"}"#;
    writeln!(out, "{head}")?;
    let mut written = 0;
    for path in std::env::args_os().skip(1) {
        written = convert(&std::fs::read_to_string(path)?, written, &mut out)?;
    }
    out.flush()
}
