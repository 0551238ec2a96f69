//! Findings, diagnostics and plans as text and JSON.
