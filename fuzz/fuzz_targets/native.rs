//! Logs read as `native`.
#![no_main]

use qungui::ingest::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| qungui_fuzz::read(bytes, Format::from_name("native")));
