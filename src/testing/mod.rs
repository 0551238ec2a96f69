//! Runs the `test` blocks of policies through the evaluator that serves real logs.
