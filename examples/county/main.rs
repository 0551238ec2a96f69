//! Writes a county's week of chat, with its roster and group registry: `cargo run --example county`.
//!
//! All names are invented. The output is the same on every machine; a test compares it with the files here.

mod incidents;
mod people;
mod records;
mod talk;
mod week;

use std::path::Path;

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/county");
    for (name, text) in week::files() {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}
