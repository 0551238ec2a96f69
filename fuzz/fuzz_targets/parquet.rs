#![no_main]
qungui_fuzz::target!();
