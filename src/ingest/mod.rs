//! Logs of every supported format become batches of messages in event order.
