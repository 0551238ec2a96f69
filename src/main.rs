//! The `qungui` command.

fn main() -> std::process::ExitCode {
    qungui::cli::run().into()
}
