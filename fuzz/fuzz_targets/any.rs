//! Logs read as whatever the content tells.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| qungui_fuzz::read(bytes, None));
